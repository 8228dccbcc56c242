"""Columns, and a camera that goes down."""

from typing import Any

import pytest

from camerasheet.sheet.rules.cameras import MOST_CAMERAS, remaining
from tests.sheet.rules.conftest import Small


def columns(show: Small) -> list[str]:
    return [camera.number for camera in show.sheet.cameras_in_order()]


class TestAdding:
    def test_it_numbers_itself_and_goes_to_the_right(self, show: Small) -> None:
        show.camera(number="7")
        show.camera()
        assert columns(show) == ["1", "2", "7", "8"]

    def test_after_another(self, show: Small) -> None:
        show.camera(after=show.ped, name=" Crane  2 ")
        assert columns(show) == ["1", "3", "2"]
        assert show.sheet.cameras_in_order()[1].name == "Crane 2"

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"number": "1"}, "number_taken"),
            ({"after": "nobody"}, "gone"),
            ({"number": "x" * 9}, "malformed"),
            ({"name": "x" * 61}, "malformed"),
        ],
    )
    def test_refusals(self, show: Small, fields: dict[str, Any], code: str) -> None:
        assert show.refusal("add_camera", **fields) == code

    def test_so_many_and_no_more(self, show: Small) -> None:
        for _ in range(MOST_CAMERAS - 2):
            show.camera()
        assert show.refusal("add_camera") == "malformed"


class TestWriting:
    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("number", "1A"),
            ("name", "Crane"),
            ("mount", "jib"),
            ("operator", "Otto"),
            ("colour", "teal"),
            ("as_directed", True),
            ("role", "audience"),
            ("down", True),
        ],
    )
    def test_every_field(self, show: Small, field: str, value: Any) -> None:
        show.do("write_camera", camera=show.ped, field=field, value=value)
        assert getattr(show.sheet.cameras[show.ped], field) == value

    @pytest.mark.parametrize(
        ("field", "value", "code"),
        [
            ("number", "2", "number_taken"),
            ("number", "", "malformed"),
            ("number", "x" * 9, "malformed"),
            ("colour", "ultraviolet", "malformed"),
            ("down", "yes", "malformed"),
            ("name", True, "malformed"),
            ("name", "two\nlines", "malformed"),
        ],
    )
    def test_refusals(self, show: Small, field: str, value: Any, code: str) -> None:
        assert show.refusal("write_camera", camera=show.ped, field=field, value=value) == code

    def test_gone(self, show: Small) -> None:
        assert show.refusal("write_camera", camera="nobody", field="name", value="x") == "gone"

    def test_conflicts_are_per_field(self, show: Small) -> None:
        seen = show.sheet.seq
        show.do("write_camera", camera=show.ped, field="name", value="A", base=seen)
        show.do("write_camera", camera=show.ped, field="mount", value="B", base=seen)
        write = {"camera": show.ped, "field": "name", "value": "C"}
        assert show.refusal("write_camera", **write, base=seen) == "conflict"
        assert show.do("write_camera", **write).notes == {"unconditional": True}


class TestMoving:
    def test_left_and_right(self, show: Small) -> None:
        show.do("move_camera", camera=show.jib, before=show.ped)
        assert columns(show) == ["2", "1"]
        show.do("move_camera", camera=show.jib, after=show.ped)
        assert columns(show) == ["1", "2"]
        show.do("move_camera", camera=show.ped)
        assert columns(show) == ["2", "1"]

    def test_refusals(self, show: Small) -> None:
        assert show.refusal("move_camera", camera="nobody") == "gone"
        assert show.refusal("move_camera", camera=show.ped, after="nobody") == "gone"
        assert show.refusal("move_camera", camera=show.ped, after=show.ped) == "malformed"
        both = {"after": show.jib, "before": show.jib}
        assert show.refusal("move_camera", camera=show.ped, **both) == "malformed"


class TestStriking:
    def test_its_cells_go_with_it(self, show: Small) -> None:
        show.write(show.one, show.ped, "size", "CU")
        show.write(show.one, show.jib, "size", "WS")
        show.do("strike_camera", camera=show.ped)
        assert columns(show) == ["2"]
        assert set(show.sheet.rows[show.one].shots) == {show.jib}
        assert show.refusal("strike_camera", camera=show.ped) == "gone"

    def test_newer_work_is_a_conflict(self, show: Small) -> None:
        seen = show.sheet.seq
        show.write(show.one, show.ped, "size", "CU")
        assert show.refusal("strike_camera", camera=show.ped, base=seen) == "conflict"
        show.do("strike_camera", camera=show.ped, base=show.sheet.seq)


class TestReassigning:
    def shots(self, show: Small) -> None:
        for cue in (show.one, show.two, show.three):
            show.write(cue, show.ped, "size", "CU")
        show.write(show.two, show.jib, "size", "WS")

    def test_what_is_still_to_come(self, show: Small) -> None:
        self.shots(show)
        show.live("take")
        assert remaining(show.sheet, show.ped) == [show.two, show.three]
        event = show.do("reassign_shots", from_=show.ped, to=show.jib)
        assert event.notes == {"clashes": [show.two]}
        assert show.shot(show.three, show.jib).size == "CU"
        assert show.shot(show.three, show.ped).is_blank
        assert show.shot(show.one, show.ped).size == "CU"

    def test_the_named_cues(self, show: Small) -> None:
        self.shots(show)
        show.do("reassign_shots", from_=show.ped, to=show.jib, cues=[show.one])
        assert show.shot(show.one, show.jib).size == "CU"
        assert show.shot(show.three, show.ped).size == "CU"

    def test_refusals(self, show: Small) -> None:
        self.shots(show)
        asked: list[tuple[dict[str, Any], str]] = [
            ({"from_": show.ped, "to": show.ped}, "malformed"),
            ({"from_": "nobody", "to": show.ped}, "gone"),
            ({"from_": show.ped, "to": "nobody"}, "gone"),
            ({"from_": show.ped, "to": show.jib, "cues": ["nobody"]}, "gone"),
            ({"from_": show.ped, "to": show.jib, "cues": [show.two]}, "nothing_to_do"),
        ]
        for fields, code in asked:
            assert show.refusal("reassign_shots", **fields) == code, fields

    def test_one_step_of_undo(self, show: Small) -> None:
        self.shots(show)
        show.undo(show.do("reassign_shots", from_=show.ped, to=show.jib))
        assert [show.shot(c, show.ped).size for c in (show.one, show.two, show.three)] == ["CU"] * 3
        assert show.shot(show.one, show.jib).is_blank


def test_a_reassigned_shot_leaves_its_ready_tick_behind(show: Small) -> None:
    show.write(show.two, show.ped, "subject", "singer")
    show.do("mark_ready", cue=show.two, camera=show.ped)
    show.do("reassign_shots", from_=show.ped, to=show.jib, cues=[show.two, show.two])
    assert show.sheet.ready == frozenset(), "nobody has framed it on the other camera"
    assert show.shot(show.two, show.jib).subject == "singer"
