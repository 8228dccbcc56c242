"""Restore and undo on a real desk."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path
from typing import Any

import pytest

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import Busy, CannotUndo, NotFound, ReplicaBehind
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet, Selection
from camerasheet.snapshots import JobState, Kind, LiveShows, StepState
from camerasheet.storage.control.identity import Who
from camerasheet.storage.migrate import DatabaseKind, downgrade, revisions
from tests.snapshots.house import ANN, EVE, PATIENCE, House
from tests.support.content import content_of, sound
from tests.support.shows import SHOW, read_back, replayed, same

FOREIGN = "01JYYYYYYYYYYYYYYYYYYYYYYY"


def test_everything_comes_back_and_undo_takes_it_away_again(house: House) -> None:
    then = content_of(house.sheet)
    snapshot = house.create(name="Before lunch")
    cue, other = house.sheet.order[:2]
    camera = house.sheet.camera_order[0]
    house.do("write_shot", cue=other, camera=camera, field="subject", value="somebody else")
    house.do("strike_cue", cue=cue)
    house.cue(title="Encore")
    edited = content_of(house.sheet)
    job = house.restore(snapshot.filename)
    assert job.state is JobState.DONE, job
    assert [step.state for step in job.steps] == [StepState.DONE] * 5
    assert job.result["status"] == "restored"
    assert content_of(house.sheet) == then
    assert house.sheet.order[0] == cue, "ids survive"
    safety = house.snapshots.find(house.show_id, job.result["safety"])
    assert safety.kind is Kind.PRE_RESTORE
    assert safety.filename.startswith("pre-restore_")
    same(read_back(house.file)[0], house.sheet)
    undone = house.undo(job)
    assert undone.state is JobState.DONE, undone
    assert undone.result["status"] == "undone"
    assert content_of(house.sheet) == edited
    sheet, events = read_back(house.file)
    same(sheet, house.sheet)
    same(replayed(events), sheet)
    sound(sheet)
    done = [entry.action for entry in house.control.audit.list()]
    assert done[:4] == [
        "snapshot_undone",
        "snapshot_created",
        "snapshot_restored",
        "snapshot_created",
    ]


def test_the_preview_says_what_the_restore_does(house: House) -> None:
    snapshot = house.create()
    first, second, *_ = house.sheet.order
    house.do("strike_cue", cue=second)
    house.write(first, house.sheet.camera_order[0], "subject", "Drummer")
    house.cue(title="Encore")
    preview = house.snapshots.compare(house.show_id, snapshot.filename)
    assert [preview.count(kind) for kind in ("added", "removed", "changed")] == [1, 1, 1]
    changed = next(cue for cue in preview.cues if cue.kind == "changed")
    (field,) = changed.fields
    assert (field.before, field.after) == ("Drummer", "Singer 0")
    house.restore(snapshot.filename)
    assert house.snapshots.compare(house.show_id, snapshot.filename).equal
    other = house.create()
    assert house.snapshots.compare(house.show_id, snapshot.filename, other.filename).equal


def test_chosen_cues_only(house: House) -> None:
    snapshot = house.create()
    first, second, *_ = house.sheet.order
    camera = house.sheet.camera_order[0]
    for cue in (first, second):
        house.write(cue, camera, "subject", "Drummer")
    job = house.restore(snapshot.filename, Selection(cues=frozenset({first})))
    assert job.state is JobState.DONE
    assert house.sheet.rows[first].shot(camera).subject == "Singer 0"
    assert house.sheet.rows[second].shot(camera).subject == "Drummer"
    assert job.request["cues"] == [first]
    assert house.undo(job).state is JobState.DONE
    assert house.sheet.rows[first].shot(camera).subject == "Drummer"


def test_a_restore_that_changes_nothing_says_so(house: House) -> None:
    snapshot = house.create()
    seq = house.sheet.seq
    job = house.restore(snapshot.filename)
    assert (job.state, job.result["status"]) == (JobState.DONE, "unchanged")
    assert house.sheet.seq == seq
    with pytest.raises(CannotUndo):
        house.undo(job)


def test_one_at_a_time_and_the_other_is_told(house: House) -> None:
    snapshot = house.create()
    house.cue(title="Encore")
    gate, reached = threading.Event(), threading.Event()
    usual = house.apply

    def slow(show_id: str, edit: ReplaceSheet | RevertSheet, who: Who) -> int:
        reached.set()
        gate.wait(10)
        return usual(show_id, edit, who)

    house.apply = slow  # type: ignore[method-assign]
    job = house.snapshots.restore(house.show_id, snapshot.filename, by=ANN)
    assert reached.wait(10)
    running = house.snapshots.running(house.show_id)
    assert running is not None
    assert running.id == job.id
    with pytest.raises(Busy) as told:
        house.snapshots.restore(house.show_id, snapshot.filename, by=EVE)
    assert "Ann" in told.value.message
    assert told.value.details["job"] == job.id
    with pytest.raises(Busy):
        house.create()
    gate.set()
    assert house.snapshots.wait(job.id, 10).state is JobState.DONE
    assert house.snapshots.running(house.show_id) is None
    house.create()


def test_a_failed_restore_says_that_the_show_is_as_it_was(house: House) -> None:
    snapshot = house.create()
    house.cue(title="Encore")
    path = house.shelf / snapshot.filename
    content = bytearray(path.read_bytes())
    content[-100] ^= 0xFF
    path.write_bytes(content)
    seq = house.sheet.seq
    job = house.restore(snapshot.filename)
    assert job.state is JobState.FAILED
    assert job.error is not None
    assert job.error["code"] == "snapshot"
    assert "checksum" in job.error["message"]
    assert "as it was" in job.error["message"]
    states = [step.state for step in job.steps]
    assert states == [StepState.DONE, StepState.FAILED, *[StepState.SKIPPED] * 3]
    assert house.sheet.seq == seq
    assert not list(house.shelf.glob(".*"))
    with pytest.raises(CannotUndo):
        house.undo(job)


def test_the_replica_is_waited_for_before_and_after_where_there_is_one(tmp_path: Path) -> None:
    asked = iter((3, 4, 7, 9))
    house = House(tmp_path / "data", synced=lambda show: next(asked))
    try:
        snapshot = house.create()
        assert (snapshot.txid_before, snapshot.txid_after) == (3, 4)
        assert house.snapshots.find(SHOW, snapshot.filename) == snapshot, "it is written down"
        house.cue()
        job = house.restore(snapshot.filename)
        assert [step.name for step in job.steps][2:] == [
            *("safety", "sync", "replace", "check", "replicate")
        ]
        assert (job.result["txid_before"], job.result["txid_after"]) == (7, 9)
    finally:
        house.close()


def test_a_snapshot_does_not_wait_for_a_replica_that_is_known_to_be_in_trouble() -> None:
    def synced(show: str) -> int:
        raise AssertionError("waited")

    nobody: Any = None
    assert LiveShows(nobody, nobody, nobody, synced, keeps_up=lambda: False).replicated("x") is None
    assert LiveShows(nobody, nobody, nobody, lambda show: 7).replicated("x") == 7


def test_a_replica_that_is_behind_leaves_it_to_the_admin(tmp_path: Path) -> None:
    def synced(show: str) -> int:
        raise ReplicaBehind("The replica has not caught up: the store does not answer.")

    house = House(tmp_path / "data", synced=synced)
    try:
        snapshot = house.create()  # that needs no replica
        assert (snapshot.txid_before, snapshot.txid_after) == (None, None)
        house.cue()
        before = house.sheet
        failed = house.restore(snapshot.filename)
        assert failed.error is not None
        assert failed.error["code"] == "replica_behind"
        assert "The show is as it was." in failed.error["message"]
        assert house.sheet is before
        job = house.snapshots.restore(SHOW, snapshot.filename, by=ANN, without_replica=True)
        done = house.snapshots.wait(job.id, PATIENCE)
        assert done.state is JobState.DONE
        assert not house.sheet.order
    finally:
        house.close()


@pytest.mark.parametrize("revision", revisions(DatabaseKind.SHOW))
def test_a_snapshot_of_every_revision_restores(house: House, tmp_path: Path, revision: str) -> None:
    then = content_digest(house.sheet)
    path = Path(shutil.copy(house.shelf / house.create().filename, tmp_path / "old.db"))
    downgrade(path, DatabaseKind.SHOW, revision, backups=None)
    with path.open("rb") as file:
        uploaded = house.snapshots.upload(house.show_id, "old.db", file, by=ANN)
    assert uploaded.revision == revision
    assert uploaded.digest == then
    house.do("strike_cue", cue=house.sheet.order[0])
    job = house.restore(uploaded.filename)
    assert job.state is JobState.DONE, job.error
    assert content_digest(house.sheet) == then
    assert house.snapshots.sheet(house.show_id, uploaded.filename).order == house.sheet.order
    assert house.snapshots.verify(house.show_id, uploaded.filename, by=ANN).verified_ok


def test_another_shows_snapshot_comes_by_number_with_new_ids(house: House, tmp_path: Path) -> None:
    other = House(tmp_path / "other")
    path = foreign_file(other, tmp_path)
    other.close()
    with path.open("rb") as file:
        uploaded = house.snapshots.upload(house.show_id, "theirs.db", file, by=ANN)
    assert uploaded.show_id == FOREIGN
    ours = set(house.sheet.order)
    preview = house.snapshots.compare(house.show_id, uploaded.filename)
    added = [cue.cue for cue in preview.cues if cue.kind == "added"]
    assert len(added) == 2
    again = house.snapshots.compare(house.show_id, uploaded.filename)
    assert [cue.cue for cue in again.cues] == [cue.cue for cue in preview.cues], "steady ids"
    chosen = house.restore(uploaded.filename, Selection(cues=frozenset({added[0]})))
    assert chosen.state is JobState.DONE, chosen.error
    assert set(house.sheet.order) == {*ours, added[0]}
    whole = house.restore(uploaded.filename)
    assert whole.state is JobState.DONE, whole.error
    assert [row.cue.title for row in house.sheet.in_order()] == [f"Their {n}" for n in range(6)]
    assert set(house.sheet.order) == {*ours, *added}
    assert house.undo(whole).state is JobState.DONE
    assert set(house.sheet.order) == {*ours, added[0]}


def foreign_file(house: House, tmp_path: Path) -> Path:
    """A show of six cues, of another lineage."""
    from camerasheet.storage import sqlite

    camera = house.camera(name="Theirs")
    for n in range(6):
        cue = house.cue(title=f"Their {n}")
        house.write(cue, camera, "subject", "Dancer")
    path = Path(shutil.copy(house.shelf / house.create().filename, tmp_path / "foreign.db"))
    connection = sqlite.open_raw(path, "rw")
    for table, column in (("cues", "id"), ("cameras", "id")):
        connection.execute(f"UPDATE {table} SET {column} = 'x' || {column}")
    for column in ("cue_id", "camera_id"):
        connection.execute(f"UPDATE shots SET {column} = 'x' || {column}")
    connection.execute("UPDATE show SET show_id = ?", (FOREIGN,))
    connection.close()
    return path


def test_an_unknown_job_or_snapshot(house: House) -> None:
    with pytest.raises(NotFound):
        house.snapshots.job("nobody")
    with pytest.raises(NotFound):
        house.snapshots.restore(house.show_id, "2026-01-01_00-00-00.db", by=ANN)
    with pytest.raises(NotFound):
        house.snapshots.list("01J0000000000000000000000X")
