"""Our own table, changed by hand."""

import pytest

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer import incoming, suggest
from camerasheet.transfer.own_format import COLUMNS
from camerasheet.transfer.tables import table_of
from tests.transfer.sheets import DEFAULT, camera, cue, merged, planned, sheet_of


def own(*rows: dict[str, str]) -> list[list[str]]:
    """Rows of our table from the cells that they fill."""
    return [list(COLUMNS), *([row.get(name, "") for name in COLUMNS] for row in rows)]


def refused(*rows: dict[str, str]) -> str:
    table = table_of("x", own(*rows))
    with pytest.raises(ImportRefused) as refusal:
        incoming(table, suggest(table, DEFAULT), DEFAULT)
    return refusal.value.message


def test_wrong_rows_are_refused_by_their_number() -> None:
    shot = {"row": "shot", "cue": "1", "camera": "2"}
    assert "Row 2" in refused({"row": "dance"})
    assert "Row 3" in refused({"row": "cue", "cue": "1"}, {"row": "cue", "cue": "1"})
    assert "no number" in refused({"row": "cue"})
    assert "no number" in refused({"row": "camera"})
    assert "comes twice" in refused(
        {"row": "camera", "camera": "1"}, {"row": "camera", "camera": "1"}
    )
    assert "already" in refused(shot, shot)
    assert "numbers of its cue" in refused({"row": "shot", "cue": "1"})
    assert "not a time" in refused({"row": "cue", "cue": "1", "start": "soon"})
    assert "yes or no" in refused({**shot, "taken": "perhaps"})


def test_shots_alone_go_to_the_cues_that_the_sheet_has() -> None:
    sheet = sheet_of([cue("1", "Opening"), cue("2")], [camera("3")])
    table = table_of("x", own({"row": "shot", "cue": "1", "camera": "3", "size": "CU"}))
    said = incoming(table, suggest(table, DEFAULT), DEFAULT)
    plan = planned(sheet, said)
    assert [c.number for c in plan.changed] == ["1"]
    after = merged(sheet, said)
    assert after.rows["cue1"].cue.title == "Opening"
    assert after.rows["cue1"].shots["cam3"].size == "CU"
