"""Writing in a cell: what it does, what it refuses, and compare-and-set field by field."""

from typing import Any

import pytest

from camerasheet.sheet.errors import Conflict
from camerasheet.sheet.rules.cells import LIMITS, tidy
from tests.sheet.rules.conftest import Small

FIELDS = {"size": "CU", "subject": "singer", "move": "Pan", "angle": "H/A", "note": "wait"}


@pytest.mark.parametrize(("field", "value"), [*FIELDS.items(), ("taken", True)])
def test_every_field_is_written(show: Small, field: str, value: Any) -> None:
    event = show.write(show.one, show.ped, field, value)
    assert getattr(show.shot(show.one, show.ped), field) == value
    assert event.kind == "shot_written"
    assert show.shot(show.one, show.ped).version == event.seq
    assert show.shot(show.one, show.jib).is_blank


def test_text_is_tidied(show: Small) -> None:
    show.write(show.one, show.ped, "subject", "  lead \t singer\n")
    show.write(show.one, show.ped, "note", " one  two \r\n\n three ")
    shot = show.shot(show.one, show.ped)
    assert (shot.subject, shot.note) == ("lead singer", "one two\n\nthree")


@pytest.mark.parametrize("field", FIELDS)
def test_a_text_over_its_limit_is_refused(show: Small, field: str) -> None:
    limit = LIMITS[field]
    show.write(show.one, show.ped, field, "x" * limit)
    assert show.refusal(
        "write_shot", cue=show.one, camera=show.ped, field=field, value="y" * (limit + 1)
    ) == ("malformed")


@pytest.mark.parametrize(("field", "value"), [("taken", "yes"), ("subject", True), ("note", False)])
def test_the_wrong_type_is_refused(show: Small, field: str, value: Any) -> None:
    where = {"cue": show.one, "camera": show.ped}
    assert show.refusal("write_shot", **where, field=field, value=value) == "malformed"


def test_a_cell_that_is_gone(show: Small) -> None:
    write = {"field": "note", "value": "x"}
    assert show.refusal("write_shot", cue="nobody", camera=show.ped, **write) == "gone"
    assert show.refusal("write_shot", cue=show.one, camera="nobody", **write) == "gone"
    show.do("strike_cue", cue=show.one)
    assert show.refusal("write_shot", cue=show.one, camera=show.ped, **write) == "gone"


def test_a_heading_has_no_shots(show: Small) -> None:
    heading = show.cue(title="Act", heading=True)
    where = {"cue": heading, "camera": show.ped}
    assert show.refusal("write_shot", **where, field="note", value="x") == "malformed"
    assert show.refusal("mark_ready", **where) == "malformed"


class TestCompareAndSet:
    """``base`` is the seq that the writer had seen."""

    def test_different_fields_of_one_cell_merge(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "CU", base=seen)
        show.write(show.one, show.ped, "subject", "singer", base=seen)
        shot = show.shot(show.one, show.ped)
        assert (shot.size, shot.subject) == ("CU", "singer")

    @pytest.mark.parametrize("field", FIELDS)
    def test_the_same_field_is_a_conflict(self, show: Small, field: str) -> None:
        seen = show.sheet.seq
        first = show.write(show.one, show.ped, field, FIELDS[field], base=seen)
        where = {"cue": show.one, "camera": show.ped}
        error = show.refused("write_shot", **where, field=field, value="mine", base=seen)
        assert isinstance(error, Conflict)
        assert error.details["current"] == {
            "field": field,
            "value": FIELDS[field],
            "seq": first.seq,
        }

    def test_two_who_write_the_same_agree(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "CU", base=seen)
        show.write(show.one, show.ped, "size", "CU", base=seen)

    def test_having_seen_the_other_it_wins(self, show: Small) -> None:
        first = show.write(show.one, show.ped, "size", "CU")
        show.write(show.one, show.ped, "size", "WS", base=first.seq)
        assert show.shot(show.one, show.ped).size == "WS"

    def test_without_a_base_it_wins_and_the_log_says_so(self, show: Small) -> None:
        show.write(show.one, show.ped, "size", "CU", base=show.sheet.seq)
        event = show.write(show.one, show.ped, "size", "WS")
        assert event.notes == {"unconditional": True}
        assert show.log[-2].notes == {}

    def test_what_was_typed_comes_with_the_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "Close-Up", base=seen)
        where = {"cue": show.one, "camera": show.ped}
        error = show.refused("write_shot", **where, field="size", value="WS", base=seen)
        current = error.details["current"]
        assert isinstance(current, dict)
        assert (current["value"], current["typed"]) == ("CU", "Close-Up")

    def test_another_word_for_the_same_size_is_a_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "Close-Up", base=seen)
        where = {"cue": show.one, "camera": show.ped}
        assert show.refusal("write_shot", **where, field="size", value="close", base=seen) == (
            "conflict"
        )

    def test_a_move_typed_as_a_size_is_held_against_the_move(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "CU", base=seen)
        show.write(show.one, show.ped, "size", "Follow", base=seen)
        shot = show.shot(show.one, show.ped)
        assert (shot.size, shot.move) == ("CU", "Follow")

    def test_other_cells_do_not_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "CU", base=seen)
        show.write(show.one, show.jib, "size", "WS", base=seen)
        show.write(show.two, show.ped, "size", "MS", base=seen)


class TestReady:
    """An operator's tick."""

    def test_it_is_set_and_cleared(self, show: Small) -> None:
        show.do("mark_ready", cue=show.one, camera=show.ped)
        assert show.sheet.ready == {(show.one, show.ped)}
        show.do("mark_ready", cue=show.one, camera=show.ped, ready=False)
        assert not show.sheet.ready

    def test_it_is_gone_with_its_cue_or_camera(self, show: Small) -> None:
        assert show.refusal("mark_ready", cue="nobody", camera=show.ped) == "gone"
        assert show.refusal("mark_ready", cue=show.one, camera="nobody") == "gone"
        show.do("mark_ready", cue=show.one, camera=show.ped)
        show.do("mark_ready", cue=show.two, camera=show.jib)
        show.do("strike_cue", cue=show.one)
        show.do("strike_camera", camera=show.jib)
        assert not show.sheet.ready

    def test_taking_its_cue_clears_it(self, show: Small) -> None:
        show.do("mark_ready", cue=show.one, camera=show.ped)
        show.do("mark_ready", cue=show.two, camera=show.ped)
        show.live("take")
        assert show.sheet.ready == {(show.two, show.ped)}


def test_tidy_counts_what_is_kept() -> None:
    assert tidy("  a   b  ", 3) == "a b"
