"""Rows: adding, writing, moving, duplicating, striking, renumbering."""

from typing import Any

import pytest

from camerasheet.sheet.changes import On, apply, made
from camerasheet.sheet.model import Cue
from camerasheet.sheet.ranks import spread
from camerasheet.sheet.rules.cues import MOST_CUES, renumber_preview
from tests.sheet.rules.conftest import Small


class TestAdding:
    def test_numbers_come_by_themselves(self, show: Small) -> None:
        first = show.cue(after=show.three)
        show.cue(after=first)
        show.cue()
        show.cue(after=show.one)
        assert show.numbers() == ["1", "1A", "2", "3", "3A", "3B", "4"]

    def test_a_strike_leaves_its_gap(self, show: Small) -> None:
        show.do("strike_cue", cue=show.two)
        show.cue(after=show.one)
        assert show.numbers() == ["1", "1A", "3"]

    def test_between_3_and_3a_comes_a_point(self, show: Small) -> None:
        show.cue(after=show.three)
        show.cue(after=show.three)
        assert show.numbers() == ["1", "2", "3", "3.1", "3A"]

    def test_above(self, show: Small) -> None:
        show.cue(before=show.one)
        show.cue(before=show.three)
        assert show.numbers() == ["0", "1", "2", "2A", "3"]

    def test_headings_have_no_number_and_are_passed_over(self, show: Small) -> None:
        act = show.cue(before=show.two, heading=True, title="Act")
        show.cue(after=act)
        assert show.numbers() == ["1", "[Act]", "1A", "2", "3"]

    def test_a_number_of_ones_own(self, show: Small) -> None:
        show.cue(number=" SF1.01 ", title=" two  words ")
        cue = show.sheet.in_order()[-1].cue
        assert (cue.number, cue.title, cue.kind) == ("SF1.01", "two words", "cue")

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"number": "2"}, "number_taken"),
            ({"after": "nobody"}, "gone"),
            ({"before": "nobody"}, "gone"),
            ({"number": "x" * 17}, "malformed"),
            ({"number": "3\x00"}, "malformed"),
            ({"number": "  "}, "malformed"),
            ({"title": "x" * 201}, "malformed"),
        ],
    )
    def test_refusals(self, show: Small, fields: dict[str, Any], code: str) -> None:
        assert show.refusal("add_cue", **fields) == code

    def test_case_does_not_make_another_number(self, show: Small) -> None:
        show.cue(number="3a")
        assert show.refusal("add_cue", number="3A") == "number_taken"

    def test_not_both_sides(self, show: Small) -> None:
        assert show.refusal("add_cue", after=show.one, before=show.two) == "malformed"

    def test_a_sheet_is_full_some_day(self, show: Small) -> None:
        ranks = spread(MOST_CUES - 3, show.sheet.rows[show.three].cue.rank)
        cues = (Cue(f"c{n}", f"n{n}", rank=rank) for n, rank in enumerate(ranks))
        changes = (made(On.CUE, (cue.id,), cue) for cue in cues)
        show.sheet = apply(show.sheet, show.sheet.seq + 1, changes)
        assert show.refusal("add_cue") == "malformed"
        assert show.refusal("duplicate_cue", cue=show.one) == "malformed"


class TestWriting:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("number", "7A"),
            ("title", "Encore"),
            ("start", 72_900),
            ("duration", None),
            ("transition", "Mix"),
            ("notes", "two\nlines"),
        ],
    )
    def test_every_field(self, show: Small, field: str, value: Any) -> None:
        event = show.do("write_cue", cue=show.one, field=field, value=value)
        assert getattr(show.sheet.rows[show.one].cue, field) == value
        assert event.kind == "cue_written"
        assert event.notes == {"unconditional": True}

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("number", "2", "number_taken"),
            ("number", "", "malformed"),
            ("number", "x" * 17, "malformed"),
            ("start", "20:15", "malformed"),
            ("start", -1, "malformed"),
            ("start", 172_800, "malformed"),
            ("start", True, "malformed"),
            ("title", 5, "malformed"),
            ("title", None, "malformed"),
            ("transition", "x" * 41, "malformed"),
        ],
    )
    def test_refusals(self, show: Small, field: str, value: Any, code: str) -> None:
        assert show.refusal("write_cue", cue=show.one, field=field, value=value) == code

    def test_gone(self, show: Small) -> None:
        assert show.refusal("write_cue", cue="nobody", field="title", value="x") == "gone"

    def test_a_heading_has_no_number(self, show: Small) -> None:
        act = show.cue(heading=True)
        assert show.refusal("write_cue", cue=act, field="number", value="9") == "malformed"

    def test_its_own_number_again_in_another_case(self, show: Small) -> None:
        show.do("write_cue", cue=show.one, field="number", value="9a")
        show.do("write_cue", cue=show.one, field="number", value="9A")
        assert show.sheet.rows[show.one].cue.number == "9A"

    def test_conflicts_are_per_field(self, show: Small) -> None:
        seen = show.sheet.seq
        show.do("write_cue", cue=show.one, field="title", value="A", base=seen)
        show.do("write_cue", cue=show.one, field="notes", value="B", base=seen)
        show.do("write_cue", cue=show.one, field="title", value="A", base=seen)
        write = {"cue": show.one, "field": "title", "value": "C"}
        assert show.refusal("write_cue", **write, base=seen) == "conflict"


class TestMoving:
    def test_the_number_stays(self, show: Small) -> None:
        show.do("move_cue", cue=show.three, before=show.one)
        assert show.numbers() == ["3", "1", "2"]
        show.do("move_cue", cue=show.three, after=show.one)
        assert show.numbers() == ["1", "3", "2"]
        show.do("move_cue", cue=show.one)
        assert show.numbers() == ["3", "2", "1"]

    def test_only_its_own_row_is_written(self, show: Small) -> None:
        event = show.do("move_cue", cue=show.three, before=show.one)
        assert [change.key for change in event.changes] == [(show.three,)]

    def test_refusals(self, show: Small) -> None:
        assert show.refusal("move_cue", cue="nobody") == "gone"
        assert show.refusal("move_cue", cue=show.one, after="nobody") == "gone"
        assert show.refusal("move_cue", cue=show.one, after=show.one) == "malformed"
        assert show.refusal("move_cue", cue=show.one, before=show.one) == "malformed"
        both = {"after": show.two, "before": show.three}
        assert show.refusal("move_cue", cue=show.one, **both) == "malformed"


class TestDuplicating:
    def test_a_copy_right_under_it(self, show: Small) -> None:
        show.do("write_cue", cue=show.one, field="start", value=60)
        show.do("write_cue", cue=show.one, field="duration", value=30)
        show.write(show.one, show.ped, "size", "Close-Up")
        show.write(show.one, show.jib, "note", "x")
        show.write(show.one, show.jib, "note", "")
        event = show.do("duplicate_cue", cue=show.one)
        copy = show.sheet.in_order()[1]
        assert show.numbers() == ["1", "1A", "2", "3"]
        assert (copy.cue.title, copy.cue.duration, copy.cue.start) == ("Opening", 30, None)
        assert copy.shot(show.ped).size_typed == "Close-Up"
        assert show.jib not in copy.shots
        assert event.notes == {"copy_of": show.one}

    def test_a_heading(self, show: Small) -> None:
        act = show.cue(heading=True, title="Act")
        show.do("duplicate_cue", cue=act)
        assert show.numbers()[-2:] == ["[Act]", "[Act]"]

    def test_gone(self, show: Small) -> None:
        assert show.refusal("duplicate_cue", cue="nobody") == "gone"


class TestStriking:
    def test_its_cells_go_with_it(self, show: Small) -> None:
        show.write(show.two, show.ped, "size", "CU")
        show.do("strike_cue", cue=show.two)
        assert show.numbers() == ["1", "3"]
        assert show.refusal("strike_cue", cue=show.two) == "gone"

    def test_with_a_base_newer_work_is_a_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.two, show.ped, "size", "CU")
        assert show.refusal("strike_cue", cue=show.two, base=seen) == "conflict"
        show.do("strike_cue", cue=show.two, base=show.sheet.seq)


class TestRenumbering:
    def test_all_at_once_even_when_numbers_change_hands(self, show: Small) -> None:
        show.do("renumber_cues", numbers={show.one: "2", show.two: " 1 "})
        assert show.numbers() == ["2", "1", "3"]

    def test_refusals(self, show: Small) -> None:
        act = show.cue(heading=True)
        for numbers, code in [
            ({show.one: "3"}, "number_taken"),
            ({show.one: "8", show.two: "8"}, "number_taken"),
            ({"nobody": "8"}, "gone"),
            ({act: "8"}, "malformed"),
            ({}, "malformed"),
            ({show.one: "8\n9"}, "malformed"),
        ]:
            assert show.refusal("renumber_cues", numbers=numbers) == code, numbers

    def test_a_number_that_changed_since_is_a_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.do("write_cue", cue=show.one, field="number", value="9")
        assert show.refusal("renumber_cues", numbers={show.one: "5"}, base=seen) == "conflict"

    def test_the_preview_names_what_would_change(self, show: Small) -> None:
        show.cue(after=show.one)
        inserted = show.sheet.order[1]
        assert renumber_preview(show.sheet) == {inserted: "2", show.two: "3", show.three: "4"}
