"""Files and pasted text: whatever stands in them, a refusal or a sheet that can be worked with."""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import Choices
from camerasheet.sheet.rules.merge import plan
from camerasheet.transfer import Mapping, Table, export_csv, export_xlsx, incoming, read, suggest
from camerasheet.transfer.pasted import read_pasted
from tests.fuzz.bounds import bounded
from tests.fuzz.damage import Blow, blows, struck
from tests.fuzz.promises import can_be_shown, can_be_worked_with, imported
from tests.support.effort import examples
from tests.support.rehearsal import new_sheet
from tests.transfer.sheets import EMPTY, camera, cue, heading, sheet_of
from tests.transfer.workbooks import altered, workbook, worksheet_xml

LIMIT = 5_000_000
_REAL = Path(__file__).parents[2] / "transfer" / "fixtures" / "real"
_OURS = sheet_of(
    [heading("Act 1"), cue("1", "=1+1", start=72_000, notes="a\n\nb"), cue("3A"), cue("2", "x")],
    [camera("1", "@home"), camera("Jib")],
)
CSVS = {
    "long": (_REAL / "shots-long.csv").read_bytes(),
    "ours": export_csv(_OURS),
    "wide": b"Cue;Title;Start;Cam 1;Cam 2\r\n1;Opening;20:15;CU hands;WS\r\n2;;;;Follow\r\n",
    "utf-16": "Cue\tTitle\tCam 1\n1\tÜber\tCU\n".encode("utf-16"),
    "said": b'sep=|\nCue|Title|Notes\n1|a|"b\nc"\n1|a|\n',
}
BOOKS = {
    "wide": (_REAL / "rundown-wide.xlsx").read_bytes(),
    "ours": export_xlsx(_OURS, "Show"),
    "small": workbook(S=[["Cue", "Title", "Cam 1"], [1, "x", "CU hands"], [2.0, "y", None]]),
}


def promised(name: str, content: bytes) -> None:
    """All the way to a sheet, twice, or refused with a sentence."""
    with bounded():
        try:
            tables = read(name, content, limit=LIMIT)
        except ImportRefused as error:
            can_be_shown(error)
            return
        for table in tables[:3]:
            table_promised(table)


def table_promised(table: Table) -> None:
    """The same from a table on. Importing it again changes nothing."""
    mapping = suggest(table, EMPTY.vocabulary)
    try:
        assert Mapping.from_json(mapping.as_json()) == mapping
        said = incoming(table, mapping, EMPTY.vocabulary)
        sheet = imported(new_sheet(), said)
    except ImportRefused as error:
        can_be_shown(error)
        return
    can_be_worked_with(sheet)
    strike = Choices(strike_absent=bool(said.cues))
    assert not plan(sheet, said, strike, lambda: "never").changes


@given(st.sampled_from(sorted(CSVS)), blows())
@examples(150)
def test_any_damage_to_a_csv_file(name: str, damage: list[Blow]) -> None:
    promised("sheet.csv", struck(CSVS[name], damage))


@given(st.sampled_from(sorted(CSVS)), blows())
@examples(60)
def test_any_damage_to_pasted_text(name: str, damage: list[Blow]) -> None:
    text = struck(CSVS[name], damage).decode("utf-8", errors="surrogateescape")
    with bounded():
        try:
            table = read_pasted(text.replace(",", "\t"))
        except ImportRefused as error:
            can_be_shown(error)
            return
        table_promised(table)


@given(st.sampled_from(sorted(BOOKS)), blows())
@examples(40)
def test_any_damage_to_a_workbook(name: str, damage: list[Blow]) -> None:
    promised("sheet.xlsx", struck(BOOKS[name], damage))


@given(st.sampled_from(sorted(BOOKS)), st.integers(0, 50), blows())
@examples(40)
def test_any_damage_to_a_part_of_a_workbook(name: str, part: int, damage: list[Blow]) -> None:
    with zipfile.ZipFile(io.BytesIO(BOOKS[name])) as archive:
        names = archive.namelist()
        chosen = names[part % len(names)]
        content = archive.read(chosen)
    promised("sheet.xlsx", altered(BOOKS[name], {chosen: struck(content, damage)}))


# -- made from nothing ----------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        [
            *("Cue", "Title", "Cam 1", "Cam 2", "Camera", "Shot", "Notes", "Section", "Duration"),
            *("Start", "End", "Size", "Description", "Move", "Transition", "row", "cue", "heading"),
            *("1", "1.0", "2", "3,5", "3A", "03", "all", "4:10", "20:15", "99:99:99", "0.5", "²"),
            *("1e999", "nan", "CU hands, push in", "Follow", "x", "-", "ACT ONE", "TEMP", "", " "),
            *("=1+1", "'=1", '"', '"a', 'a"b', "a\nb", "\ufeff", "\u2028", "İ", "ß", "ſ", "K"),
            *("x" * 130, "x" * 2001, "1" * 400, "1 & 2", "1/2", "1-3", "1-99999999", "Cam 1-40"),
        ]
    ),
)


@st.composite
def csv_files(draw: st.DrawFn) -> bytes:
    """A file in some program's dialect."""
    rows = draw(st.lists(st.lists(CELLS, max_size=8), max_size=10))
    out = io.StringIO(newline="")
    delimiter = draw(st.sampled_from(",;\t|"))
    csv.writer(
        out,
        delimiter=delimiter,
        lineterminator=draw(st.sampled_from(["\n", "\r\n", "\r"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC])),
    ).writerows(rows)
    said = draw(st.sampled_from(["", "", f"sep={delimiter}\r\n", "sep=,\n"]))
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"]))
    return (said + out.getvalue()).encode(encoding, errors="replace")


@given(csv_files())
@examples(150)
def test_any_table_in_any_dialect(content: bytes) -> None:
    promised("sheet.csv", content)


_REFERENCES = st.sampled_from(
    ["A1", "B1", "B2", "C3", "A0", "XFD1048576", "XFE1", "ZZZZZZ1", "1", "a1", "", "A1:B2", "$A$1"]
)
_TYPES = st.sampled_from(["", "n", "s", "str", "inlineStr", "b", "e", "d", "zz"])
_STORED = st.sampled_from(
    [
        *("1", "0", "2.50", "-1", "99999999", "1e308", "1e999", "nan", "inf", "", "x", "true"),
        *("#REF!", "2020-01-01", "2020-13-45T99:00:00", "45000.5", "-0.5", "60", "1" * 400),
        *("&#8;", "&#xD800;", "&amp;", "é"),
    ]
)


@st.composite
def worksheets(draw: st.DrawFn) -> bytes:
    """A worksheet part as no spreadsheet program writes it."""
    rows = []
    for _ in range(draw(st.integers(1, 4))):
        cells = []
        for _ in range(draw(st.integers(0, 4))):
            where, kind = draw(_REFERENCES), draw(_TYPES)
            style = draw(st.sampled_from(["", "0", "1", "2", "99999", "-1", "x"]))
            more = "".join(
                f' {name}="{value}"'
                for name, value in (("r", where), ("t", kind), ("s", style))
                if value
            )
            formula = draw(
                st.sampled_from(["", "", "<f>1+1</f>", '<f t="shared" si="0"/>', "<f/>"])
            )
            value = draw(_STORED)
            inside = draw(
                st.sampled_from([f"<v>{value}</v>", f"<is><t>{value}</t></is>", "<v/>", ""])
            )
            cells.append(f"<c{more}>{formula}{inside}</c>")
        number = draw(st.sampled_from(["", ' r="1"', ' r="5"', ' r="1048577"', ' r="0"', ' r="x"']))
        rows.append(f"<row{number}>{''.join(cells)}</row>")
    return worksheet_xml("".join(rows))


@given(worksheets())
@examples(15)
def test_any_worksheet(part: bytes) -> None:
    promised("sheet.xlsx", altered(BOOKS["small"], {"xl/worksheets/sheet1.xml": part}))
