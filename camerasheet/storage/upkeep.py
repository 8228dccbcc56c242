"""Keeping a database file small and quick, while it is in use or not."""

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from camerasheet.storage import sqlite
from camerasheet.storage.troubles import storage_errors


@dataclass(frozen=True, slots=True)
class Upkeep:
    """What is to be done: ``vacuum`` writes the file anew, ``analyze`` counts for the query
    planner, ``checkpoint`` folds the write-ahead log into the file."""

    checkpoint: bool = True
    analyze: bool = True
    vacuum: bool = False


def care_for(path: Path, what: Upkeep) -> tuple[int, int]:
    """Do it; the bytes on disk before and after, log included. Writers wait for a vacuum.

    Raises ``Trouble``, with the file as it was.
    """
    before = _bytes(path)
    with storage_errors(path), closing(sqlite.connect(path)) as connection:
        if what.vacuum:
            connection.execute("VACUUM")
        if what.analyze:
            connection.execute("ANALYZE")
        if what.checkpoint:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return before, _bytes(path)


def _bytes(path: Path) -> int:
    files = [path, Path(f"{path}-wal")]
    return sum(file.stat().st_size for file in files if file.exists())
