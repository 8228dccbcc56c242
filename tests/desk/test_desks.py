"""Every show's desk: made, opened once, closed with the server."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from ulid import ULID

from camerasheet.desk import Committed, Desk, Desks
from camerasheet.sheet.errors import AlreadyExists, DatabaseMissing, ShuttingDown
from camerasheet.storage.datadir import DataDirectory
from tests.support.shows import PATIENCE, code_of, slip

ADD = {"kind": "add_cue"}


class Opened:
    """Desks, and what they said."""

    def __init__(self, path: Path) -> None:
        data = DataDirectory(path)
        data.prepare()
        self.opened: list[Desk] = []
        self.published: list[tuple[str, Committed]] = []
        self.desks = Desks(
            data,
            publish=lambda show, committed: self.published.append((show, committed)),
            opened=self.opened.append,
            clock=lambda: 1,
            new_id=lambda: str(ULID()),
        )

    def new(self) -> str:
        show = str(ULID())
        self.desks.create(show)
        return show


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opened]:
    opened = Opened(tmp_path / "data")
    yield opened
    opened.desks.close()


def test_a_show_of_ones_own(opened: Opened) -> None:
    first, second = opened.new(), opened.new()
    opened.desks.open(first).apply(slip(ADD))
    assert opened.desks.open(first).sheet.seq == 1
    assert opened.desks.open(second).sheet.seq == 0
    assert [show for show, _ in opened.published] == [first]
    assert opened.desks.open(first).sheet.epoch != opened.desks.open(second).sheet.epoch


def test_there_is_one_desk_however_many_come_at_once(opened: Opened) -> None:
    show = opened.new()
    found: list[Desk] = []
    threads = [
        threading.Thread(target=lambda: found.append(opened.desks.open(show))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert len(found) == 8
    assert len(set(map(id, found))) == 1
    assert opened.opened == opened.desks.all_open() == found[:1]


def test_what_is_not_there_and_what_is(opened: Opened) -> None:
    with pytest.raises(DatabaseMissing):
        opened.desks.open(str(ULID()))
    show = opened.new()
    with pytest.raises(AlreadyExists):
        opened.desks.create(show)


def test_closed_desks_answer_and_open_no_more(opened: Opened) -> None:
    show = opened.new()
    desk = opened.desks.open(show)
    opened.desks.close()
    assert code_of(desk.apply(slip(ADD))) == "shutting_down"
    with pytest.raises(ShuttingDown):
        opened.desks.open(show)
    assert opened.desks.all_open() == []
