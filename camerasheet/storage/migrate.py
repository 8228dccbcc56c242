"""Bringing a database to the tables that this program knows, and back.

Alembic is configured in code, so that it works from an installed wheel. Every migration is one
transaction: it happens, and its foreign keys hold, or the file is as it was.
"""

import threading
from argparse import Namespace
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import Connection

from camerasheet.sheet.errors import (
    AlreadyExists,
    DatabaseCorrupt,
    DatabaseMissing,
    DatabaseTooNew,
    NotFound,
    StorageFailed,
    Trouble,
)
from camerasheet.storage import sqlite
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.copies import copy_database
from camerasheet.storage.engine import Access, open_engine
from camerasheet.storage.files import create_private, sync_directory, sync_file
from camerasheet.storage.troubles import storage_errors

if TYPE_CHECKING:
    from alembic.config import Config

_HERE: Final = Path(__file__).parent / "migrations"

# Alembic's ``op`` and ``context`` are the process's own, so two threads cannot migrate at once.
_ONE_AT_A_TIME: Final = threading.Lock()


class DatabaseKind(StrEnum):
    """Which of the two kinds of file: they have revisions of their own."""

    CONTROL = "control"
    SHOW = "show"

    @property
    def application_id(self) -> int:
        """What the file's header says it is (``PRAGMA application_id``), so none is mistaken."""
        return int.from_bytes(b"CSCt" if self is DatabaseKind.CONTROL else b"CSSh", "big")


@dataclass(frozen=True, slots=True)
class Found:
    """What a file says about itself. ``revision`` is None before the first migration."""

    revision: str | None
    application_id: int
    empty: bool


@dataclass(frozen=True, slots=True)
class Migrated:
    """What a migration did. ``copy`` is the file as it was before, None when none was made."""

    before: str | None
    after: str | None
    copy: Path | None


@cache
def revisions(kind: DatabaseKind) -> tuple[str, ...]:
    """Every revision that this program knows, oldest first: they are numbered in that order."""
    # From the names of the files, because every start asks: importing Alembic takes 0.2 s.
    return tuple(sorted(path.name.split("_")[0] for path in _versions(kind).glob("[0-9]*_*.py")))


def head(kind: DatabaseKind) -> str:
    """The revision that this program works with."""
    return revisions(kind)[-1]


def inspect(path: Path) -> Found:
    """Read what the file says about itself, and leave it as it is to the byte.

    Raises ``DatabaseMissing``, ``DatabaseCorrupt``, ``StorageFailed``.
    """
    with storage_errors(path):
        if not path.exists():
            raise DatabaseMissing(f"{path} is not there.", path=str(path))
        connection = sqlite.open_raw(path, "ro")
        try:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            row = None
            if "alembic_version" in tables:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    return Found(row[0] if row else None, application_id, empty=not tables)


def current(path: Path) -> str | None:
    """The file's revision. Raises as ``inspect`` does."""
    return inspect(path).revision


def check(path: Path, kind: DatabaseKind) -> Found:
    """As ``inspect``, and refuse a file that is not of this ``kind`` or that is newer than we are.

    Raises ``DatabaseCorrupt`` or ``DatabaseTooNew`` with the file untouched.
    """
    found = inspect(path)
    if found.empty:
        return found
    if found.application_id != kind.application_id or found.revision is None:
        raise DatabaseCorrupt(
            f"{path} is not a camerasheet {kind} database. Put the right file there.",
            path=str(path),
        )
    if found.revision not in revisions(kind):
        raise DatabaseTooNew(
            f"{path} was written by a newer camerasheet (its revision is {found.revision}, this "
            f"program knows up to {head(kind)}). Run that version, or bring back an older copy.",
            path=str(path),
            revision=found.revision,
        )
    return found


def create(path: Path, kind: DatabaseKind) -> None:
    """A new database at head, whole or not at all. Raises ``AlreadyExists``, ``StorageFailed``."""
    partial = path.with_name(f".{path.name}.partial")  # not matched by Litestream's shows/*.db
    with storage_errors(path):
        if path.exists():
            raise AlreadyExists(f"{path} is there already.", path=str(path))
        for left_over in (partial, *(Path(f"{partial}{end}") for end in ("-wal", "-shm"))):
            left_over.unlink(missing_ok=True)
        create_private(partial)
        try:
            _run(partial, kind, "upgrade", head(kind))
            sync_file(partial)
            path.hardlink_to(partial)  # unlike a rename, never over another file
        except FileExistsError as error:
            raise AlreadyExists(f"{path} is there already.", path=str(path)) from error
        finally:
            partial.unlink()
        sync_directory(path.parent)


def upgrade(
    path: Path,
    kind: DatabaseKind,
    target: str = "head",
    *,
    backups: Path | None,
    clock: Clock = utc_now,
) -> Migrated:
    """Migrate a file forward to ``target``; nothing happens when it is there or beyond.

    A copy is made in the directory ``backups`` first; None is for a file that is a copy itself.
    Raises ``DatabaseTooNew`` (file untouched), ``NotFound`` for a target that does not exist, and
    other ``Trouble`` with the file as it was.
    """
    found = check(path, kind)
    goal = _goal(kind, target)
    known = revisions(kind)
    if found.revision is not None and known.index(found.revision) >= known.index(goal):
        return Migrated(found.revision, found.revision, None)
    copy = _copy_before(path, found, backups, clock)
    _run(path, kind, "upgrade", goal)
    return Migrated(found.revision, goal, copy)


def downgrade(
    path: Path,
    kind: DatabaseKind,
    target: str,
    *,
    backups: Path | None,
    clock: Clock = utc_now,
) -> Migrated:
    """Migrate a file back to ``target``, for an older program. As ``upgrade`` otherwise."""
    found = check(path, kind)
    goal = _goal(kind, target)
    known = revisions(kind)
    if found.revision is None or known.index(found.revision) <= known.index(goal):
        return Migrated(found.revision, found.revision, None)
    copy = _copy_before(path, found, backups, clock)
    _run(path, kind, "downgrade", goal)
    return Migrated(found.revision, goal, copy)


def create_migration(kind: DatabaseKind, message: str) -> Path:
    """Write the next revision's file for a developer to fill in, and say where it is.

    Raises ``StorageFailed`` in an installed program, where nobody would find it.
    """
    if not (_HERE.parents[2] / "pyproject.toml").exists():
        raise StorageFailed("New migrations are written in a source checkout, not here.")
    from alembic import command
    from alembic.script import Script

    number = f"{len(revisions(kind)) + 1:04d}"
    made = command.revision(_config(kind), message, rev_id=number)
    revisions.cache_clear()
    if not isinstance(made, Script):
        raise StorageFailed(f"Alembic wrote no file for {message!r}.")
    return Path(made.path)


def _goal(kind: DatabaseKind, target: str) -> str:
    if target == "head":
        return head(kind)
    if target not in revisions(kind):
        known = ", ".join(revisions(kind))
        raise NotFound(f"There is no {kind} revision {target!r}; there are {known}.")
    return target


def _copy_before(path: Path, found: Found, backups: Path | None, clock: Clock) -> Path | None:
    if backups is None or found.empty:
        return None
    stem = f"pre-migration_{clock():%Y-%m-%d_%H-%M-%S}_{found.revision}"
    target = backups / f"{stem}.db"
    again = 1
    while target.exists():  # migrated to and fro within a second
        again += 1
        target = backups / f"{stem}-{again}.db"
    copy_database(path, target)
    return target


def _run(path: Path, kind: DatabaseKind, step: str, goal: str) -> None:
    """One transaction, with foreign keys off from before BEGIN and checked before COMMIT.

    ``step`` is Alembic's command: ``upgrade`` or ``downgrade``.
    """
    from alembic import command

    engine = open_engine(path, Access.MIGRATION)
    try:
        with _ONE_AT_A_TIME, storage_errors(path), engine.begin() as connection:
            config = _config(kind)
            config.attributes["connection"] = connection
            getattr(command, step)(config, goal)
            connection.exec_driver_sql(f"PRAGMA application_id={kind.application_id}")
            _check_foreign_keys(connection, path)
    except Trouble:
        raise
    except Exception as error:
        raise StorageFailed(
            f"{path} could not be migrated to {goal} and is as it was: {error}", path=str(path)
        ) from error
    finally:
        engine.dispose()


def _check_foreign_keys(connection: Connection, path: Path) -> None:
    broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if broken:
        tables = ", ".join(sorted({row[0] for row in broken}))
        raise DatabaseCorrupt(
            f"{path} has rows that point to nothing, in {tables}. It was left as it was.",
            path=str(path),
        )


def _versions(kind: DatabaseKind) -> Path:
    return _HERE / kind / "versions"


def _config(kind: DatabaseKind) -> "Config":
    from alembic.config import Config

    config = Config(cmd_opts=Namespace(quiet=True))  # or Alembic prints to our stdout
    # Alembic interpolates % in its options, and splits lists of paths at what we choose here.
    settings = {
        "script_location": str(_HERE),
        "version_locations": str(_versions(kind)),
        "file_template": "%(rev)s_%(slug)s",
        "truncate_slug_length": "80",
        "path_separator": "newline",
    }
    for name, value in settings.items():
        config.set_main_option(name, value.replace("%", "%%"))
    return config
