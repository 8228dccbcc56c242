"""A sheet in memory and in its tables: the same, after whatever was done to it."""

import json
import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Table

from camerasheet.sheet.errors import CamerasheetError, DatabaseCorrupt
from camerasheet.sheet.events import from_record, record_text
from camerasheet.sheet.vocabulary import default_terms
from camerasheet.storage.engine import open_database
from camerasheet.storage.show import tables
from camerasheet.storage.show.event_log import append_events, find_event
from camerasheet.storage.show.sheets import load_sheet, save_sheet, touched
from tests.support.edits import payload
from tests.support.effort import examples
from tests.support.rehearsal import Rehearsal
from tests.support.shows import SHOW, empty_show, read_back, replayed, same


class Recorded(Rehearsal):
    """A rehearsal whose events go to a show file in batches."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.database = open_database(path)
        with self.database.reading() as connection:
            self.sheet = load_sheet(connection)
        self.saved = 0

    def save(self) -> None:
        """One transaction with all that has happened since the last."""
        fresh = self.log[self.saved :]
        if fresh:
            with self.database.writing() as connection:
                append_events(connection, fresh)
                changes = (change for event in fresh for change in event.changes)
                save_sheet(connection, self.sheet, touched(changes))
        self.saved = len(self.log)


def test_a_new_show_is_empty_with_the_usual_words(tmp_path: Path) -> None:
    sheet, events = read_back(empty_show(tmp_path))
    assert (sheet.show, sheet.epoch, sheet.seq, sheet.order) == (SHOW, "epoch-1", 0, ())
    assert list(sheet.vocabulary.terms.values()) == default_terms()
    assert events == []


@given(st.data())
@examples(60)
def test_tables_log_and_memory_agree(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as directory:
        path = empty_show(Path(directory))
        show = Recorded(path)
        for _ in range(data.draw(st.integers(1, 25))):
            asked = payload(data.draw, show.sheet)
            try:
                show.do(asked.pop("kind"), **asked)
            except CamerasheetError:
                continue
            if data.draw(st.booleans()):
                show.save()
        show.save()
        show.database.dispose()
        loaded, log = read_back(path)
        same(loaded, show.sheet)
        same(replayed(log), show.sheet)
        assert log == show.log


def test_the_vocabulary_keeps_its_order(tmp_path: Path) -> None:
    path = empty_show(tmp_path)
    show = Recorded(path)
    for code in ("ECU", "BCU", "CU"):
        show.do("strike_term", family="size", code=code)
        show.save()
    show.do("set_term", family="size", code="NEW")
    show.save()
    show.database.dispose()
    same(read_back(path)[0], show.sheet)


def test_the_record_of_an_event_leaves_nothing_out(tmp_path: Path) -> None:
    show = Recorded(empty_show(tmp_path))
    cue, camera = show.cue(title="Opening"), show.camera()
    show.write(cue, camera, "size", "Close-Up")
    show.do("set_term", family="size", code="KNEE", aliases=["a", "b"])
    show.do("strike_cue", cue=cue)
    show.save()
    for event in show.log:
        assert from_record(json.loads(record_text(event.changes))) == event.changes
        with show.database.reading() as connection:
            assert find_event(connection, event.seq) == event
    with show.database.reading() as connection:
        assert find_event(connection, 99) is None
    show.database.dispose()


@pytest.mark.parametrize("table", [tables.show, tables.live, tables.house], ids=str)
def test_a_file_without_its_own_record_is_said_to_be_damaged(tmp_path: Path, table: Table) -> None:
    path = empty_show(tmp_path)
    database = open_database(path)
    with database.writing() as connection:
        connection.execute(table.delete())
    with database.reading() as connection, pytest.raises(DatabaseCorrupt):
        load_sheet(connection)
    database.dispose()
