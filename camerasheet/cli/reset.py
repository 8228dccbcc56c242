"""``camerasheet reset``."""

from pathlib import Path

import click

from camerasheet.cli.asking import settings
from camerasheet.cli.printing import yes_option


@click.command("reset")
@yes_option
def reset(yes: bool) -> None:
    """Set all shows, accounts, links and tokens aside and begin anew.

    Everything is moved or copied into backups/ first. The server must not be running.
    """
    from camerasheet.office.premises import open_premises
    from camerasheet.storage.clock import utc_now
    from camerasheet.storage.control.emptying import empty
    from camerasheet.storage.control.identity import SYSTEM
    from camerasheet.storage.copies import copy_database

    chosen = settings()
    with open_premises(chosen, "camerasheet reset") as place:
        files = place.data.show_files()
        accounts = place.control.accounts.count()
        if not yes:
            click.confirm(
                f"Empty {place.data.path}? {len(files)} shows and {accounts} accounts "
                "will be set aside.",
                abort=True,
            )
        now = utc_now()
        stamp = f"reset_{now:%Y-%m-%d_%H-%M-%S}"
        copies = []
        for path in (place.data.control, *files):
            copy = _free(place.data.backups_of(path) / f"{stamp}.db")
            copy_database(path, copy)
            copies.append(copy)
        empty(place.control.database, now, by=SYSTEM)
        for path in files:
            _remove(path)
    click.echo(f"Everything is empty. What was there is in {place.data.backups}:")
    for copy in copies:
        click.echo(f"  {copy.relative_to(place.data.backups)}")


def _free(path: Path) -> Path:
    again = 1
    found = path
    while found.exists():
        again += 1
        found = path.with_stem(f"{path.stem}-{again}")
    return found


def _remove(show_file: Path) -> None:
    """The records are gone and the copy is on the disk: what is left belongs to no show."""
    for end in ("", "-wal", "-shm"):
        Path(f"{show_file}{end}").unlink(missing_ok=True)


COMMANDS = (reset,)
