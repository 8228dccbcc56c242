"""First the disk, then everybody else; and nothing when the disk says no."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from camerasheet.desk import Accepted, Committed, Desk
from camerasheet.sheet.errors import StorageFailed, Trouble
from camerasheet.storage.engine import Database, open_database
from tests.support.shows import PATIENCE, Stand, code_of, empty_show, read_back, slip

ADD = {"kind": "add_cue"}
ROOT = Path(__file__).parents[2]


class Watcher:
    """A publisher that looks into the file with a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.on_disk: list[tuple[int, int]] = []
        self.committed: list[Committed] = []

    def __call__(self, committed: Committed) -> None:
        sheet, events = read_back(self.path)
        self.on_disk.append((sheet.seq, events[-1].seq))
        self.committed.append(committed)


def desk_on(path: Path, publish: Any) -> Desk:
    ids = iter(range(1000))
    return Desk(
        open_database(path), publish=publish, clock=lambda: 1, new_id=lambda: f"id{next(ids)}"
    )


def test_what_is_published_is_on_disk_already(path: Path) -> None:
    watcher = Watcher(path)
    desk = desk_on(path, watcher)
    answered: list[int] = []
    desk.submit([slip(ADD)], lambda outcomes: answered.append(len(watcher.on_disk)))
    for _ in range(3):
        desk.apply(slip(ADD))
    desk.close()
    assert watcher.on_disk == [(c.after.seq, c.events[-1].seq) for c in watcher.committed]
    assert answered == [1], "nobody is answered before it is published"
    assert [c.before.seq for c in watcher.committed] == [
        0,
        *(c.after.seq for c in watcher.committed[:-1]),
    ]


def test_refusals_alone_publish_nothing_but_are_remembered(stand: Stand) -> None:
    outcome = stand.do("strike_cue", "edit-0001", cue="nobody")
    assert code_of(outcome) == "gone"
    assert not stand.published
    assert stand.desk.sheet.seq == 0
    assert stand.do("strike_cue", "edit-0001", cue="nobody") == outcome


def test_a_full_disk(tmp_path: Path) -> None:
    """A real one: the process may write no further. See fulldisk.py for what it does."""
    path = empty_show(tmp_path)
    command = [sys.executable, "-m", "tests.desk.fulldisk", str(path)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    saw = json.loads(ran.stdout)
    assert saw["before"] == "accepted"
    assert saw["full"] == ["storage"] * 3, "nothing is acknowledged"
    assert saw["published"] == 1, "nothing is shown"
    assert saw["memory"] == 1, "the sheet is as it was"
    assert saw["disk"] == 1
    assert saw["again"] == ["accepted", "accepted", "id_reused"], "later it works, same ids"
    assert saw["after"] == saw["after_on_disk"] == 3
    sheet, events = read_back(path)
    assert (sheet.seq, len(events), len(sheet.order)) == (3, 3, 3)


def test_a_publisher_that_fails_costs_nobody_an_answer(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(committed: Committed) -> None:
        raise ValueError("told to fail")

    desk = desk_on(path, fail)
    with caplog.at_level(logging.ERROR):
        assert desk.apply(slip(ADD, "edit-0001")) == Accepted("edit-0001", 1)
    desk.close()
    assert "could not be published" in caplog.text
    assert read_back(path)[0].seq == 1


def test_a_listener_that_fails_harms_nobody_else(
    stand: Stand, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(outcomes: object) -> None:
        raise ValueError("told to fail")

    with caplog.at_level(logging.CRITICAL, "camerasheet.desk.desk"):
        stand.desk.submit([slip(ADD)], fail)
        assert isinstance(stand.desk.apply(slip(ADD)), Accepted)


class TestClosing:
    def test_all_that_queued_is_answered(self, path: Path) -> None:
        gate = threading.Event()
        published: list[Committed] = []

        def slow(committed: Committed) -> None:
            gate.wait(PATIENCE)
            published.append(committed)

        desk = desk_on(path, slow)
        told: list[Any] = []
        for _ in range(50):
            desk.submit([slip(ADD)], told.extend)
        closing = threading.Thread(target=desk.close)
        closing.start()
        gate.set()
        closing.join(PATIENCE)
        assert len(told) == 50
        accepted = [outcome for outcome in told if isinstance(outcome, Accepted)]
        assert read_back(path)[0].seq == len(accepted) == 50

    def test_whoever_comes_too_late_is_told(self, path: Path) -> None:
        desk = desk_on(path, lambda committed: None)
        desk.close()
        assert code_of(desk.apply(slip(ADD))) == "shutting_down"
        desk.close()

    def test_every_edit_of_a_storm_is_answered_while_the_desk_closes(self, path: Path) -> None:
        desk = desk_on(path, lambda committed: None)
        answers: list[str] = []
        started = threading.Barrier(5)

        def storm() -> None:
            started.wait(PATIENCE)
            for _ in range(60):
                answers.append(code_of(desk.apply(slip(ADD), timeout=PATIENCE)))

        threads = [threading.Thread(target=storm) for _ in range(4)]
        for thread in threads:
            thread.start()
        started.wait(PATIENCE)
        desk.close()
        for thread in threads:
            thread.join(PATIENCE)
        assert len(answers) == 240
        assert set(answers) <= {"accepted", "shutting_down"}
        assert read_back(path)[0].seq == answers.count("accepted")


def test_a_busy_desk_says_so(path: Path) -> None:
    gate = threading.Event()
    desk = desk_on(path, lambda committed: gate.wait(PATIENCE))
    with pytest.raises(Trouble, match="same id"):
        desk.apply(slip(ADD, "edit-0001"), timeout=0.05)
    gate.set()
    assert desk.apply(slip(ADD, "edit-0001")) == Accepted("edit-0001", 1)
    desk.close()


def test_edits_that_wait_become_one_commit(path: Path) -> None:
    gate = threading.Event()
    batches: list[int] = []

    def publish(committed: Committed) -> None:
        gate.wait(PATIENCE)
        batches.append(len(committed.events))

    desk = desk_on(path, publish)
    for _ in range(40):
        desk.submit([slip(ADD)], lambda outcomes: None)
    gate.set()
    desk.close()
    assert sum(batches) == 40
    assert len(batches) <= 3


class LyingDisk(Database):
    """A disk that saves, and then says that it failed, once."""

    __slots__ = ()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        with super().writing() as connection:
            yield connection
        if not FAILED.is_set():
            FAILED.set()
            raise StorageFailed("The disk failed.")


FAILED = threading.Event()


def test_a_commit_that_was_saved_after_all_is_shown_and_answered_the_second_time(
    path: Path,
) -> None:
    FAILED.clear()
    watcher = Watcher(path)
    true = open_database(path)
    ids = iter(range(1000))
    desk = Desk(
        LyingDisk(true.path, true.reader, true.writer),
        publish=watcher,
        clock=lambda: 1,
        new_id=lambda: f"id{next(ids)}",
    )
    edit = slip(ADD)
    assert code_of(desk.apply(edit)) == "storage"
    assert desk.sheet.seq == 1, "the file has it, so everybody must"
    assert [c.after.seq for c in watcher.committed] == [1]
    assert desk.apply(edit) == Accepted(edit.id, 1)
    assert isinstance(desk.apply(slip(ADD)), Accepted)
    desk.close()
