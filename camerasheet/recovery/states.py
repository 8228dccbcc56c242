"""In what state a database file is, as far as that matters for whether it must be replaced."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from camerasheet.sheet.errors import DatabaseCorrupt, DatabaseMissing, DatabaseTooNew
from camerasheet.storage import sqlite
from camerasheet.storage.migrate import DatabaseKind, check
from camerasheet.storage.troubles import storage_errors


class State(StrEnum):
    """What a file is. Only a sound one is used; a newer program's is sound to its program."""

    SOUND = "sound"
    MISSING = "missing"
    EMPTY = "empty"
    DAMAGED = "damaged"
    BEHIND = "behind"


@dataclass(frozen=True, slots=True)
class Looked:
    """``problem`` is a sentence, '' for a sound file."""

    state: State
    problem: str = ""


def look(path: Path, kind: DatabaseKind) -> Looked:
    """Read all of a database that nobody uses, its write-ahead log included.

    Raises ``StorageFailed`` and ``DatabaseLocked``: a disk that fails, or a file that may not be
    read, says nothing of what is in it.
    """
    with storage_errors(path):
        if not path.exists():
            return Looked(State.MISSING, f"{path.name} is not there.")
        if path.stat().st_size == 0:  # before SQLite sees it: it would delete the -wal beside it
            return Looked(State.EMPTY, f"{path.name} is empty.")
    try:
        if check(path, kind).empty:
            return Looked(State.EMPTY, f"{path.name} has no tables.")
        problem = _damage(path, kind)
    except DatabaseTooNew:
        return Looked(State.SOUND)
    except DatabaseMissing:
        return Looked(State.MISSING, f"{path.name} is not there.")
    except DatabaseCorrupt:
        return Looked(State.DAMAGED, f"{path.name} is damaged: it cannot be read.")
    return Looked(State.DAMAGED, problem) if problem else Looked(State.SOUND)


def _damage(path: Path, kind: DatabaseKind) -> str:
    with storage_errors(path), closing(sqlite.open_raw(path, "ro")) as connection:
        (found,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if found != "ok":
            return f"{path.name} is damaged: {str(found)[:200]}."
        if kind is DatabaseKind.SHOW:
            row = connection.execute("SELECT show_id FROM show").fetchone()
            if row is None or row[0] != path.stem:
                return f"{path.name} is damaged: it does not hold the show that it is named for."
    return ""


def progress_of(path: Path, kind: DatabaseKind) -> tuple[str, int]:
    """How far a sound database is: of which life, and how many steps. Raises ``Trouble``.

    For a show its epoch and seq; for control.db the last line of its audit log.
    """
    asked = {
        DatabaseKind.SHOW: "SELECT epoch, seq FROM show",
        DatabaseKind.CONTROL: "SELECT '', coalesce(max(id), 0) FROM audit",
    }
    with storage_errors(path), closing(sqlite.open_raw(path, "ro")) as connection:
        life, steps = connection.execute(asked[kind]).fetchone()
    return str(life), int(steps)
