"""Every verdict can fall: true evidence passes, and each way of doctoring it is found."""

from __future__ import annotations

import copy
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from camerasheet.sheet.changes import On
from camerasheet.sheet.events import Event, Happening
from camerasheet.sheet.model import Sheet
from tests.support.shows import empty_show, read_back, standing
from tests.torture import verdicts
from tests.torture.evidence import Evidence
from tests.torture.verdicts import Held


@dataclass
class Told:
    """A small show that was really played, with what its clients would have been told."""

    sheet: Sheet
    log: list[Event]
    acknowledged: dict[str, int]

    def once(self, **other: Any) -> list[str]:
        given: dict[str, Any] = {
            "acknowledged": self.acknowledged,
            "refused": ["refused-0001"],
            "sent": [*self.acknowledged, "refused-0001"],
            "log": self.log,
        }
        return verdicts.once(**{**given, **other})


@pytest.fixture
def told(tmp_path: Path) -> Told:
    with standing(empty_show(tmp_path)) as stand:
        stand.do("add_cue", "made-0001", title="Opening")
        stand.do("add_cue", "made-0002", title="Song")
        stand.do("add_camera", "made-0003")
        where = {"cue": stand.desk.sheet.order[0], "camera": stand.desk.sheet.camera_order[0]}
        stand.do("write_shot", "made-0004", **where, field="size", value="CU")
        stand.do("strike_cue", "made-0005", cue=stand.desk.sheet.order[1])
    sheet, log = read_back(stand.path)
    return Told(sheet, log, {f"made-000{seq}": seq for seq in range(1, 6)})


class TestOnce:
    def test_it_holds(self, told: Told) -> None:
        assert told.once() == []

    def test_an_acknowledged_edit_that_the_log_has_not(self, told: Told) -> None:
        (found,) = told.once(acknowledged={**told.acknowledged, "lost-0001": 6})
        assert found == "lost-0001 was acknowledged as 6 and is in the log as nothing"

    def test_the_last_event_of_the_log_lost(self, told: Told) -> None:
        (found,) = told.once(log=told.log[:-1])
        assert found.startswith("made-0005 was acknowledged as 5")

    def test_an_edit_in_the_log_twice(self, told: Told) -> None:
        found = told.once(log=[*told.log, replace(told.log[0], seq=6)])
        assert "made-0001 was acknowledged as 1 and is in the log as [1, 6]" in found
        assert "made-0001 is in the log 2 times" in found

    def test_one_never_answered_that_is_in_the_log_twice(self, told: Told) -> None:
        log = [*told.log, replace(told.log[0], seq=6)]
        rest = {edit: seq for edit, seq in told.acknowledged.items() if edit != "made-0001"}
        found = told.once(acknowledged=rest, log=log, sent=[*rest, "made-0001"])
        assert found == ["made-0001 is in the log 2 times"]

    def test_one_in_another_place_than_was_said(self, told: Told) -> None:
        (found,) = told.once(acknowledged={**told.acknowledged, "made-0002": 1})
        assert found == "made-0002 was acknowledged as 1 and is in the log as [2]"

    def test_a_refused_one_that_was_done_all_the_same(self, told: Told) -> None:
        assert told.once(acknowledged={}, refused=["made-0003"]) == [
            "made-0003 was refused and is in the log"
        ]

    def test_a_gap_in_the_log(self, told: Told) -> None:
        log = [event for event in told.log if event.seq != 3]
        rest = {edit: seq for edit, seq in told.acknowledged.items() if seq != 3}
        assert told.once(acknowledged=rest, log=log) == ["the log has gaps, or one place twice"]


class TestAccounted:
    def test_it_holds_a_strike_being_in_the_log(self, told: Told) -> None:
        assert verdicts.accounted(told.acknowledged, told.log, told.sheet) == []

    def test_a_cue_gone_without_a_word(self, told: Told) -> None:
        bare = replace(told.sheet, rows={}, order=())
        assert verdicts.accounted(told.acknowledged, told.log, bare) == [
            "made-0001 made a cue that is gone, and the log does not say why"
        ]

    def test_a_restore_that_the_log_shows_accounts_for_it(self, told: Told) -> None:
        made = next(change for change in told.log[0].changes if change.on is On.CUE)
        restore = replace(
            told.log[0],
            seq=6,
            kind=Happening.SHEET_REPLACED,
            changes=(made.reversed(),),
            edit="restore-1",
        )
        bare = replace(told.sheet, rows={}, order=())
        assert verdicts.accounted(told.acknowledged, [*told.log, restore], bare) == []

    def test_an_event_that_is_none_of_those_does_not(self, told: Told) -> None:
        made = next(change for change in told.log[0].changes if change.on is On.CUE)
        other = replace(
            told.log[0],
            seq=6,
            kind=Happening.SHOT_WRITTEN,
            changes=(made.reversed(),),
            edit="other-1",
        )
        bare = replace(told.sheet, rows={}, order=())
        assert len(verdicts.accounted(told.acknowledged, [*told.log, other], bare)) == 1


class TestRetold:
    def test_it_holds(self, told: Told) -> None:
        assert verdicts.retold(told.log, told.sheet) == []

    def test_an_event_that_the_tables_have_not(self, told: Told) -> None:
        found = verdicts.retold(told.log[:-1], told.sheet)
        assert "the log tells of another order than the tables" in found
        assert "the log tells of another seq than the tables" in found

    def test_a_cell_that_nobody_wrote(self, told: Told) -> None:
        cue = told.sheet.order[0]
        row = told.sheet.rows[cue]
        other = replace(row, cue=replace(row.cue, title="Another"))
        doctored = replace(told.sheet, rows={**told.sheet.rows, cue: other})
        assert verdicts.retold(told.log, doctored) == [
            "the log tells of another rows than the tables"
        ]


class TestAgreed:
    def test_a_sheet_that_differs_and_where(self) -> None:
        truth = {"seq": 7, "cues": [{"id": "a", "title": "Opening"}, {"id": "b", "title": "Song"}]}
        seen = copy.deepcopy(truth)
        assert verdicts.agreed("c01", seen, truth) == []
        seen["cues"][1]["title"] = "Sing"  # type: ignore[index]
        (found,) = verdicts.agreed("c01", seen, truth)
        assert found.startswith("c01 sees something else")
        assert found.endswith("/cues/1/title: 'Sing' is not 'Song'")

    def test_a_row_too_many(self) -> None:
        assert verdicts.agreed("c01", {"cues": [1, 2]}, {"cues": [1]})

    def test_a_page_that_differs(self) -> None:
        assert verdicts.agreed("c01", "<p>A</p>", "<p>A</p>") == []
        assert verdicts.agreed("c01", "<p>A</p>", "<p>B</p>")


def test_another_state_in_the_replica() -> None:
    assert verdicts.brought_back((7, "abc"), (7, "abc")) == []
    assert verdicts.brought_back((7, "abc"), (6, "abc"))
    assert verdicts.brought_back((7, "abc"), (7, "abd"))


@pytest.mark.parametrize("what", ["threads", "descriptors", "databases", "memory_kib"])
def test_a_leak_of(what: str) -> None:
    before, allowed = Held(15, 30, 12, 100_000), Held(2, 4, 24, 10_000)
    most = replace(before, **{what: getattr(before, what) + getattr(allowed, what)})
    assert verdicts.grown(before, most, allowed) == []
    over = replace(most, **{what: getattr(most, what) + 1})
    (found,) = verdicts.grown(before, over, allowed)
    assert found.startswith(f"{what} grew from")


def test_an_exception_in_the_log() -> None:
    assert verdicts.broken("[error] nothing was saved: The disk is full.\n") == []
    log = "[error] x\nTraceback (most recent call last):\n  File ...\nKeyError: 'cue'\n"
    (found,) = verdicts.broken(log)
    assert found.endswith("KeyError: 'cue'")


def test_a_run_in_which_nothing_happened() -> None:
    wanted = ("ack", "fault: full_disk")
    assert verdicts.idle(Counter({"ack": 1, "fault: full_disk": 1}), wanted) == []
    assert verdicts.idle(Counter({"ack": 1}), wanted) == ["it never happened: fault: full_disk"]
    assert len(verdicts.idle(Counter(), wanted)) == 2


class TestEvidence:
    def ack(self, edit_id: str, seq: int) -> dict[str, Any]:
        return {"type": "ack", "id": edit_id, "seq": seq}

    def test_the_same_answer_again_is_right(self) -> None:
        evidence = Evidence()
        for _ in range(2):
            assert evidence.answer(self.ack("made-0001", 4))
        assert evidence.acknowledged() == {"made-0001": 4}
        assert evidence.troubles == []

    def test_another_answer_to_the_same_edit_is_found(self) -> None:
        evidence = Evidence()
        evidence.answer(self.ack("made-0001", 4))
        evidence.answer(self.ack("made-0001", 5))
        assert evidence.troubles == ["made-0001 was answered ('ack', 4), and then ('ack', 5)"]

    def test_a_refusal_that_nothing_explains_is_found(self) -> None:
        evidence = Evidence()
        evidence.answer({"type": "refused", "id": "made-0001", "code": "internal"})
        assert len(evidence.troubles) == 1

    def test_a_full_disk_asks_for_another_attempt(self) -> None:
        evidence = Evidence()
        full = {"type": "refused", "id": "made-0001", "code": "storage", "retry": True}
        assert not evidence.answer(full)
        assert evidence.answer(self.ack("made-0001", 4))
        assert evidence.troubles == []
