"""The closed set of commands: what the command line can ask of whoever has the data directory.

A command is a function of :class:`Premises` and keyword arguments, which are JSON values checked
against its annotations; it answers with a JSON object. It runs in the server, or in the command
line's own process where no server runs.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from camerasheet.office.commands import accounts, care, demo, files, links, shows, tokens
from camerasheet.office.commands.registry import Command
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.edits import explain
from camerasheet.sheet.errors import Malformed, NotFound

COMMANDS: dict[str, Command] = {
    name: command
    for module in (accounts, care, demo, files, links, shows, tokens)
    for name, command in module.commands.items()
}


def carry_out(place: Premises, command: str, arguments: Mapping[str, Any]) -> Answer:
    """Run a command. Raises ``NotFound`` for none of ours, ``Malformed`` for arguments that it
    does not take, and what the command itself raises."""
    found = COMMANDS.get(command)
    if found is None:
        raise NotFound(f"This server has no command {command[:40]!r}. Is it the same version?")
    try:
        return found.run(place, arguments)
    except ValidationError as error:
        raise Malformed(f"{command}: {explain(error)}.") from None
