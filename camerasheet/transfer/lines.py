"""The rows of a table under its mapping: cells asked for by what they are."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from camerasheet.transfer.mapping import Mapping
from camerasheet.transfer.tables import Table, listed
from camerasheet.transfer.targets import IGNORE, of_camera


class Notices:
    """Sentences about a file; one that is true of many rows is said once and names them."""

    def __init__(self) -> None:
        self._rows: dict[str, list[str]] = defaultdict(list)

    def add(self, sentence: str, row: str = "") -> None:
        """Note ``sentence`` (without its full stop), for that row number of the file."""
        rows = self._rows[sentence]
        if row and row not in rows[-1:]:
            rows.append(row)

    def sentences(self) -> tuple[str, ...]:
        """Every sentence, in the order in which they first came up."""
        return tuple(
            f"{sentence}{_rows(rows)}." if rows else f"{sentence}."
            for sentence, rows in self._rows.items()
        )


def _rows(rows: list[str]) -> str:
    return f" ({'rows' if len(rows) > 1 else 'row'} {listed(rows)})"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of data. ``cells`` has the mapped columns only; ``headers`` names them."""

    row: str
    cells: tuple[tuple[str, str, str], ...]
    """(target, header, text) of each column that is not left out."""

    @property
    def source(self) -> str:
        """Where the row stands, for people."""
        return f"row {self.row}"

    def has(self, target: str) -> bool:
        """Whether the table has such a column."""
        return any(cell[0] == target for cell in self.cells)

    def one(self, target: str) -> str:
        """The text of that column, ``""`` where blank or not there."""
        return next((text for name, _, text in self.cells if name == target), "")

    def header(self, target: str) -> str:
        """The header of that column."""
        return next((header for name, header, _ in self.cells if name == target), target)

    def labelled(self, target: str) -> list[str]:
        """ "Header: text" of every filled column with that target."""
        return [f"{header}: {text}" for name, header, text in self.cells if name == target and text]

    def filled(self) -> set[str]:
        """The targets of the cells that say something."""
        return {target for target, _, text in self.cells if text}

    def cameras(self) -> Iterator[tuple[str, str, str]]:
        """(camera number, field or ``""``, text) of each camera column."""
        for target, _, text in self.cells:
            if camera := of_camera(target):
                yield camera[0], camera[1], text


def lines(table: Table, mapping: Mapping) -> list[Line]:
    """The rows under the header that say something, repeated headers left out."""
    headers = mapping.headers(table)
    first = 0 if mapping.header is None else mapping.header + 1
    head = () if mapping.header is None else table.rows[mapping.header : first]
    kept = [(index, target) for index, target in enumerate(mapping.targets) if target != IGNORE]
    found = []
    for number, row in enumerate(table.rows[first:], start=first + 1):
        if not any(row) or row in head:
            continue
        cells = tuple(
            (target, headers[index], row[index] if index < len(row) else "")
            for index, target in kept
        )
        if any(cell[2] for cell in cells):
            found.append(Line(str(number), cells))
    return found


def left_out(table: Table, mapping: Mapping) -> list[str]:
    """A notice that names the columns with something in them that are not read, if there are."""
    headers = mapping.headers(table)
    first = 0 if mapping.header is None else mapping.header + 1
    filled = {i for row in table.rows[first:] for i, cell in enumerate(row) if cell}
    read = {i for i, target in enumerate(mapping.targets) if target != IGNORE}
    names = [f"“{headers[index]}”" for index in sorted(filled - read)]
    return [f"Left out: {listed(names, 20)}."] if names else []
