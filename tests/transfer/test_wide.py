"""Wide sheets and rundowns."""

from pathlib import Path

from camerasheet.sheet.model import BLANK
from camerasheet.transfer import Layout, Mapping, incoming, read, suggest
from tests.transfer.sheets import DEFAULT, EMPTY, merged, numbers, table, told
from tests.transfer.workbooks import workbook

REAL = Path(__file__).parent / "fixtures" / "real"


def test_the_real_rundown() -> None:
    tables = read("rundown.xlsx", (REAL / "rundown-wide.xlsx").read_bytes(), limit=10_000_000)
    assert [t.name for t in tables] == ["test"]
    mapping = suggest(tables[0], DEFAULT)
    assert mapping.layout is Layout.WIDE
    said = incoming(tables[0], mapping, DEFAULT)
    assert any("Timer Type" in notice and "Skip" in notice for notice in said.notices)
    sheet = merged(EMPTY, said)
    assert numbers(sheet) == ["TEMP", "PRESET", "SF1.01", "RESET", "SF1.02"]
    assert [c.number for c in sheet.cameras_in_order()] == ["1", "2", "3", "4"]
    cues = {row.cue.number: row.cue for row in sheet.in_order()}
    assert (cues["SF1.01"].start, cues["SF1.01"].duration) == (36_000, 1_200)
    assert (cues["RESET"].start, cues["RESET"].duration) == (37_200, 300)
    assert cues["SF1.01"].title == "Albania"
    assert cues["SF1.01"].notes.splitlines() == [
        "Presenter: Ronela Hajati",
        "Subtitle: Sekret",
        "Lighting: LX1.01",
        "Sound: Mic 1",
    ]
    assert cues["TEMP"].start is None  # an end alone says nothing but itself
    assert "Time End: 09:00:00" in cues["TEMP"].notes
    assert all(row.shot(c) == BLANK for row in sheet.in_order() for c in sheet.cameras)


def test_headings_headers_further_down_and_camera_names() -> None:
    sheet = merged(
        EMPTY,
        told(
            [
                ["The Band, live"],
                [],
                ["Q#", "Item", "Dur.", "Cam 1 (Jib)", "CAM 2", "Cam 2 notes", "C3"],
                ["ACT ONE"],
                ["1", "Opening", "4:10", "WS stage, pull out", "MCU vocal", "breathe", "-"],
                ["", "Second set"],
                ["2.0", "Song", "1'", "", "CU hands\ntight"],
            ]
        ),
    )
    assert numbers(sheet) == ["ACT ONE", "1", "Second set", "2"]
    first, second, third = sheet.cameras_in_order()
    assert [(c.number, c.name) for c in (first, second, third)] == [
        ("1", "Jib"),
        ("2", ""),
        ("3", ""),
    ]
    one = sheet.rows[sheet.numbers["1"]]
    assert one.cue.duration == 250
    shot = one.shot(first.id)
    assert (shot.size, shot.subject, shot.move) == ("WS", "stage", "Pull out")
    assert (one.shot(second.id).size, one.shot(second.id).note) == ("MCU", "breathe")
    assert one.shot(third.id) is BLANK
    assert sheet.rows[sheet.numbers["2"]].shot(second.id).note == "tight"


def test_a_number_that_comes_again_gets_the_next_one() -> None:
    said = told([["Cue", "Title"], ["3", "a"], ["3", "b"], ["3", "c"], ["4", "d"], ["4A", "e"]])
    assert [cue.number for cue in said.cues] == ["3", "3A", "3B", "4", "4A"]
    assert any("Cue 3 comes again" in notice and "row 3" in notice for notice in said.notices)
    said = told([["Cue", "Title"], ["4", "a"], ["4", "b"], ["4A", "c"]])
    assert [cue.number for cue in said.cues] == ["4", "4.1", "4A"]


def test_rows_without_numbers() -> None:
    said = told([["Cue", "Title", "Cam 1"], ["1", "a", ""], ["", "b", "CU x"], ["2", "c", ""]])
    assert [cue.number for cue in said.cues] == ["1", "1A", "2"]
    said = told([["Title", "Cam 1"], ["a", ""], ["b", "CU x"]])
    assert [cue.number for cue in said.cues] == ["1", "2"]
    assert any("numbered from 1" in notice for notice in said.notices)


def test_a_section_column_becomes_headings() -> None:
    said = told([["Cue", "Song", "Title"], ["1", "Intro", "a"], ["2", "", "b"], ["3", "Duet", "c"]])
    assert [(c.heading, c.number or c.fields["title"]) for c in said.cues] == [
        (True, "Intro"),
        (False, "1"),
        (False, "2"),
        (True, "Duet"),
        (False, "3"),
    ]


def test_nothing_that_is_filled_is_dropped_silently() -> None:
    said = told(
        [
            ["Cue", "Title", "Title", "Start", "Duration", "Pyro", "", "Colour"],
            ["1", "a", "b", "after dinner", "a while", "FX1", "stray", "red"],
        ]
    )
    assert str(said.cues[0].fields["notes"]).splitlines() == [
        "Title: b",
        "Pyro: FX1",
        "Column G: stray",
        "Start: after dinner",
        "Duration: a while",
    ]
    assert any("“Colour”" in notice for notice in said.notices)
    assert any("Not understood as a time" in notice for notice in said.notices)


def test_times_of_a_workbook() -> None:
    rows = [
        ["Cue", "Start", "End", "Length"],
        [1.0, (0.84375, "hh:mm"), 0.845, None],
        [2, 0.5, None, "90"],
    ]
    (first,) = read("x.xlsx", workbook(S=rows), limit=10_000_000)
    said = incoming(first, suggest(first, DEFAULT), DEFAULT)
    assert [cue.number for cue in said.cues] == ["1", "2"]
    assert [(c.fields["start"], c.fields["duration"]) for c in said.cues] == [
        (72_900, 108),
        (43_200, 90),
    ]
    assert any("read as seconds" in notice for notice in said.notices)


def test_an_end_past_midnight() -> None:
    said = told([["Cue", "Start", "End"], ["1", "23:50", "00:20"]])
    assert said.cues[0].fields == {"start": 85_800, "duration": 1_800}


def test_headers_that_nobody_knows_give_a_guess_and_a_notice() -> None:
    unknown = table("1|20:15|Opening", "2|20:20|Second song", "3|20:30|Finale")
    mapping = suggest(unknown, DEFAULT)
    assert mapping.header is None
    assert mapping.targets == ("number", "start", "title")
    assert any("No header row" in notice for notice in mapping.notices)
    assert len(incoming(unknown, mapping, DEFAULT).cues) == 3


def test_a_person_can_choose_otherwise() -> None:
    mapping = Mapping(Layout.WIDE, ("ignore", "camera:Jib", "number"), 0)
    said = incoming(table("A|B|C", "x|CU hands|7"), Mapping.from_json(mapping.as_json()), DEFAULT)
    assert said.cues[0].number == "7"
    assert said.cues[0].shots["Jib"]["size"] == "CU"


def test_a_cell_and_the_columns_beside_it_do_not_overwrite_each_other() -> None:
    said = told(
        [["Cue", "Cam 1 size", "Cam 1", "Cam 1 notes"], ["1", "CU", "MS hands\nslow", "wait"]]
    )
    assert said.cues[0].shots["1"] == {
        "size": "CU",
        "subject": "hands",
        "move": "",
        "angle": "",
        "note": "Size: MS\nslow\nwait",
    }
