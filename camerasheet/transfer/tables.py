"""A table as a file holds it: rows of cells, each cell the text that a person saw in it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from camerasheet.sheet.errors import ImportRefused

MOST_ROWS = 250_000
MOST_COLUMNS = 256
MOST_CELLS = 2_000_000

_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Table:
    """One worksheet, file or pasted block. Row 0 is the file's row 1; rows may differ in length.

    ``notices`` are sentences about what could not be read as it stood.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    notices: tuple[str, ...] = ()

    @property
    def filled(self) -> int:
        """How many cells say something."""
        return sum(1 for row in self.rows for cell in row if cell)

    @property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max(map(len, self.rows), default=0)


def clean(text: str) -> str:
    """A cell's text without its outer blanks and without characters that no screen can show."""
    return _CONTROLS.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def trimmed(cells: Sequence[str]) -> tuple[str, ...]:
    """The cells of a row, cleaned, up to the last that says something."""
    row = [clean(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return tuple(row)


def table_of(name: str, rows: Iterable[Sequence[str]], notices: Sequence[str] = ()) -> Table:
    """A table of raw rows, within the caps. Raises :class:`ImportRefused` over one of them."""
    kept: list[tuple[str, ...]] = []
    cells = 0
    for raw in rows:
        row = trimmed(raw)
        cells += len(row)
        if len(row) > MOST_COLUMNS:
            raise ImportRefused(
                f"Row {len(kept) + 1} has {len(row)} columns; at most {MOST_COLUMNS} can be read."
            )
        kept.append(row)
        if len(kept) > MOST_ROWS or cells > MOST_CELLS:
            raise ImportRefused(
                f"This table has more than {MOST_ROWS} rows or {MOST_CELLS} cells. "
                "Split it and import the parts."
            )
    while kept and not kept[-1]:
        kept.pop()
    return Table(name, tuple(kept), tuple(notices))


def column_letter(index: int) -> str:
    """The letters of a column as a spreadsheet shows them; ``index`` counts from 0."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def listed(items: Sequence[str], most: int = 6) -> str:
    """ "2, 5 and 9", or "2, 5, 9 and 40 more"."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    if len(items) > 1:
        return f"{', '.join(items[:-1])} and {items[-1]}"
    return "".join(items)
