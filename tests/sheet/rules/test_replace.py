"""A restore makes the sheet equal to another one: all of it, or just what was chosen."""

import contextlib
import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from camerasheet.sheet.ahead import UNSTAMPED
from camerasheet.sheet.changes import apply, fields_of
from camerasheet.sheet.compare import compare
from camerasheet.sheet.crew import Role
from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import EditsSince, Forbidden, NothingToDo
from camerasheet.sheet.events import Decision, Event, as_json, as_text, edits_among, record_text
from camerasheet.sheet.lineage import aligned
from camerasheet.sheet.model import BLANK, Sheet
from camerasheet.sheet.replacement import Foreseen, ReplaceSheet, Selection
from camerasheet.sheet.rewind import carried, rewound
from camerasheet.sheet.rules import decide
from camerasheet.sheet.rules.replace import foresee, replacement, reverting
from tests.sheet.histories import elsewhere, histories, perform, restore
from tests.sheet.rules.conftest import Small
from tests.support.content import sound
from tests.support.rehearsal import ADMIN, EDITOR, Rehearsal


@given(show=histories(), data=st.data())
def test_a_whole_restore_brings_back_exactly_what_was(show: Rehearsal, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    try:
        event = restore(show, target)
    except NothingToDo:
        assert content_digest(show.sheet) == content_digest(target)
        return
    assert content_digest(show.sheet) == content_digest(target)
    assert compare(show.sheet, target).equal
    assert show.sheet.order == target.order
    assert show.sheet.seq == event.seq


@given(show=histories(), data=st.data())
def test_a_restore_never_moves_the_live_position(show: Rehearsal, data: st.DataObject) -> None:
    before = show.sheet.live
    target = data.draw(st.sampled_from(show.sheets))
    try:
        restore(show, target)
    except NothingToDo:
        return
    assert (show.sheet.live.cue, show.sheet.live.at) == (before.cue, before.at)
    if before.cue and before.cue not in show.sheet.rows:
        assert show.sheet.live.hold


@given(show=histories(), data=st.data())
def test_rewinding_finds_every_state_again(show: Rehearsal, data: st.DataObject) -> None:
    seq = data.draw(st.integers(0, show.sheet.seq))
    before = rewound(show.sheet, show.log[seq:])
    assert content_digest(before) == content_digest(show.sheets[seq])
    again, lost, _ = carried(before, show.log[seq:])
    assert not lost
    assert content_digest(again) == content_digest(show.sheet)


@given(show=histories(), data=st.data())
def test_a_sheet_from_elsewhere_comes_back_with_the_ids_that_are_here(
    show: Rehearsal, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    foreign = aligned(show.sheet, elsewhere(target), show.new_id)
    here = {row.cue.number.casefold(): row.cue.id for row in show.sheet.rows.values()}
    for row in foreign.rows.values():
        if row.cue.number and row.cue.number.casefold() in here:
            assert row.cue.id == here[row.cue.number.casefold()]
    try:
        restore(show, elsewhere(target))
    except NothingToDo:
        return
    words = [(fields_of(row.cue)) for row in show.sheet.in_order()]
    assert words == [fields_of(row.cue) for row in target.in_order()]
    assert len(set(show.sheet.order)) == len(target.order)


@given(show=histories(), data=st.data())
def test_chosen_cues_come_back_and_the_others_stay(show: Rehearsal, data: st.DataObject) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    ids = sorted({*show.sheet.order, *target.order})
    assume(ids)
    chosen = data.draw(st.frozensets(st.sampled_from(ids)))
    before = show.sheet
    try:
        restore(show, target, Selection(cues=chosen))
    except NothingToDo:
        return
    after = show.sheet
    for cue in before.rows:
        if cue not in chosen:
            assert after.rows[cue].cue == before.rows[cue].cue
    for cue in chosen:
        assert (cue in after.rows) == (cue in target.rows)
        if cue in target.rows:
            for camera in target.cameras:
                if not target.rows[cue].shot(camera).is_blank:
                    was, now = target.rows[cue].shot(camera), after.rows[cue].shot(camera)
                    assert fields_of(now) == fields_of(was)
    ranks = [row.cue.rank for row in after.in_order()]
    assert len(set(ranks)) == len(ranks)
    assert len(after.numbers) == len([r for r in after.rows.values() if r.cue.number])


@given(show=histories(), data=st.data())
def test_what_was_foreseen_decides_nothing_that_is_edited_meanwhile(
    show: Rehearsal, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    ids = sorted({*show.sheet.order, *target.order})
    some = st.one_of(st.none(), st.frozensets(st.sampled_from(ids or ["none"])))
    selection = Selection(cues=data.draw(some))
    foreseen = Foreseen()
    replacement(show.sheet, target, selection, foreseen)
    perform(show, data.draw, 4)
    afresh = replacement(show.sheet, target, selection)
    assert replacement(show.sheet, target, selection, foreseen) == afresh


def carried_out(sheet: Sheet, decision: Decision) -> Sheet:
    """The sheet after a decision: the same whatever was worked out beforehand."""
    seq = sheet.seq + 1
    plainly = apply(sheet, seq, decision.changes)
    after = apply(sheet, seq, decision.changes, decision.ahead)
    assert after == plainly
    assert all(
        max(shot.versions.values(), default=0) <= seq and UNSTAMPED not in shot.versions.values()
        for row in after.rows.values()
        for shot in row.shots.values()
    )
    texts = decision.ahead.texts if decision.ahead else {}
    for row in after.rows.values():
        for shot in row.shots.values():
            if id(shot.versions) in texts:
                assert json.loads(texts[id(shot.versions)]) == dict(shot.versions)
    later = apply(sheet, seq, decision.changes, decision.ahead)
    assert later == plainly, "what was worked out can be had once, and then the changes are"
    return after


@given(show=histories(), data=st.data())
def test_what_was_worked_out_beforehand_is_what_comes(show: Rehearsal, data: st.DataObject) -> None:
    edit = ReplaceSheet(data.draw(st.sampled_from(show.sheets)))
    foresee(show.sheet, edit)
    perform(show, data.draw, 3)
    with contextlib.suppress(NothingToDo):
        carried_out(show.sheet, decide(show.sheet, edit, show.asked(ADMIN)))


def test_cells_that_nobody_edited_meanwhile_are_taken_as_they_were_worked_out(
    show: Small,
) -> None:
    target = show.sheet
    for cue in show.sheet.order:
        for camera in show.sheet.camera_order:
            show.do("write_shot", cue=cue, camera=camera, field="subject", value="else")
    edit = ReplaceSheet(target)
    foresee(show.sheet, edit)
    edited, *others = show.sheet.order
    camera = show.sheet.camera_order[0]
    show.do("write_shot", cue=edited, camera=camera, field="note", value="close")
    decision = decide(show.sheet, edit, show.asked(ADMIN))
    assert others
    assert decision.ahead is not None
    assert set(decision.ahead.stamped(1)) == set(others)


@given(show=histories(), data=st.data())
def test_an_undo_keeps_what_was_edited_after_it_was_asked_for_or_asks(
    show: Rehearsal, data: st.DataObject
) -> None:
    try:
        event = restore(show, data.draw(st.sampled_from(show.sheets)))
    except NothingToDo:
        return
    before = show.sheets[event.seq - 1]
    perform(show, data.draw, 3)
    keep = data.draw(st.booleans())
    edit = reverting(show.sheet, show.log[event.seq - 1 :], keep=keep)
    foresee(show.sheet, edit)
    known = show.sheet.seq
    perform(show, data.draw, 3)
    if not keep and edits_among(show.log[known:]):
        with pytest.raises(EditsSince):
            decide(show.sheet, edit, show.asked(ADMIN))
        return
    goal = carried(before, show.log[event.seq :])[0] if keep else before
    with contextlib.suppress(NothingToDo):
        decision = decide(show.sheet, edit, show.asked(ADMIN))
        show.sheet = carried_out(show.sheet, decision)
        assert json.loads(record_text(decision.changes, edit.foreseen.texts)) == json.loads(
            record_text(decision.changes)
        )
        told = Event(1, decision.kind, decision.changes, "account:ann", "Ann", 2, "edit", {"a": 1})
        assert json.loads(as_text(told, edit.foreseen.told)) == json.loads(
            json.dumps(as_json(told))
        )
    assert content_digest(show.sheet) == content_digest(goal)
    sound(show.sheet)


@given(show=histories(), data=st.data())
def test_what_was_chosen_takes_nobodys_place_or_number(
    show: Rehearsal, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    if data.draw(st.booleans()):
        target = elsewhere(target)
    some = [
        st.one_of(st.none(), st.frozensets(st.sampled_from(sorted({*now, *then, "none"}))))
        for now, then in (
            (show.sheet.order, target.order),
            (show.sheet.camera_order, target.camera_order),
        )
    ]
    with contextlib.suppress(NothingToDo):
        restore(show, target, Selection(cues=data.draw(some[0]), cameras=data.draw(some[1])))
    sound(show.sheet)


@given(show=histories(), data=st.data())
def test_chosen_cameras_come_back_on_the_cues_that_are_there(
    show: Rehearsal, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    ids = sorted({*show.sheet.camera_order, *target.camera_order})
    assume(ids)
    chosen = data.draw(st.frozensets(st.sampled_from(ids), min_size=1))
    before = show.sheet
    try:
        restore(show, target, Selection(cameras=chosen))
    except NothingToDo:
        return
    after = show.sheet
    assert after.order == before.order
    for cue in set(before.rows) & set(target.rows):
        for camera in {*before.cameras, *target.cameras}:
            source = target if camera in chosen else before
            expected = source.rows[cue].shots.get(camera, BLANK)
            assert fields_of(after.rows[cue].shot(camera)) == fields_of(expected)


@given(show=histories(), data=st.data())
def test_a_restore_is_undone_exactly_whatever_was_done_since(
    show: Rehearsal, data: st.DataObject
) -> None:
    target = data.draw(st.sampled_from(show.sheets))
    before = show.sheet
    try:
        event = restore(show, target)
    except NothingToDo:
        return
    perform(show, data.draw, 6)
    goal = rewound(show.sheet, show.log[event.seq - 1 :])
    assert content_digest(goal) == content_digest(before)
    with contextlib.suppress(NothingToDo):
        restore(show, goal)
    assert content_digest(show.sheet) == content_digest(before)


def test_cells_where_chosen_cues_and_cameras_meet(show: Small) -> None:
    for camera in (show.ped, show.jib):
        for cue in (show.one, show.two):
            show.write(cue, camera, "subject", "old")
    old = show.sheet
    for camera in (show.ped, show.jib):
        for cue in (show.one, show.two):
            show.write(cue, camera, "subject", "new")
    restore(show, old, Selection(frozenset({show.one}), frozenset({show.jib})))
    assert show.shot(show.one, show.jib).subject == "old"
    assert show.shot(show.one, show.ped).subject == "new"
    assert show.shot(show.two, show.jib).subject == "new"


def test_a_chosen_cue_whose_number_is_taken_gets_one_of_its_own(show: Small) -> None:
    old = show.sheet
    show.do("strike_cue", cue=show.two)
    show.cue(title="Another", number="2", after=show.one)
    event = restore(show, old, Selection(cues=frozenset({show.two})))
    assert show.sheet.rows[show.two].cue.number == "2A"
    assert "Number 2 is taken" in event.notes["notices"][0]


def test_only_an_admin_restores_or_undoes_a_restore(show: Small) -> None:
    old = show.sheet
    show.cue(title="Later")
    with pytest.raises(Forbidden):
        decide(show.sheet, ReplaceSheet(old), show.asked(EDITOR))
    event = restore(show, old)
    assert show.refusal("undo", EDITOR, seq=event.seq) == "forbidden"
    assert EDITOR.role is Role.EDITOR


def test_a_restore_of_the_same_is_nothing_to_do(show: Small) -> None:
    with pytest.raises(NothingToDo):
        restore(show, show.sheet)
