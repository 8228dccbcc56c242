"""Undoing a restore on a real desk: no edit goes that nobody was asked about."""

from __future__ import annotations

from typing import Any

import pytest

from camerasheet.sheet.errors import CannotUndo, EditsSince
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet
from camerasheet.snapshots import JobState, LiveShows, bracket, restore_work
from camerasheet.snapshots.progress import Progress
from camerasheet.storage.control.identity import Who
from tests.snapshots.house import House
from tests.support.content import content_of


def test_undo_asks_when_people_have_edited_since(house: House) -> None:
    snapshot = house.create()
    cue, camera = house.sheet.order[0], house.sheet.camera_order[0]
    house.write(cue, camera, "subject", "Drummer")
    before = content_of(house.sheet)
    job = house.restore(snapshot.filename)
    house.write(cue, camera, "note", "Watch the cable")
    house.do("live", action="take")
    with pytest.raises(EditsSince) as asked:
        house.undo(job)
    details: Any = asked.value.details
    (edit,) = details["edits"]
    assert edit["by"]["name"] == "Ann"
    assert edit["what"] == "Cue 1, camera 1: note “Watch the cable”"
    assert house.undo(job, keep_edits=True).state is JobState.DONE
    shot = house.sheet.rows[cue].shot(camera)
    assert (shot.subject, shot.note) == ("Drummer", "Watch the cable")
    with pytest.raises(CannotUndo):
        house.undo(job, keep_edits=False)
    house.write(cue, camera, "note", "")
    assert content_of(house.sheet) == before


def test_undo_may_discard_what_was_edited_since(house: House) -> None:
    snapshot = house.create()
    house.cue(title="Encore")
    before = content_of(house.sheet)
    job = house.restore(snapshot.filename)
    house.cue(title="Late idea")
    undone = house.undo(job, keep_edits=False)
    assert undone.state is JobState.DONE
    assert content_of(house.sheet) == before
    late = house.undo(undone, keep_edits=False)  # an undo is a restore itself
    assert late.state is JobState.DONE
    assert [row.cue.title for row in house.sheet.in_order()][-1] == "Late idea"


def test_an_edit_in_the_very_moment_of_an_undo_is_kept(house: House) -> None:
    snapshot = house.create()
    cue, camera = house.sheet.order[0], house.sheet.camera_order[0]
    house.write(cue, camera, "subject", "Drummer")
    job = house.restore(snapshot.filename)
    house.write(cue, camera, "note", "first")
    usual = house.apply

    def late(show_id: str, edit: ReplaceSheet | RevertSheet, who: Who) -> int:
        house.write(cue, camera, "note", "second")
        return usual(show_id, edit, who)

    house.apply = late  # type: ignore[method-assign]
    assert house.undo(job, keep_edits=True).state is JobState.DONE
    shot = house.sheet.rows[cue].shot(camera)
    assert (shot.subject, shot.note) == ("Drummer", "second")


def edited_just_before_the_desk(house: House, cue: str) -> None:
    """Have somebody write a note when the next undo is on its way to the desk, once."""
    usual = house.apply

    def late(show_id: str, edit: ReplaceSheet | RevertSheet, who: Who) -> int:
        house.apply = usual  # type: ignore[method-assign]
        house.write(cue, house.sheet.camera_order[0], "note", "typed meanwhile")
        return usual(show_id, edit, who)

    house.apply = late  # type: ignore[method-assign]


def test_what_is_edited_while_an_undo_is_under_way_stays_when_nobody_was_asked(
    house: House,
) -> None:
    snapshot = house.create()
    cue, camera = house.sheet.order[0], house.sheet.camera_order[0]
    house.write(cue, camera, "subject", "Drummer")
    job = house.restore(snapshot.filename)
    edited_just_before_the_desk(house, cue)
    undone = house.undo(job)
    assert undone.state is JobState.DONE, undone.error
    shot = house.sheet.rows[cue].shot(camera)
    assert (shot.subject, shot.note) == ("Drummer", "typed meanwhile")
    assert undone.request["keep"] is None
    assert undone.result["kept"]


def test_an_undo_between_which_nobody_edited_is_compared_whatever_was_chosen(
    house: House,
) -> None:
    snapshot = house.create()
    house.cue(title="Encore")
    job = house.restore(snapshot.filename)
    house.do("live", action="take")
    undone = house.undo(job, keep_edits=True)
    check = next(step for step in undone.steps if step.name == "check")
    assert check.detail == "The content is the same, to the last cell."
    assert not undone.result["kept"]


def test_only_what_was_shown_is_discarded(house: House) -> None:
    snapshot = house.create()
    cue, camera = house.sheet.order[0], house.sheet.camera_order[0]
    house.write(cue, camera, "subject", "Drummer")
    job = house.restore(snapshot.filename)
    house.write(cue, camera, "move", "pan")
    with pytest.raises(EditsSince) as first:
        house.undo(job)
    house.write(cue, camera, "note", "after the list was drawn")
    shown: Any = first.value.details
    with pytest.raises(EditsSince) as again:
        house.undo(job, keep_edits=False, seen=shown["seen"])
    told: Any = again.value.details
    assert (shown["count"], told["count"]) == (1, 2)
    house.do("live", action="take")  # that is no edit of the sheet
    undone = house.undo(job, keep_edits=False, seen=told["seen"])
    assert undone.state is JobState.DONE, undone.error
    shot = house.sheet.rows[cue].shot(camera)
    assert (shot.subject, shot.move, shot.note) == ("Drummer", "", "")


def edited_just_after_the_safety_copy(
    house: House, cue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Have somebody write a note where a job waits for its replica."""

    def late(progress: Progress, live: LiveShows) -> None:
        house.write(cue, house.sheet.camera_order[0], "note", "typed meanwhile")
        monkeypatch.setattr(restore_work, "wait_before", bracket.wait_before)
        bracket.wait_before(progress, live)

    monkeypatch.setattr(restore_work, "wait_before", late)


@pytest.mark.parametrize("when", ["while the replica is waited for", "before the desk"])
def test_what_is_edited_while_others_are_being_discarded_is_asked_about(
    house: House, monkeypatch: pytest.MonkeyPatch, when: str
) -> None:
    snapshot = house.create()
    cue, camera = house.sheet.order[0], house.sheet.camera_order[0]
    house.write(cue, camera, "subject", "Drummer")
    job = house.restore(snapshot.filename)
    house.write(cue, camera, "move", "pan")
    if when == "before the desk":
        edited_just_before_the_desk(house, cue)
    else:
        edited_just_after_the_safety_copy(house, cue, monkeypatch)
    failed = house.undo(job, keep_edits=False)
    assert failed.state is JobState.FAILED
    error: Any = failed.error
    assert error["code"] == "edits_since"
    assert "The show is as it was." in error["message"]
    assert [edit["what"] for edit in error["edits"]][-1] == (
        "Cue 1, camera 1: note “typed meanwhile”"
    )
    shot = house.sheet.rows[cue].shot(camera)
    assert (shot.subject, shot.note) == ("Singer 0", "typed meanwhile")
    assert house.undo(job, keep_edits=False, seen=error["seen"]).state is JobState.DONE
    assert house.sheet.rows[cue].shot(camera).note == ""
