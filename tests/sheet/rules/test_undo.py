"""Taking an event back: the inverse of every kind, and what stands in its way."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.changes import apply, inverse
from camerasheet.sheet.errors import CamerasheetError
from camerasheet.sheet.events import Happening
from tests.sheet.rules.conftest import Small
from tests.support.content import content_of, sound
from tests.support.edits import payload
from tests.support.effort import examples
from tests.support.rehearsal import Rehearsal

KINDS: dict[Happening, dict[str, Any]] = {
    Happening.SHOT_WRITTEN: {"kind": "write_shot", "field": "size", "value": "wide"},
    Happening.CUE_WRITTEN: {"kind": "write_cue", "field": "number", "value": "9"},
    Happening.CUE_ADDED: {"kind": "add_cue"},
    Happening.CUE_MOVED: {"kind": "move_cue"},
    Happening.CUE_STRUCK: {"kind": "strike_cue"},
    Happening.CUE_DUPLICATED: {"kind": "duplicate_cue"},
    Happening.CUES_RENUMBERED: {"kind": "renumber_cues"},
    Happening.CAMERA_WRITTEN: {"kind": "write_camera", "field": "down", "value": True},
    Happening.CAMERA_ADDED: {"kind": "add_camera"},
    Happening.CAMERA_MOVED: {"kind": "move_camera"},
    Happening.CAMERA_STRUCK: {"kind": "strike_camera"},
    Happening.SHOTS_REASSIGNED: {"kind": "reassign_shots"},
    Happening.TERM_SET: {"kind": "set_term", "family": "size", "code": "KNEE"},
    Happening.TERM_STRUCK: {"kind": "strike_term", "family": "size", "code": "CU"},
    Happening.HOUSE_SET: {"kind": "set_house", "field": "uses_standby", "value": True},
}
OTHERWISE = {
    Happening.READY_MARKED: "never undone",
    Happening.LIVE_MOVED: "never undone",
    Happening.UNDONE: "test_undoing_the_undoing",
    Happening.SHEET_IMPORTED: "test_merge.py",
    Happening.SHEET_REPLACED: "a restore, which is undone by a restore",
}


def test_every_kind_of_event_is_in_a_table() -> None:
    assert {*KINDS, *OTHERWISE} == set(Happening)


def happen(show: Small, kind: Happening) -> int:
    """Have an event of that kind; its seq."""
    show.write(show.one, show.ped, "size", "CU")
    asked = dict(KINDS[kind])
    name = asked.pop("kind")
    if name in ("write_shot", "write_cue", "move_cue", "strike_cue", "duplicate_cue"):
        asked["cue"] = show.one
    if name in ("write_shot", "write_camera", "move_camera", "strike_camera"):
        asked["camera"] = show.ped
    if name == "renumber_cues":
        asked["numbers"] = {show.one: "2", show.two: "1"}
    if name == "reassign_shots":
        asked |= {"from": show.ped, "to": show.jib}
    event = show.do(name, **asked)
    assert event.kind is kind
    return event.seq


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_undone(show: Small, kind: Happening) -> None:
    seq = happen(show, kind)
    event = show.do("undo", seq=seq)
    assert content_of(show.sheet) == content_of(show.sheets[seq - 1])
    assert event.notes == {"undoes": seq, "undone": kind.value}
    sound(show.sheet)


@pytest.mark.parametrize("kind", KINDS)
def test_undoing_the_undoing(show: Small, kind: Happening) -> None:
    seq = happen(show, kind)
    show.undo(show.do("undo", seq=seq))
    assert content_of(show.sheet) == content_of(show.sheets[seq])
    sound(show.sheet)


class TestRefusals:
    def test_what_never_happened(self, show: Small) -> None:
        assert show.refusal("undo", seq=99) == "cannot_undo"

    def test_the_live_position_and_ticks(self, show: Small) -> None:
        moved = show.live("take")
        ticked = show.do("mark_ready", cue=show.two, camera=show.ped)
        for event in (moved, ticked):
            assert show.refusal("undo", seq=event.seq) == "cannot_undo"

    def test_a_field_that_was_changed_again(self, show: Small) -> None:
        first = show.write(show.one, show.ped, "size", "CU")
        show.write(show.one, show.ped, "note", "another field is fine")
        show.undo(first)
        again = show.write(show.one, show.ped, "size", "WS")
        show.write(show.one, show.ped, "size", "MS")
        assert show.refusal("undo", seq=again.seq) == "cannot_undo"
        assert show.refusal("undo", seq=first.seq) == "cannot_undo"

    def test_a_cue_that_was_worked_on(self, show: Small) -> None:
        added = show.do("add_cue")
        show.write(added.changes[0].key[0], show.ped, "size", "CU")
        assert show.refusal("undo", seq=added.seq) == "cannot_undo"

    def test_a_camera_that_was_worked_on(self, show: Small) -> None:
        added = show.do("add_camera")
        show.write(show.one, added.changes[0].key[0], "size", "CU")
        assert show.refusal("undo", seq=added.seq) == "cannot_undo"

    def test_what_is_gone(self, show: Small) -> None:
        wrote = show.write(show.one, show.ped, "size", "CU")
        show.do("strike_cue", cue=show.one)
        assert show.refusal("undo", seq=wrote.seq) == "cannot_undo"

    def test_a_cell_whose_camera_went_meanwhile(self, show: Small) -> None:
        show.write(show.one, show.ped, "size", "CU")
        struck = show.do("strike_cue", cue=show.one)
        show.do("strike_camera", camera=show.ped)
        assert show.refusal("undo", seq=struck.seq) == "cannot_undo"

    def test_a_cell_whose_cue_went_meanwhile(self, show: Small) -> None:
        show.write(show.one, show.ped, "size", "CU")
        struck = show.do("strike_camera", camera=show.ped)
        show.do("strike_cue", cue=show.one)
        assert show.refusal("undo", seq=struck.seq) == "cannot_undo"

    @pytest.mark.parametrize("how", ["struck", "renumbered"])
    def test_a_number_that_somebody_else_has_now(self, show: Small, how: str) -> None:
        if how == "struck":
            event = show.do("strike_cue", cue=show.two)
        else:
            event = show.do("write_cue", cue=show.two, field="number", value="9")
        show.cue(number="2")
        assert show.refusal("undo", seq=event.seq) == "cannot_undo"

    def test_a_camera_number_that_somebody_else_has_now(self, show: Small) -> None:
        event = show.do("write_camera", camera=show.ped, field="number", value="9")
        show.camera(number="1")
        assert show.refusal("undo", seq=event.seq) == "cannot_undo"

    def test_a_term_that_came_back(self, show: Small) -> None:
        event = show.do("strike_term", family="size", code="CU")
        show.do("set_term", family="size", code="CU")
        assert show.refusal("undo", seq=event.seq) == "cannot_undo"


class TestNothingIsLeftBehind:
    def test_a_tick_goes_with_the_cue_that_goes(self, show: Small) -> None:
        added = show.do("add_cue")
        show.do("mark_ready", cue=added.changes[0].key[0], camera=show.ped)
        show.undo(added)
        assert not show.sheet.ready

    def test_the_position_holds_when_its_cue_goes(self, show: Small) -> None:
        added = show.do("add_cue")
        show.live("goto", cue=added.changes[0].key[0])
        show.undo(added)
        assert show.sheet.live.hold
        sound(show.sheet)

    def test_a_rank_that_another_row_has_got(self, show: Small) -> None:
        struck = show.do("strike_cue", cue=show.two)
        show.cue(after=show.one)
        show.undo(struck)
        sound(show.sheet)
        show.cue(after=show.one)
        show.cue(before=show.two)
        sound(show.sheet)


@given(st.data())
@examples(150)
def test_any_event_of_any_past_is_undone_or_refused(data: st.DataObject) -> None:
    """The inverse property, on a sheet with a past: apply(inverse) gives the same content back."""
    show = Rehearsal()
    for _ in range(data.draw(st.integers(3, 18))):
        asked = payload(data.draw, show.sheet)
        try:
            event = show.do(asked.pop("kind"), **asked)
        except CamerasheetError:
            continue
        sound(show.sheet)
        before = show.sheets[-2]
        assert content_of(apply(show.sheet, 99, inverse(event.changes))) == content_of(before)
    last = show.sheet.seq
    if last and show.log[-1].kind not in (Happening.LIVE_MOVED, Happening.READY_MARKED):
        show.do("undo", seq=last)
        assert content_of(show.sheet) == content_of(show.sheets[last - 1])
        sound(show.sheet)
