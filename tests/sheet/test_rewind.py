"""Edits that are done again on another state of the sheet."""

from __future__ import annotations

from camerasheet.sheet.rewind import carried, rewound
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
    kept, lost = carried(there, show.log[begun + 2 :])
    ranks = [row.cue.rank for row in kept.rows.values()]
    assert len(set(ranks)) == len(ranks) == 4
    assert not lost
    assert kept.order.index(again) in (kept.order.index(last) - 1, kept.order.index(last) - 2)
    assert rewound(show.sheet, show.log[begun:]).order == before.order
