"""The closed set of commands: what the command line can ask of whoever has the data directory.

A command is a function of :class:`Premises` and keyword arguments, which are JSON values checked
against its annotations; it answers with a JSON object. It runs in the server, or in the command
line's own process where no server runs.
"""

import importlib
from collections.abc import Mapping
from typing import Any, Final

from camerasheet.office.commands.registry import Commands
from camerasheet.office.premises import Premises
from camerasheet.office.protocol import Answer
from camerasheet.sheet.errors import Malformed, NotFound

# Which module has which: only the one that is asked for is imported.
MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "accounts": (
        *("create_user", "list_users", "set_password", "set_role"),
        *("disable_user", "enable_user"),
    ),
    "care": ("ping", "init", "stats", "maintain"),
    "demo": ("seed",),
    "files": ("preview_import", "import_file", "export_file"),
    "links": ("create_link", "list_links", "revoke_link"),
    "offsite": ("push_snapshot", "list_offsite", "fetch_offsite", "delete_offsite"),
    "replica": ("replica_status", "replica_points", "fetch_point"),
    "schedules": ("set_schedule",),
    "snapshot_files": ("read_snapshot", "begin_upload", "add_to_upload", "finish_upload"),
    "snapshot_jobs": ("snapshot_job",),
    "snapshots": (
        *("create_snapshot", "list_snapshots", "show_snapshot", "verify_snapshot"),
        *("describe_snapshot", "delete_snapshot", "diff_snapshot"),
        *("restore_snapshot", "undo_restore", "drill_snapshots"),
    ),
    "shows": ("create_show", "list_shows", "rename_show", "archive_show", "reopen_show"),
    "tokens": ("create_token", "list_tokens", "revoke_token"),
}
_MODULE_OF: Final = {name: module for module, names in MODULES.items() for name in names}


def commands_in(module: str) -> Commands:
    """The commands of a module of this package, by name."""
    found = importlib.import_module(f"{__name__}.{module}").commands
    assert isinstance(found, Commands)
    return found


def carry_out(place: Premises, command: str, arguments: Mapping[str, Any]) -> Answer:
    """Run a command. Raises ``NotFound`` for none of ours, ``Malformed`` for arguments that it
    does not take, and what the command itself raises."""
    from pydantic import ValidationError

    from camerasheet.sheet.edits import explain

    module = _MODULE_OF.get(command)
    if module is None:
        raise NotFound(f"This server has no command {command[:40]!r}. Is it the same version?")
    found = commands_in(module)[command]
    try:
        checked = found.check(arguments)
    except ValidationError as error:
        raise Malformed(f"{command}: {explain(error)}.") from None
    return found.function(place, **checked)
