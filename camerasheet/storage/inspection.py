"""Looking at a database file from outside: is it sound, how large is it, how much is in it.

Nothing is changed, and nobody waits for it: it may be in use meanwhile.
"""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.errors import CamerasheetError
from camerasheet.storage import sqlite
from camerasheet.storage.checkpoints import wal_bytes
from camerasheet.storage.migrate import DatabaseKind, check, head
from camerasheet.storage.troubles import storage_errors, translate

_MOST_PROBLEMS: Final = 20


@dataclass(frozen=True, slots=True)
class Inspected:
    """``problems`` are sentences, none for a sound file. ``revision`` None: unreadable."""

    path: Path
    revision: str | None
    current: bool
    bytes: int
    wal_bytes: int
    problems: tuple[str, ...]


def look(path: Path, kind: DatabaseKind, *, deep: bool = False) -> Inspected:
    """What can be said of a file, whatever its state; ``deep`` reads all of it. Raises nothing."""
    revision, problems = None, []
    try:
        revision = check(path, kind).revision
        if deep:
            problems += _deep(path, kind)
    except CamerasheetError as error:
        problems.append(error.message)
    except Exception as error:
        trouble = translate(error, path)
        if trouble is None:
            raise
        problems.append(trouble.message)
    size = path.stat().st_size if path.is_file() else 0
    wal = wal_bytes(path) if path.is_file() else 0
    return Inspected(path, revision, revision == head(kind), size, wal, tuple(problems))


def counts(path: Path) -> dict[str, Any]:
    """What a show file holds beside its sheet. Raises ``Trouble``."""
    with storage_errors(path), closing(sqlite.open_raw(path, "ro")) as connection:
        events, last = connection.execute("SELECT count(*), max(at) FROM events").fetchone()
        answers = connection.execute("SELECT count(*) FROM answers").fetchone()[0]
    return {
        "events": events,
        "answers": answers,
        "changed_at": last,
        "bytes": path.stat().st_size,
        "wal_bytes": wal_bytes(path),
    }


def _deep(path: Path, kind: DatabaseKind) -> list[str]:
    with storage_errors(path), closing(sqlite.open_raw(path, "ro")) as connection:
        found = connection.execute(f"PRAGMA integrity_check({_MOST_PROBLEMS})").fetchall()
        problems = [line for (line,) in found if line != "ok"]
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        problems += [
            f"A row of {row[0]} points to nothing in {row[2]}." for row in broken[:_MOST_PROBLEMS]
        ]
        if kind is DatabaseKind.SHOW:
            problems += _show_problems(connection, path)
    return problems


def _show_problems(connection: sqlite.Connection, path: Path) -> list[str]:
    """What must hold between the tables of a show file."""
    row = connection.execute("SELECT show_id, seq FROM show").fetchone()
    if row is None:
        return ["The show's own record is missing."]
    show_id, seq = row
    problems = []
    if show_id != path.stem:
        problems.append(f"The file is named {path.stem} and holds the show {show_id}.")
    (last,) = connection.execute("SELECT max(seq) FROM events").fetchone()
    if last is not None and last != seq:
        problems.append(f"The sheet stands at {seq} and its log ends at {last}.")
    return problems
