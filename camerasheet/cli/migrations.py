"""``camerasheet migrate``, ``rollback`` and ``create-migration``.

They take the data directory themselves: a server that runs is at its own revision, and stays there.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from camerasheet.cli.asking import settings
from camerasheet.cli.printing import yes_option

if TYPE_CHECKING:
    from camerasheet.storage.datadir import DataDirectory
    from camerasheet.storage.migrate import DatabaseKind, Migrated

_KINDS = click.Choice(["control", "show"])
kind_option = click.option(
    "--kind", type=_KINDS, help="Only control.db, or only the shows; left out, both."
)


def _files(data: DataDirectory, kind: str | None) -> list[tuple[Path, DatabaseKind]]:
    from camerasheet.storage.migrate import DatabaseKind

    found = [(data.control, DatabaseKind.CONTROL)] if data.control.exists() else []
    found += [(path, DatabaseKind.SHOW) for path in data.show_files()]
    return [pair for pair in found if kind in (None, pair[1].value)]


def _say(path: Path, done: Migrated) -> None:
    if done.before == done.after:
        click.echo(f"{path.name}: is at {done.after}")
    else:
        copy = f"; as it was: {done.copy}" if done.copy else ""
        click.echo(f"{path.name}: {done.before} → {done.after}{copy}")


@click.command("migrate")
@click.option("--to", "target", metavar="REV", default="head", help="Left out, the newest.")
@kind_option
def migrate(target: str, kind: str | None) -> None:
    """Bring the databases forward to this program's revision. "serve" does so by itself.

    Each is copied into backups/ first. The server must not be running.
    """
    if target != "head" and kind is None:
        raise click.UsageError("Say the --kind: control.db and the shows have their own revisions.")
    from camerasheet.storage.datadir import DataDirectory
    from camerasheet.storage.migrate import upgrade
    from camerasheet.storage.ownership import own

    data = DataDirectory(settings().data)
    data.prepare()
    with own(data, "camerasheet migrate"):
        files = _files(data, kind)
        for path, each in files:
            _say(path, upgrade(path, each, target, backups=data.backups_of(path)))
    if not files:
        click.echo("There is no database yet: camerasheet init")


@click.command("rollback")
@click.option("--to", "target", metavar="REV", help="Left out, one step back.")
@kind_option
@yes_option
def rollback(target: str | None, kind: str | None, yes: bool) -> None:
    """Take the databases back, for an older program. What it does not know is lost.

    Each is copied into backups/ first. The server must not be running; this version's "serve"
    would bring them forward again.
    """
    if target is not None and kind is None:
        raise click.UsageError("Say the --kind: control.db and the shows have their own revisions.")
    from camerasheet.storage.datadir import DataDirectory
    from camerasheet.storage.migrate import downgrade
    from camerasheet.storage.ownership import own

    data = DataDirectory(settings().data)
    data.prepare()
    with own(data, "camerasheet rollback"):
        files = _files(data, kind)
        if files and not yes:
            click.confirm(f"Take {len(files)} databases back?", abort=True)
        for path, each in files:
            goal = target or _step_back(path, each)
            _say(path, downgrade(path, each, goal, backups=data.backups_of(path)))


def _step_back(path: Path, kind: DatabaseKind) -> str:
    """The revision before the file's; its own when there is none before."""
    from camerasheet.storage.migrate import check, revisions

    known = revisions(kind)
    found = check(path, kind).revision
    return known[max(0, known.index(found) - 1)] if found in known else known[0]


@click.command("create-migration")
@click.argument("kind", type=_KINDS)
@click.argument("message")
def create_migration(kind: str, message: str) -> None:
    """Begin the next migration of KIND in this source checkout; MESSAGE becomes its name."""
    from camerasheet.storage.migrate import DatabaseKind
    from camerasheet.storage.migrate import create_migration as create

    click.echo(f"Write it in {create(DatabaseKind(kind), message)}")


COMMANDS = (migrate, rollback, create_migration)
