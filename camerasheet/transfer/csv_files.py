"""Comma-separated files, in the encodings and with the delimiters that programs write.

The format is RFC 4180, loosened as spreadsheets do: UTF-8 with or without a mark, UTF-16, or the
Windows code page; comma, semicolon, tab or bar; Excel's ``sep=;`` line; quoted line breaks.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer.tables import Table, table_of

DELIMITERS = ",;\t|"
_SAMPLE = 64 * 1024  # characters looked at to find the delimiter
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> tuple[str, list[str]]:
    """The text of a file, and notices. Raises :class:`ImportRefused` for what is not text."""
    notices: list[str] = []
    encoding = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not encoding:
        encoding = _unmarked_utf_16(content) or "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
        notices.append(
            "The file is not UTF-8; it was read as Windows-1252. Check letters with accents."
        )
    if "\0" in text:
        raise ImportRefused("This is not a text file. Save the sheet as CSV or .xlsx.")
    return text, notices


def _unmarked_utf_16(content: bytes) -> str:
    """Which UTF-16 a file without a mark is in: plain letters leave every other byte zero."""
    sample = content[:2000]
    half = len(sample) // 2
    if half and len(content) % 2 == 0:
        if sample[1::2].count(0) > 0.6 * half and not sample[0::2].count(0):
            return "utf-16-le"
        if sample[0::2].count(0) > 0.6 * half and not sample[1::2].count(0):
            return "utf-16-be"
    return ""


def records(text: str, delimiter: str, *, quoted: bool = True) -> Iterator[list[str]]:
    """The rows of a text. Raises :class:`ImportRefused` where it cannot be taken apart."""
    lines = io.StringIO(text.replace("\r\n", "\n").replace("\r", "\n"), newline="")
    reader = csv.reader(
        lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE
    )
    count = 0
    try:
        for row in reader:
            count += 1
            yield row
    except csv.Error:  # a field over the module's own limit of 131,072 characters
        raise ImportRefused(
            f"Row {count + 1} cannot be read. Perhaps a quotation mark is never closed."
        ) from None


def sniffed(text: str) -> str:
    """The delimiter under which most rows of the beginning fall into the same many cells."""
    sample = text[:_SAMPLE]
    best, most = ",", 0
    for delimiter in DELIMITERS:
        try:
            widths = Counter(len(row) for row in records(sample, delimiter) if any(row))
        except ImportRefused:
            continue
        score = max((count * (width - 1) for width, count in widths.items()), default=0)
        if score > most:
            best, most = delimiter, score
    return best


def read_csv(name: str, content: bytes) -> Table:
    """The table of a CSV file. Raises :class:`ImportRefused`."""
    text, notices = decoded(content)
    said = re.match(r"\ufeff?sep=(.)\r?\n", text)
    delimiter = said[1] if said and said[1] in DELIMITERS else sniffed(text)
    rows = records(text, delimiter)
    if said:  # the line stays, empty, so that row numbers are those of the file
        next(rows)
        return table_of(name, ([], *rows), notices)
    return table_of(name, rows, notices)
