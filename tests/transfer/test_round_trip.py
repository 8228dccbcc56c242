"""Export, import into an empty show, export: the same sheet and the same bytes."""

import csv
import io
from dataclasses import replace

from hypothesis import given, settings

from camerasheet.sheet.incoming import Choices
from camerasheet.sheet.model import Camera, Cue, Sheet, Shot
from camerasheet.transfer import Layout, export_csv, export_xlsx, incoming, read, suggest
from camerasheet.transfer.own_format import COLUMNS, guarded, unguarded
from tests.transfer.sheets import (
    DEFAULT,
    EMPTY,
    any_sheets,
    camera,
    cue,
    heading,
    merged,
    planned,
    sheet_of,
    texts,
)

LIMIT = 10_000_000


def again(content: bytes) -> Sheet:
    """An empty show after importing this file as it suggests itself."""
    table = read("sheet.csv", content, limit=LIMIT)[0]
    mapping = suggest(table, DEFAULT)
    assert mapping.layout is Layout.OWN
    return merged(EMPTY, incoming(table, mapping, DEFAULT))


def test_everything_of_a_sheet_comes_back() -> None:
    sheet = sheet_of(
        [
            heading("Act 1"),
            (
                cue("1", "=1+1", start=72_000, duration=250, transition="Cut", notes="a\n\nb"),
                {
                    "cam2": Shot("CU", "Close-Up", "vocal, “live”", "Follow", "", taken=True),
                    "cam1": Shot(note="x\ny"),
                    "camJib": Shot(),
                },
            ),
            heading("Act 1", 2),
            cue("3A"),
            (cue("2"), {"cam1": Shot(size="Follow", angle="strange", angle_typed="Weird")}),
        ],
        [
            Camera("camJib", "Jib", "Jib", "jib", "Ann", "teal", True, "crowd, as directed", True),
            camera("2"),
            camera("1", "@home"),
        ],
    )
    content = export_csv(sheet)
    copy = again(content)
    assert export_csv(copy) == content
    assert [c.number for c in copy.cameras_in_order()] == ["Jib", "2", "1"]
    row = copy.rows[copy.numbers["1"]]
    assert row.cue.title == "=1+1"
    assert row.cue.notes == "a\n\nb"
    shot = next(shot for shot in row.shots.values() if shot.taken)
    assert replace(shot, versions={}) == Shot(
        "CU", "Close-Up", "vocal, “live”", "Follow", taken=True
    )
    assert len(row.shots) == 2  # the empty cell stays one never written


@given(any_sheets())
@settings(max_examples=150, deadline=None)
def test_any_sheet_survives_csv(sheet: Sheet) -> None:
    content = export_csv(sheet)
    table = read("x", content, limit=LIMIT)[0]
    said = incoming(table, suggest(table, DEFAULT), DEFAULT)
    copy = merged(EMPTY, said)
    assert export_csv(copy) == content
    assert not planned(copy, said, Choices(strike_absent=bool(said.cues))).changes


@given(any_sheets())
@settings(max_examples=25, deadline=None)
def test_any_sheet_survives_xlsx(sheet: Sheet) -> None:
    assert export_csv(again(export_xlsx(sheet, "Show"))) == export_csv(sheet)


def test_the_sheet_itself_says_all_of_its_own_export() -> None:
    sheet = sheet_of([heading("A"), cue("1", "x"), heading("A", 1), cue("2")], [camera("1")])
    table = read("x", export_csv(sheet), limit=LIMIT)[0]
    plan = planned(sheet, incoming(table, suggest(table, DEFAULT), DEFAULT))
    assert (plan.changes, plan.same, plan.absent) == ((), 4, ())


@given(texts(40))
def test_a_guarded_text_is_no_formula_and_comes_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))
    assert unguarded(guarded(text)) == text


def test_no_cell_of_the_csv_is_a_formula() -> None:
    evil = "=HYPERLINK(1)"
    sheet = sheet_of(
        [(Cue("c", "-1", evil, notes="@SUM"), {"k": Shot(size="+1", subject=evil)})],
        [Camera("k", "=1", evil, evil, evil, "", role=evil)],
    )
    content = export_csv(sheet)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert not [cell for row in rows for cell in row if cell[:1] in tuple("=+-@")]
    assert export_csv(again(content)) == content


def test_a_spreadsheet_that_saved_the_csv_with_semicolons_is_still_understood() -> None:
    sheet = sheet_of([heading("Act"), cue("1", "a, b; c", start=3600)], [camera("1")])
    rows = csv.reader(io.StringIO(export_csv(sheet).decode("utf-8-sig"), newline=""))
    saved = io.StringIO(newline="")
    csv.writer(saved, delimiter=";").writerows(rows)
    assert export_csv(again(saved.getvalue().encode("cp1252"))) == export_csv(sheet)
