"""The rows of the grid as HTML, each drawn once and kept until it changes.

Most rows of a sheet are as they were: an edit makes one of them anew, and a page shows them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from markupsafe import Markup

from camerasheet.sheet.model import Row, Sheet

GROUP = 5
"""Rows that stand together in one element, which the browser passes over while out of sight."""

Draw = Callable[[Sheet, Row], str]


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A show's rows. They look otherwise with other cameras."""

    cameras: tuple[str, ...] = ()
    rows: dict[str, tuple[Row, str]] = field(default_factory=dict)


class DrawnRows:
    """The rows of every show. For any thread: two that draw at once do the work twice, no more."""

    def __init__(self) -> None:
        self._shows: dict[str, _Drawn] = {}

    def groups(self, sheet: Sheet, draw: Draw) -> Markup:
        """All rows of a sheet in their groups; ``draw`` is the macro for one that is not kept."""
        kept = self._shows.get(sheet.show, _Drawn())
        before = kept.rows if kept.cameras == sheet.camera_order else {}
        rows: dict[str, tuple[Row, str]] = {}
        for row in sheet.in_order():
            drawn = before.get(row.cue.id)
            if drawn is None or drawn[0] is not row:
                drawn = (row, str(draw(sheet, row)))
            rows[row.cue.id] = drawn
        self._shows[sheet.show] = _Drawn(sheet.camera_order, rows)
        texts = [text for _, text in rows.values()]
        groups = (
            f'<div class="group">{"".join(texts[start : start + GROUP])}</div>'
            for start in range(0, len(texts), GROUP)
        )
        return Markup("".join(groups))  # noqa: S704  (the macro has escaped what people wrote)
