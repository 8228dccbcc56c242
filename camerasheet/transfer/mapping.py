"""How a table becomes a sheet: its layout, its header row, and what each column is."""

from collections.abc import Mapping as Dictionary
from dataclasses import dataclass
from typing import Any

from camerasheet.sheet.errors import ImportRefused
from camerasheet.transfer.tables import MOST_COLUMNS, MOST_ROWS, Table, column_letter
from camerasheet.transfer.targets import CUE_TARGETS, IGNORE, MANY, SHOT_FIELDS, Layout, is_target


@dataclass(frozen=True, slots=True)
class Mapping:
    """``targets``: what each column is, left to right; columns beyond them are left out.

    ``header`` is the index of the header row in the table, or None if there is none: the rows
    under it are the data. ``notices`` are sentences about what was guessed.
    """

    layout: Layout
    targets: tuple[str, ...]
    header: int | None = 0
    notices: tuple[str, ...] = ()

    def headers(self, table: Table) -> tuple[str, ...]:
        """A name for each column: its header, or "Column C" where it has none."""
        row = () if self.header is None else table.rows[self.header : self.header + 1]
        cells = row[0] if row else ()
        return tuple(
            " ".join(cells[i].split())
            if i < len(cells) and cells[i]
            else f"Column {column_letter(i)}"
            for i in range(max(len(self.targets), table.width))
        )

    def as_json(self) -> dict[str, Any]:
        """The mapping as JSON values, for a form to carry."""
        return {
            "layout": self.layout.value,
            "header": self.header,
            "targets": list(self.targets),
            "notices": list(self.notices),
        }

    @classmethod
    def from_json(cls, value: object) -> "Mapping":
        """The mapping that :meth:`as_json` gave, perhaps changed by a form.

        Raises :class:`ImportRefused` for anything that is not one.
        """
        wrong = ImportRefused("The columns were not understood. Choose the file again.")
        if not isinstance(value, Dictionary):
            raise wrong
        layout, header = value.get("layout"), value.get("header")
        targets, notices = value.get("targets"), value.get("notices", [])
        if layout not in tuple(Layout) or not isinstance(targets, (list, tuple)):
            raise wrong
        if header is not None and (
            isinstance(header, bool) or not isinstance(header, int) or not 0 <= header < MOST_ROWS
        ):
            raise wrong
        if len(targets) > MOST_COLUMNS or not all(isinstance(target, str) for target in targets):
            raise wrong
        if not isinstance(notices, (list, tuple)):
            raise wrong
        mapping = cls(Layout(layout), tuple(targets), header, tuple(map(str, notices)))
        mapping.check()
        return mapping

    def check(self) -> None:
        """Raises :class:`ImportRefused` if the columns cannot make a sheet together."""
        if self.layout is Layout.OWN:
            return
        used = [target for target in self.targets if target not in MANY]
        for target in used:
            if not is_target(target, self.layout):
                raise ImportRefused(f"In a {self.layout.value} sheet no column can be “{target}”.")
            if used.count(target) > 1:
                raise ImportRefused(f"Two columns are “{target}”. Choose one of them.")
        if not used:
            raise ImportRefused("Say for at least one column what it is.")
        if self.layout is not Layout.WIDE and "camera" not in used:
            names = [target for target in used if target in (*SHOT_FIELDS, "description")]
            if names:
                raise ImportRefused("Say which column holds the camera.")
        if not any(target in CUE_TARGETS or target != IGNORE for target in used):
            raise ImportRefused("Say for at least one column what it is.")
