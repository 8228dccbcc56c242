"""``camerasheet``, the command line: one module per noun, each imported when it is needed."""

from typing import Final

import click

from camerasheet import __version__
from camerasheet.cli.group import LazyGroup

_COMMANDS: Final = {
    "serve": ("serve", "Run the server."),
    "init": ("database", "Make the data directory and its database."),
    "seed": ("database", "Make the demo show, unless it is there."),
    "status": ("state", "Say what state everything is in."),
    "stats": ("state", "Say how much of everything there is."),
    "integrity": ("state", "Read every database through and look for damage."),
    "maintenance": ("state", "Tidy the databases up."),
    "migrate": ("migrations", "Bring the databases to this program's revision."),
    "rollback": ("migrations", "Take the databases back for an older program."),
    "create-migration": ("migrations", "Begin a new migration (for developers)."),
    "recover": ("recover", "Bring back what is missing or damaged."),
    "reset": ("reset", "Set all data aside and begin anew."),
    "import": ("files", "Merge a CSV or XLSX file into a show."),
    "export": ("files", "Write a show as CSV or XLSX."),
    "show": ("shows", "Make, list, rename and archive shows."),
    "snapshot": ("snapshots", "Copies of a show: make, compare, restore."),
    "user": ("users", "Accounts: who signs in with a password."),
    "link": ("links", "Join links and their QR codes."),
    "token": ("tokens", "API tokens for programs."),
}


@click.group(
    cls=LazyGroup,
    commands_at=_COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, "-V", "--version", message="camerasheet %(version)s")
def main() -> None:
    """A live camera sheet for multi-camera crews.

    Settings are environment variables CAMERASHEET_…; CAMERASHEET_DATA says where the data is.
    A command that changes anything is carried out by the running server, if there is one.

    \b
    Exit codes:  0 done            3 the disk or a database is in trouble
                 1 refused         4 somebody else has the data directory
                 2 wrong usage     5 the address cannot be listened on
    """
