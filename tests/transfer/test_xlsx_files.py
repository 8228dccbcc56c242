"""Excel workbooks, the honest and the hostile."""

import datetime
import io
import struct
import zipfile
from contextlib import suppress

import pytest
from openpyxl import load_workbook

from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.model import Camera, Cue, Shot
from camerasheet.transfer import Table, export_xlsx, read
from camerasheet.transfer.xlsx_files import filled_part, read_xlsx
from tests.transfer.sheets import camera, cue, heading, sheet_of
from tests.transfer.workbooks import altered, workbook, worksheet_xml

LIMIT = 10_000_000
SHEET = "xl/worksheets/sheet1.xml"


def tables(content: bytes) -> list[Table]:
    return read("sheet.xlsx", content, limit=LIMIT)


def test_the_fullest_worksheet_comes_first_and_empty_ones_not_at_all() -> None:
    content = workbook(Empty=[], Cover=[["My show"]], Sheet=[["Cue", "Title"], ["1", "x"]])
    assert [table.name for table in tables(content)] == ["Sheet", "Cover"]


def test_values_become_what_a_person_saw() -> None:
    row = [
        1.0,
        (1.1, "0.00"),
        (7, "000"),
        0.1 + 0.2,
        True,
        datetime.time(20, 15, 30),
        (0.84375, "hh:mm"),
        datetime.timedelta(hours=25, minutes=1),
        datetime.datetime(2026, 11, 21, 20, 15),
        datetime.date(2026, 11, 21),
        "  text ",
        (1.5, "hh:mm"),
    ]
    (table,) = tables(workbook(S=[row]))
    assert table.rows[0] == (
        *("1", "1.10", "007", "0.3", "yes", "20:15:30", "20:15:00", "25:01:00"),
        *("2026-11-21 20:15:00", "2026-11-21", "text", "36:00:00"),
    )


def test_formulas_are_never_evaluated_and_stored_results_are_used() -> None:
    rows = (
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>9+9</f></c>'
        '<c r="C1" t="e"><f>X</f><v>#REF!</v></c></row>'
    )
    content = altered(workbook(S=[["x"]]), {SHEET: worksheet_xml(rows)})
    (table,) = tables(content)
    assert table.rows == (("2",),)
    assert any("B1" in notice and "formula" in notice for notice in table.notices)
    assert any("C1 (#REF!)" in notice for notice in table.notices)


def test_a_date_outside_the_calendar_is_an_error_not_a_traceback() -> None:
    content = workbook(S=[[(1e300, "yyyy-mm-dd"), "x"]])
    (table,) = tables(content)
    assert table.rows == (("", "x"),)
    assert table.notices


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>',
        '<row r="1"><c r="ZZZZZZZZ1"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="s"><v>77</v></c></row>',
        '<row r="x"><c r="??"><v>1</v></c></row>',
        '<row r="1"><c r="A1" t="d"><v>soon</v></c></row>',
        '<row r="1"><c r="A1" s="999"><v>1</v></c></row>',
        "<row><c><v>1</v></row>",
    ],
)
def test_hostile_cells_are_refused_or_read_never_a_traceback(rows: str) -> None:
    content = altered(workbook(S=[["x"]]), {SHEET: worksheet_xml(rows)})
    with suppress(ImportRefused):
        assert tables(content)


def test_cells_far_to_the_right_or_too_many_are_refused() -> None:
    rows = [["x"] * 300]
    with pytest.raises(ImportRefused, match="columns"):
        tables(workbook(S=rows))


def test_formatted_empty_rows_to_the_end_of_the_grid_cost_little() -> None:
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>'
    (table,) = tables(altered(workbook(S=[["x"]]), {SHEET: worksheet_xml(rows)}))
    assert table.rows == (("1",),)


def test_a_zip_bomb_is_refused() -> None:
    content = altered(workbook(S=[["x"]]), {"xl/media/a.bin": b"\0" * 90_000_000})
    assert len(content) < 200_000
    with pytest.raises(ImportRefused, match="unpacked"):
        tables(content)


def test_a_zip_bomb_that_lies_about_its_size_is_refused() -> None:
    content = bytearray(altered(workbook(S=[["x"]]), {"xl/media/a.bin": b"\0" * 90_000_000}))
    size = struct.pack("<L", 90_000_000)
    while (at := content.find(size)) >= 0:
        content[at : at + 4] = struct.pack("<L", 10)
    with pytest.raises(ImportRefused):
        tables(bytes(content))


def test_thousands_of_parts_are_refused() -> None:
    with pytest.raises(ImportRefused, match="damaged"):
        tables(altered(workbook(S=[["x"]]), {f"p/{n}": b"" for n in range(2_100)}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_xml_that_declares_entities_is_refused(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "aaaa">]><a>&a;</a>'.encode(encoding)
    with pytest.raises(ImportRefused, match="damaged"):
        tables(altered(workbook(S=[["x"]]), {SHEET: bomb}))


def test_other_archives_and_truncated_ones_are_refused() -> None:
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
    with pytest.raises(ImportRefused, match="not an Excel workbook"):
        tables(other.getvalue())
    with pytest.raises(ImportRefused, match="damaged"):
        tables(workbook(S=[["x"]])[:-40])


def test_unbounded_compression_is_refused() -> None:
    out = io.BytesIO(workbook(S=[["x"]]))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_LZMA) as archive:
        archive.writestr("xl/extra.xml", "x")
    with pytest.raises(ImportRefused, match="damaged"):
        tables(out.getvalue())


def test_the_exported_master_sheet_is_for_people() -> None:
    shot = Shot("MCU", "", "vocal", "Push in", "push", "L/A", "", "breathe", taken=True)
    sheet = sheet_of(
        [heading("Act 1"), (cue("1", "=SUM(A1)", start=72_000), {"cam2": shot})],
        [camera("1", "Left"), Camera("cam2", "2", as_directed=True, role="crowd", down=True)],
    )
    book = load_workbook(io.BytesIO(export_xlsx(sheet, "A/B: the *show* of many, many words")))
    master, data = book.worksheets
    assert master.title == "A B  the  show  of many, many w"
    assert data.title == "Data"
    assert master.freeze_panes == "C2"
    assert master["B2"].value == "Act 1"
    assert master["B2"].font.bold
    assert (master["B3"].value, master["B3"].data_type) == ("=SUM(A1)", "s")
    assert master["B3"].quotePrefix
    assert master["C3"].value == "20:00:00"
    assert master["F1"].value == "Cam 1\nLeft"
    assert master["G1"].value == "Cam 2\nas directed: crowd\nDOWN"
    assert master["G3"].value == "● MCU vocal, push, L/A\nbreathe"
    assert all(
        cell.data_type != "f" for sheet in book.worksheets for row in sheet.rows for cell in row
    )
    book.close()


def test_texts_that_xml_cannot_hold_do_not_break_the_workbook() -> None:
    sheet = sheet_of([Cue("c", "1", "a\uffffb _x0041_", notes="\x07")], [])
    (data, _) = tables(export_xlsx(sheet, ""))
    assert data.name == "Data"
    assert data.rows[1][2] == "a\N{REPLACEMENT CHARACTER}b _x0041_"


def test_what_openpyxl_fills_a_row_up_with_is_not_looked_at() -> None:
    content = workbook(S=[["Cue", None, "Title"], [1]])
    book = load_workbook(io.BytesIO(content), read_only=True)
    rows = book.worksheets[0].iter_rows(max_row=2, max_col=1024)
    assert [len(filled_part(row)) for row in rows] == [3, 1]
    book.close()


def test_many_sheets_have_no_more_rows_together_than_one() -> None:
    content = workbook(A=[["Cue"], [1], [2]], B=[["Cue"], [1], [2]])
    assert len(read_xlsx(content, most_rows=6)) == 2
    with pytest.raises(ImportRefused, match="more than 5 rows"):
        read_xlsx(content, most_rows=5)
