"""Show files as large as wanted, made quickly: the sheet by its own code, its log by bulk SQL."""

from __future__ import annotations

from pathlib import Path

from camerasheet.sheet.changes import Change, On, apply, made
from camerasheet.sheet.events import Event, Happening
from camerasheet.sheet.model import Camera, Cue, Shot
from camerasheet.storage.engine import Database, open_database
from camerasheet.storage.show.event_log import append_events
from camerasheet.storage.show.sheets import load_sheet, save_sheet, touched

AT_FIRST, EVENT_BYTES = 2000, 2000
"""How many events are written by the product's code (the others are copies of them), at most; and
about what each takes."""

MOST_AT_ONCE = 100_000
_COPY = (
    "INSERT INTO events (seq, kind, by_id, by_name, at, edit, changes, notes) "
    "SELECT seq + ?, kind, by_id, by_name, at, 'fill-' || (seq + ?), changes, notes "
    "FROM events WHERE seq BETWEEN ? AND ?"
)

MEGABYTE = 1_000_000
WORDS = Change(On.CUE, ("cue0",), {"notes": "x" * 900}, {"notes": "y" * 900})


def fill_sheet(path: Path, cues: int, cameras: int) -> None:
    """Give a new show file ``cues`` × ``cameras`` with every cell filled, as one event."""
    changes = [
        made(On.CAMERA, (f"cam{n}",), Camera(f"cam{n}", str(n + 1), rank=f"{n + 1:03}V"))
        for n in range(cameras)
    ]
    for n in range(cues):
        cue = Cue(f"cue{n}", str(n + 1), f"Song {n}", rank=f"{n + 1:05}V")
        changes.append(made(On.CUE, (cue.id,), cue))
        for c in range(cameras):
            shot = Shot(size="CU", subject=f"Singer {n}", move="PAN")
            changes.append(made(On.SHOT, (cue.id, f"cam{c}"), shot))
    database = open_database(path)
    try:
        with database.writing() as connection:
            sheet = apply(load_sheet(connection), 1, changes)
            save_sheet(connection, sheet, touched(changes))
            append_events(connection, [_event(1, tuple(changes))])
    finally:
        database.dispose()


def fill_log(path: Path, megabytes: float) -> None:
    """Make the file of :func:`fill_sheet` as large as that of a long production (10⁶ bytes each).

    Events are written as the product writes them, and then copied with other numbers, which is
    what makes a gigabyte a matter of seconds; the sheet's seq ends at the last one.
    """
    database = open_database(path)
    try:
        with database.writing() as connection:
            sheet = load_sheet(connection)
            some = min(AT_FIRST, max(1, int(megabytes * MEGABYTE / EVENT_BYTES / 4)))
            first, last = sheet.seq + 1, sheet.seq + some
            append_events(connection, [_event(seq, (WORDS,)) for seq in range(first, last + 1)])
        while (size := _size(database)) < megabytes * MEGABYTE:
            written = last - first + 1
            wanted = int((megabytes * MEGABYTE - size) / (size / last)) + 1
            count = min(wanted, written, MOST_AT_ONCE)
            with database.writing() as connection:
                connection.exec_driver_sql(_COPY, (written, written, first, first + count - 1))
            last += count
        with database.writing() as connection:
            save_sheet(connection, apply(sheet, last, [WORDS]), touched([WORDS]))
    finally:
        database.dispose()


def _size(database: Database) -> int:
    with database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        return int(pages * connection.exec_driver_sql("PRAGMA page_size").scalar_one())


def _event(seq: int, changes: tuple[Change, ...]) -> Event:
    return Event(seq, Happening.CUE_WRITTEN, changes, "account:ann", "Ann", 0, f"fill-{seq}", {})
