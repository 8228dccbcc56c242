"""Long sheets and shot lists."""

from pathlib import Path

import pytest

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer import Layout, Mapping, incoming, read, suggest
from tests.transfer.sheets import DEFAULT, EMPTY, merged, numbers, table, told

REAL = Path(__file__).parent / "fixtures" / "real"


def test_the_real_long_sheet() -> None:
    (real,) = read("shots.csv", (REAL / "shots-long.csv").read_bytes(), limit=10_000_000)
    mapping = suggest(real, DEFAULT)
    assert mapping.layout is Layout.LONG
    sheet = merged(EMPTY, incoming(real, mapping, DEFAULT))
    assert numbers(sheet) == [str(n) for n in range(1, 21)]
    assert [c.number for c in sheet.cameras_in_order()] == ["1", "2", "3", "4", "5", "6"]
    cameras = {c.number: c.id for c in sheet.cameras.values()}
    row = sheet.rows[sheet.numbers["2"]]
    assert row.cue.title == "Lead entrance"
    assert len(row.shots) == 6
    first, last = row.shots[cameras["1"]], row.shots[cameras["6"]]
    assert (first.size, first.size_typed, first.subject) == ("WS", "Wide", "Full stage context")
    assert (last.size, last.move, last.subject) == ("", "Follow", "Follow lead movement")


def test_a_shot_list_with_two_cameras_in_one_cell() -> None:
    shots = table(
        "Shot|Camera|Description",
        "24|3|MCU vocal, push in",
        "25|3,5|WS stage",
        "25|1|CU hands",
        "|2|LS crowd",
        "26.0|all|Follow",
    )
    mapping = suggest(shots, DEFAULT)
    assert mapping.layout is Layout.SHOTS
    assert mapping.targets == ("number", "camera", "description")
    said = incoming(shots, mapping, DEFAULT)
    assert [cue.number for cue in said.cues] == ["24", "25", "25A", "26"]
    assert said.cues[0].shots["3"]["move"] == "push in"
    assert set(said.cues[1].shots) == {"3", "5", "1"}
    assert said.cues[1].shots["3"] == said.cues[1].shots["5"]
    assert set(said.cues[3].shots) == {"3", "5", "1", "2"}
    assert any("25A" in notice for notice in said.notices)
    assert [camera.number for camera in said.cameras] == ["1", "2", "3", "5"]


def test_merged_cells_leave_the_number_blank_and_the_cue_goes_on() -> None:
    said = told(
        [
            ["Cue", "Title", "Cam", "Size"],
            ["1", "a", "1", "CU"],
            ["", "", "2", "WS"],
            ["2", "b", "1", ""],
        ]
    )
    assert [(c.number, list(c.shots)) for c in said.cues] == [("1", ["1", "2"]), ("2", ["1"])]


def test_the_same_cue_and_camera_twice_loses_nothing() -> None:
    said = told(
        [
            ["Cue", "Title", "Camera", "Subject", "Shot Type", "Camera Notes"],
            ["1", "a", "1", "vocal", "CU", "soft"],
            ["1", "b", "1", "hands", "CU", ""],
            ["1", "a", "1", "vocal", "CU", "wait"],
            ["1", "a", "1", "vocal", "CU", "wait"],
        ]
    )
    shot = said.cues[0].shots["1"]
    assert shot["subject"] == "vocal"
    assert str(shot["note"]).splitlines()[:2] == ["soft", "Also: CU, hands"]
    assert "wait" in str(shot["note"])
    assert "b" in str(said.cues[0].fields["notes"])
    assert any("come twice" in notice and "row 3" in notice for notice in said.notices)


def test_a_shot_without_a_camera_stays_in_the_notes() -> None:
    said = told([["Cue", "Camera", "Subject"], ["1", "2", "x"], ["2", "", "drone over the lake"]])
    assert said.cues[1].fields["notes"] == "drone over the lake"
    assert said.cues[1].shots == {}


def test_what_differs_by_camera_is_the_shots_and_what_does_not_is_the_cues() -> None:
    said = told(
        [
            ["Cue", "Camera", "Subject", "Filter", "LX"],
            ["1", "1", "x", "ND", "LX1"],
            ["1", "2", "y", "none", "LX1"],
        ]
    )
    assert said.cues[0].fields["notes"] == "LX: LX1"
    assert said.cues[0].shots["1"]["note"] == "Filter: ND"


def test_taken_says_yes_or_no() -> None:
    said = told([["Cue", "Camera", "On air"], ["1", "1", "x"], ["1", "2", "no"], ["1", "3", ""]])
    assert [shot["taken"] for shot in said.cues[0].shots.values()] == [True, False, None]
    said = told([["Cue", "Camera", "On air"], ["1", "1", "perhaps"]])
    assert said.cues[0].shots["1"] == {"taken": None, "note": "On air: perhaps"}


@pytest.mark.parametrize(
    ("targets", "words"),
    [
        (("ignore", "ignore"), "at least one column"),
        (("title", "title"), "Two columns"),
        (("size", "title"), "which column holds the camera"),
        (("camera:1", "title"), "no column can be"),
    ],
)
def test_a_mapping_that_cannot_stand_is_refused(targets: tuple[str, ...], words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        incoming(table("A|B", "1|2"), Mapping(Layout.LONG, targets), DEFAULT)


def test_headers_without_rows_are_refused_with_advice() -> None:
    with pytest.raises(ImportRefused, match="No cue was found"):
        told([["Cue", "Camera", "Subject"]])
