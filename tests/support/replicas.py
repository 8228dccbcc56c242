"""What a replica would bring back now."""

from __future__ import annotations

from pathlib import Path

from camerasheet.replica import program
from camerasheet.replica.places import Places
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.model import Sheet
from camerasheet.storage.engine import open_database
from camerasheet.storage.show.sheets import load_sheet


def sheet_of(path: Path) -> Sheet:
    """The sheet that a show file holds, by a connection of its own."""
    database = open_database(path)
    try:
        with database.reading() as connection:
            return load_sheet(connection)
    finally:
        database.dispose()


def brought_back(places: Places, database: Path, target: Path) -> Sheet:
    """The sheet that the replica brings back into ``target``; what was there before goes."""
    for end in ("", "-wal", "-shm"):
        Path(f"{target}{end}").unlink(missing_ok=True)
    program.restore(places, database, target)
    return sheet_of(target)


def fingerprint(sheet: Sheet) -> tuple[int, str]:
    """Its seq and the digest of its content."""
    return sheet.seq, content_digest(sheet)
