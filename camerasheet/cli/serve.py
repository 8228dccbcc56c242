"""``camerasheet serve``."""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NoReturn

import click

from camerasheet.cli.asking import PATIENCE, server_facts, settings
from camerasheet.cli.group import CANNOT_LISTEN, fail
from camerasheet.cli.recover import FRESH
from camerasheet.sheet.errors import CamerasheetError, DataInUse

if TYPE_CHECKING:
    from camerasheet.config import Settings

RETRY_SECONDS = 1.0
CANNOT_SERVE_YET = 1
"""A worker's exit code: gunicorn gives up after 3 and 4, and after others starts another."""


@click.command("serve")
@click.option("--host", help="The address to listen on; left out, CAMERASHEET_HOST.")
@click.option(
    "--port", type=click.IntRange(0, 65535), help="Left out, CAMERASHEET_PORT; 0 takes a free one."
)
@click.option("--lan", is_flag=True, help="Listen for everybody on the network; print a QR code.")
@click.option("--litestream", is_flag=True, help="Replicate all the time; see docs/litestream.md.")
@click.option("--fresh", is_flag=True, help=FRESH)
@click.option("--open", "open_browser", is_flag=True, help="Open a browser.")
def serve(
    host: str | None,
    port: int | None,
    lan: bool,
    litestream: bool,
    fresh: bool,
    open_browser: bool,
) -> None:
    """Run the server until SIGTERM or Ctrl-C. Settings are environment variables."""
    if host and lan:
        raise click.UsageError("--lan listens on every address: leave --host out.")
    gc.disable()  # nothing that is made while starting is garbage; the worker enables it
    chosen = settings()
    if litestream and chosen.litestream == "sidecar":
        raise click.UsageError("CAMERASHEET_LITESTREAM says sidecar: leave --litestream out.")
    chosen = replace(
        chosen,
        litestream="supervised" if litestream else chosen.litestream,
        host="0.0.0.0" if lan else host or chosen.host,  # noqa: S104  (that is what was asked)
        port=chosen.port if port is None else port,
    )
    from camerasheet import logs

    logs.configure(chosen.log_format, chosen.log_level)
    _try_the_data(chosen, fresh=fresh)
    from camerasheet.server import CannotListenError
    from camerasheet.server import serve as run

    listening = _Listening(chosen, lan=lan, open_browser=open_browser)
    try:
        with _replicated(chosen) as tend:
            run(
                listening.start,
                host=chosen.host,
                port=chosen.port,
                threads=chosen.http_threads,
                connections=chosen.max_connections,
                request_seconds=chosen.request_seconds,
                log_level="debug" if chosen.log_level == "DEBUG" else "warning",
                when_ready=listening.ready,
                tend=tend,
                worker_ended=listening.worker_ended,
            )
    except CannotListenError as error:
        fail(str(error), CANNOT_LISTEN)


def _replicated(chosen: Settings) -> AbstractContextManager[Callable[[], None] | None]:
    """Litestream for as long as the server runs and a little longer, where it was asked for; with
    what keeps it running."""
    if chosen.litestream != "supervised":
        return nullcontext()
    from camerasheet.replica.places import Places
    from camerasheet.replica.supervised import litestream_running

    places = Places.from_settings(chosen, os.environ)
    assert places is not None  # there is always one for this choice
    if not chosen.s3_bucket and not chosen.replica_dir:
        click.echo(
            f"Replicating to {places.shown()}, on the same disk. Name a second disk in "
            "CAMERASHEET_REPLICA_DIR, or a bucket in CAMERASHEET_S3_BUCKET."
        )
    return litestream_running(chosen, places)


def _try_the_data(chosen: Settings, *, fresh: bool) -> None:
    """Open everything once before the server forks: what is missing or damaged is brought back,
    and what is wrong is said here, in one sentence.

    Waits a moment for another command line, and not for another server. Raises ``Trouble``.
    """
    from camerasheet.office.premises import open_premises
    from camerasheet.recovery import recover

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            recover(chosen, os.environ, fresh=fresh, role="server")
            with open_premises(chosen, "server"):
                return
        except DataInUse as error:
            other = server_facts(chosen)
            if other is not None:
                raise DataInUse(
                    f"{chosen.data} is in use by the server at {other['url']} (process "
                    f"{other['pid']}). Stop it first, or set another CAMERASHEET_DATA."
                ) from error
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


class _Listening:
    """From a bound port to an address that people can open."""

    def __init__(self, chosen: Settings, *, lan: bool, open_browser: bool) -> None:
        self._chosen = chosen
        self._lan = lan
        self._open_browser = open_browser
        self._crew_waits = False

    def ready(self, host: str, port: int) -> None:
        """Master, before it forks: the port is known now.

        What the worker imports is loaded here, so that one that dies is replaced by one that has
        it; the application itself, with its threads and files, is the worker's own.
        """
        self._chosen = replace(self._chosen, port=port)
        import camerasheet.app
        import camerasheet.office.addresses  # noqa: F401

    def worker_ended(self) -> None:
        """Master: it served until now, so whatever keeps the next one from it may pass."""
        self._crew_waits = True

    def start(self) -> Any:
        """Worker: make the application and say where it is."""
        from gunicorn.errors import AppImportError

        from camerasheet.app import create_app

        try:
            app = create_app(self._chosen)
            self._announce(app)
        except Exception as error:
            if self._crew_waits:
                self._leave_it_to_the_next(error)
            if not isinstance(error, CamerasheetError):
                raise
            # Of all errors, this one makes gunicorn stop with the sentence and without a traceback.
            raise AppImportError(f"camerasheet: {error.message}") from error
        return app

    def _leave_it_to_the_next(self, error: Exception) -> NoReturn:
        """Say why, and end in a way after which gunicorn starts another worker."""
        click.echo(f"camerasheet: {_sentence(error)} Trying again.", err=True)
        sys.stderr.flush()
        time.sleep(RETRY_SECONDS)
        sys.exit(CANNOT_SERVE_YET)

    def _announce(self, app: Any) -> None:
        from camerasheet.cli.printing import print_qr
        from camerasheet.office.addresses import base_url, lan_addresses, url_of
        from camerasheet.web.login import setup_url

        url = base_url(self._chosen)
        click.echo(f"camerasheet is running at {url}")
        if self._lan:
            for address in lan_addresses()[1:]:
                click.echo(f"                    or {url_of(address, self._chosen.port)}")
            print_qr(url)
        link = setup_url(app.extensions["camerasheet"], url)
        if link:
            click.echo("There is no account yet. Make the first admin here; the link works once:")
            click.echo(f"  {link}")
        elif self._chosen.admin_password:
            click.echo("Sign in as “admin” with CAMERASHEET_ADMIN_PASSWORD.")
        sys.stdout.flush()
        if self._open_browser:
            click.launch(link or url)


def _sentence(error: Exception) -> str:
    return (
        error.message
        if isinstance(error, CamerasheetError)
        else f"{type(error).__name__}: {error}."
    )


COMMANDS = (serve,)
