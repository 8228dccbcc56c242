"""CSV in the encodings and with the delimiters that programs write."""

import pytest

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer import read, read_pasted
from camerasheet.transfer.tables import Table

ROWS = (("Cue", "Title", "Cam 1"), ("1", "Café, “live”", "CU\nhands"), ("2", "x; y", "WS"))
LIMIT = 1_000_000


def one(content: bytes) -> Table:
    (table,) = read("sheet.csv", content, limit=LIMIT)
    return table


def written(delimiter: str, line: str = "\r\n") -> str:
    return line.join(
        delimiter.join(f'"{cell}"' if set(cell) & set(",;\n ") else cell for cell in row)
        for row in ROWS
    )


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
@pytest.mark.parametrize("line", ["\r\n", "\n", "\r"])
def test_delimiters_encodings_and_line_ends(delimiter: str, encoding: str, line: str) -> None:
    table = one(written(delimiter, line).encode(encoding))
    assert table.rows == ROWS
    assert bool(table.notices) == (encoding == "cp1252")


def test_excels_own_line_about_the_delimiter_is_obeyed_and_counted() -> None:
    assert one(b"sep=;\r\na,b;c\r\n").rows == ((), ("a,b", "c"))


def test_a_title_page_above_the_table_does_not_mislead() -> None:
    rows = one(b"My show, a concert\n\nCue;Title\n1;One, two\n2;Three\n").rows
    assert rows[2:] == (("Cue", "Title"), ("1", "One, two"), ("2", "Three"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "nothing"),
        (b"\n\n ,,\n", "nothing"),
        (b"%PDF-1.7", "PDF"),
        (b"\xd0\xcf\x11\xe0 old", "old .xls"),
        (b"a,b\0\x01\x02\n", "not a text"),
        (b'a,"' + b"x" * 200_000, "quotation mark"),
        (b"x" * (LIMIT + 1), "MB"),
        (b"a," * 300 + b"b", "columns"),
    ],
)
def test_what_is_no_table_is_refused_with_advice(content: bytes, words: str) -> None:
    with pytest.raises(ImportRefused, match=words):
        read("sheet.csv", content, limit=LIMIT)


def test_a_name_that_promises_a_workbook_is_not_believed() -> None:
    with pytest.raises(ImportRefused, match="is none"):
        read("sheet.xlsx", b"a,b", limit=LIMIT)


def test_pasted_cells_with_line_breaks_and_quotation_marks() -> None:
    table = read_pasted('Cue\tTitle\tNotes\n1\t"a\nb ""c"""\tx\n')
    assert table.rows == (("Cue", "Title", "Notes"), ("1", 'a\nb "c"', "x"))


def test_a_pasted_cell_that_begins_with_a_quotation_mark_swallows_nothing() -> None:
    table = read_pasted('Cue\tTitle\n1\t"Hello\n2\tWorld\t!\n')
    assert table.rows == (("Cue", "Title"), ("1", '"Hello'), ("2", "World", "!"))


def test_pasted_csv() -> None:
    assert read_pasted("Cue;Title\n1;a, b").rows == (("Cue", "Title"), ("1", "a, b"))


def test_pasting_nothing_or_a_novel_is_refused() -> None:
    with pytest.raises(ImportRefused, match="Nothing was pasted"):
        read_pasted(" \n\t\n")
    with pytest.raises(ImportRefused, match="too much"):
        read_pasted("x" * 4_000_001)
