"""Edits that are done again on another state of the sheet."""

from __future__ import annotations

from camerasheet.sheet.rewind import carried, rewound
from tests.support.content import sound
from tests.support.rehearsal import Rehearsal


def test_a_row_put_where_another_has_come_back_gets_a_place_of_its_own() -> None:
    """Two rows with one rank would be in no order, and every snapshot of them refused."""
    show = Rehearsal()
    show.cue(title="First")
    last = show.cue(title="Last")
    before = show.sheet
    begun = len(show.log)
    between_them = show.cue(before=last, title="Stands there now")
    there = show.sheet
    show.do("strike_cue", cue=between_them)
    again = show.cue(before=last, title="Put into the same place")
    assert show.sheet.rows[again].cue.rank == there.rows[between_them].cue.rank
    kept, lost, _ = carried(there, show.log[begun + 2 :])
    ranks = [row.cue.rank for row in kept.rows.values()]
    assert len(set(ranks)) == len(ranks) == 4
    assert not lost
    assert kept.order.index(again) in (kept.order.index(last) - 1, kept.order.index(last) - 2)
    assert rewound(show.sheet, show.log[begun:]).order == before.order


def test_a_number_in_use_by_then_gives_way_and_is_told_of() -> None:
    """Nobody on the intercom can tell two cues 5 apart."""
    show = Rehearsal()
    there = show.sheet
    show.cue(number="5", title="Made and restored away")
    there = show.sheet
    show.do("strike_cue", cue=there.order[0])
    again = show.cue(number="5", title="Made since")
    camera = show.camera(number="2")
    kept, lost, notices = carried(there, show.log[2:])
    assert kept.rows[again].cue.number == "5A"
    assert kept.cameras[camera].number == "2"
    assert not lost
    assert notices == ["Number 5 is taken: that cue comes back as 5A."]


def test_numbers_swapped_in_one_event_are_kept() -> None:
    show = Rehearsal()
    first, second = show.cue(number="1"), show.cue(number="2")
    there = show.sheet
    show.do("renumber_cues", numbers={first: "2", second: "1"})
    kept, _, notices = carried(there, show.log[-1:])
    assert [kept.rows[cue].cue.number for cue in (first, second)] == ["2", "1"]
    assert not notices


def test_a_column_struck_while_it_was_empty_goes_with_what_it_holds_here() -> None:
    """A cell without its camera would be in no column and in every snapshot."""
    show = Rehearsal()
    cue, camera = show.cue(), show.camera()
    empty = show.sheet
    show.write(cue, camera, "subject", "Singer")
    there = show.sheet
    show.sheet = empty
    show.do("strike_camera", camera=camera)
    kept, _, _ = carried(there, show.log[-1:])
    assert not kept.rows[cue].shots
    sound(kept)
