"""Having a command carried out: by the server that runs, or here."""

import os
import time
from typing import Any, Final

from camerasheet.config import Settings
from camerasheet.office.client import NoServer
from camerasheet.office.client import ask as ask_server
from camerasheet.office.protocol import Answer
from camerasheet.sheet.errors import DataInUse

PATIENCE: Final = 5.0
"""How long to wait for a server that is starting or stopping, or another command line."""


def settings() -> Settings:
    """The settings of the environment. Raises ``BadSetting``."""
    return Settings.from_environment(os.environ)


def ask(command: str, /, **arguments: Any) -> Answer:
    """Carry out a command of the office; ``arguments`` are JSON values.

    The running server does it; where none runs, this process takes the data directory and does it
    itself. Raises ``DataInUse`` when somebody has the directory and does not answer, and whatever
    the command is refused with.
    """
    chosen = settings()
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            return ask_server(chosen.data, command, arguments)
        except NoServer:
            pass
        try:
            return _do_it_here(chosen, command, arguments)
        except DataInUse:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)


def _do_it_here(chosen: Settings, command: str, arguments: dict[str, Any]) -> Answer:
    from camerasheet.office.commands import carry_out
    from camerasheet.office.premises import open_premises
    from camerasheet.recovery import needs_recovery, recover

    if needs_recovery(chosen):  # or a new control.db would hide what the replica has
        recover(chosen, os.environ, role=f"camerasheet ({command})")
    with open_premises(chosen, f"camerasheet ({command})") as place:
        return carry_out(place, command, arguments)


def server_facts(chosen: Settings) -> Answer | None:
    """What the running server says of itself, None when none runs or it does not answer."""
    try:
        return ask_server(chosen.data, "ping", {})
    except NoServer:
        return None
