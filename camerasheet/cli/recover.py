"""``camerasheet recover``."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

import click

from camerasheet.cli.asking import PATIENCE, settings
from camerasheet.cli.printing import json_option, print_json
from camerasheet.sheet.errors import DataInUse

if TYPE_CHECKING:
    from camerasheet.config import Settings
    from camerasheet.recovery import Report

FRESH = "Go on without what cannot be reached, and without control.db if there is none."


@click.command("recover")
@click.option("--dry-run", is_flag=True, help="Only say what would be done.")
@click.option("--fresh", is_flag=True, help=FRESH)
@json_option
def recover(dry_run: bool, fresh: bool, as_json: bool) -> None:
    """Bring back every database that is missing, empty or damaged.

    From the replica, else from the newest sound snapshot, offsite or here. A damaged file is set
    aside and never deleted; a sound one is never touched. "serve" does this by itself at each
    start. The server must not be running.
    """
    from camerasheet import logs

    chosen = settings()
    logs.configure(chosen.log_format, "ERROR")  # what is done is printed below
    report = recover_patiently(chosen, fresh=fresh, dry=dry_run)
    if as_json:
        print_json(report.as_json())
        return
    for sentence in report.sentences():
        click.echo(sentence)


def recover_patiently(chosen: Settings, *, fresh: bool = False, dry: bool = False) -> Report:
    """Recover, waiting a moment for a command line that has the directory. Raises ``Trouble``."""
    from camerasheet.recovery import recover as run

    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return run(chosen, os.environ, fresh=fresh, dry=dry)
        except DataInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


COMMANDS = (recover,)
