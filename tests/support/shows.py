"""Show files on a real disk, and a desk that works on one."""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from camerasheet.desk import Accepted, Committed, Desk, Outcome, Slip, Turned, digest
from camerasheet.sheet.changes import apply
from camerasheet.sheet.crew import Person
from camerasheet.sheet.edits import parse_edit
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.storage.engine import Database, open_database
from camerasheet.storage.migrate import DatabaseKind, create
from camerasheet.storage.show.event_log import events_after
from camerasheet.storage.show.sheets import load_sheet, start_sheet
from tests.support.rehearsal import ADMIN

SHOW = "01JZZZZZZZZZZZZZZZZZZZZZZZ"
PATIENCE = 30.0

_ids = count(1)


@functools.cache
def _template() -> Path:
    """An empty show file, made once: a thousand examples need a thousand of them."""
    directory = Path(tempfile.mkdtemp(prefix="camerasheet-"))
    atexit.register(shutil.rmtree, directory, ignore_errors=True)
    path = directory / f"{SHOW}.db"
    create(path, DatabaseKind.SHOW)
    database = open_database(path)
    with database.writing() as connection:
        start_sheet(connection, SHOW, "epoch-1", 0)
    database.dispose()
    return path


def empty_show(directory: Path) -> Path:
    """A new show file in that directory."""
    return Path(shutil.copy(_template(), directory / f"{SHOW}.db"))


def read_back(path: Path) -> tuple[Sheet, list[Event]]:
    """What the tables and the log of a show file say, by a connection of its own."""
    database = open_database(path)
    try:
        with database.reading() as connection:
            return load_sheet(connection), events_after(connection, 0, 1_000_000)
    finally:
        database.dispose()


@functools.cache
def _empty_sheet() -> Sheet:
    return read_back(_template())[0]


def replayed(events: list[Event]) -> Sheet:
    """The sheet that the log alone gives."""
    sheet = _empty_sheet()
    for event in events:
        sheet = apply(sheet, event.seq, event.changes)
    return sheet


def same(first: Sheet, second: Sheet) -> None:
    """Equal in everything, the order of the vocabulary too, which a mapping does not compare."""
    assert first.seq == second.seq
    assert first.order == second.order
    assert first.camera_order == second.camera_order
    for cue in first.rows:
        assert first.rows[cue] == second.rows[cue]
    assert first == second
    assert list(first.vocabulary.terms) == list(second.vocabulary.terms)


def new_edit_id() -> str:
    """An id for an edit, never used before."""
    return f"edit-{next(_ids):08}"


def slip(
    payload: dict[str, Any],
    edit_id: str | None = None,
    *,
    by: Person = ADMIN,
    epoch: str | None = None,
) -> Slip:
    """One edit on its way to the desk."""
    return Slip(
        edit_id or new_edit_id(), parse_edit(payload), by.id, lambda: by, digest(payload), epoch
    )


class Stand:
    """A desk on a file. What it published is in ``published``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.published: list[Committed] = []
        self.now = 1000
        self.database: Database = open_database(path)
        self.desk = Desk(
            self.database, publish=self._publish, clock=lambda: self.now, new_id=self._new_id
        )

    def _publish(self, committed: Committed) -> None:
        self.published.append(committed)

    def _new_id(self) -> str:
        return f"id{next(_ids)}"

    def do(self, kind: str, edit_id: str | None = None, /, **fields: Any) -> Outcome:
        """One edit by the admin, and what became of it."""
        payload = {"kind": kind, **{name.rstrip("_"): value for name, value in fields.items()}}
        return self.desk.apply(slip(payload, edit_id))

    def cue(self, **fields: Any) -> str:
        """Add a cue at the end; its id."""
        self.do("add_cue", **fields)
        return self.desk.sheet.order[-1]

    def camera(self, **fields: Any) -> str:
        """Add a camera at the end; its id."""
        self.do("add_camera", **fields)
        return self.desk.sheet.camera_order[-1]


@contextmanager
def standing(path: Path) -> Iterator[Stand]:
    """A desk, closed at the end."""
    stand = Stand(path)
    try:
        yield stand
    finally:
        stand.desk.close()


def code_of(outcome: Outcome) -> str:
    """``"accepted"``, or the code of the refusal."""
    return "accepted" if isinstance(outcome, Accepted) else str(outcome.error["code"])


def error_of(outcome: Outcome) -> dict[str, Any]:
    """The refusal."""
    assert isinstance(outcome, Turned), outcome
    return dict(outcome.error)
