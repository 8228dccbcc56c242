"""A data directory with people in it, and the real server over it."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from camerasheet.app import create_app
from camerasheet.config import Settings
from camerasheet.sheet.crew import Role
from camerasheet.storage.control.identity import SYSTEM
from tests.web.crew import PASSWORD, Crew

PATIENCE = 30.0
COOKIE = "camerasheet"
ACCOUNTS = {"ann": Role.ADMIN, "eve": Role.EDITOR, "dan": Role.EDITOR, "vic": Role.VIEWER}


@dataclass(frozen=True)
class House:
    """What was prepared: where it is, how people get in, and a program's token for everything."""

    data: Path
    cookies: dict[str, str]
    token: str


def prepare(data: Path) -> House:
    """Make the accounts of ``ACCOUNTS``, each with a session, as the server itself would."""
    app = create_app(Settings(data=data))
    try:
        production = app.extensions["camerasheet"]
        crew = Crew(app, production, production.create_show("gala", "Spring Gala", by=None))
        cookies = {}
        for login, role in ACCOUNTS.items():
            account = crew.control.accounts.create(login, login.title(), PASSWORD, role, by=SYSTEM)
            browser = crew.browser()
            browser.enter(crew.control.sessions.open(account.id).secret)
            cookie = browser.get_cookie(COOKIE)
            assert cookie is not None
            cookies[login] = cookie.value
        return House(data, cookies, crew.token(Role.ADMIN, everywhere=True))
    finally:
        app.extensions["camerasheet"].drain(1)


def eventually(what: Callable[[], bool], name: str, patience: float = PATIENCE) -> None:
    """Wait until it is so, at most ``patience`` seconds."""
    end = time.monotonic() + patience
    while not what():
        assert time.monotonic() < end, f"{name} never came"
        time.sleep(0.02)


class Server:
    """``camerasheet serve`` in a process of its own; started again, it has the same address."""

    def __init__(self, house: House, environ: Mapping[str, str] | None = None) -> None:
        """``environ`` holds settings besides that of the data."""
        self.house = house
        self.url = ""
        self._environ = {**(environ or {}), "CAMERASHEET_DATA": str(house.data)}
        self._log = house.data.with_name(f"{house.data.name}.log")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def port(self) -> str:
        """Where it listens, or ``0`` before it first did."""
        return self.url.rpartition(":")[2] or "0"

    def start(self) -> None:
        """Start it, and wait until it answers."""
        bare = {k: v for k, v in os.environ.items() if not k.startswith("CAMERASHEET_")}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "camerasheet.cli", "serve", "--port", self.port],
                env={**bare, **self._environ},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        eventually(self._is_up, "the server")

    def _is_up(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, self.output()
        found = re.search(r"running at (http://\S+)", self.output())
        if not found:
            return False
        self.url = found[1]
        with suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    def output(self) -> str:
        """What it printed since it was started last."""
        return self._log.read_text(errors="replace")

    def stop(self) -> None:
        """SIGTERM, as a supervisor would."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """kill -9 of the master and its worker."""
        self._end(signal.SIGKILL)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        with suppress(ProcessLookupError):
            if how is signal.SIGKILL:
                os.killpg(process.pid, how)
            else:
                process.send_signal(how)
        process.wait(PATIENCE)
