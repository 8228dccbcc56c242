"""What of the grid's page stays as it is, drawn and compressed once and kept until it changes.

Most rows of a sheet are as they were: an edit makes one of them anew, and a page shows them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from operator import attrgetter, is_

from markupsafe import Markup

from camerasheet.sheet.model import Row, Sheet
from camerasheet.sheet.vocabulary import Vocabulary
from camerasheet.web.pieces import Piece

GROUP = 5
"""Rows that stand together in one element, which the browser passes over while out of sight."""

GROUPS_A_PIECE = 10
"""Groups that are compressed together: more make a smaller page, fewer a quicker one after an
edit."""

Draw = Callable[[Sheet, Row], str]
_Row = tuple[Row, str]
_Look = tuple[object, ...]

_CUE = attrgetter("kind", "number", "title", "start", "duration", "transition", "notes")
_SHOT = attrgetter(
    *("size", "size_typed", "subject", "move", "move_typed", "angle", "angle_typed", "note"),
    "taken",
)


def _look(row: Row, cameras: tuple[str, ...]) -> _Look:
    """All that is drawn of a row: two that look alike are drawn alike."""
    shots = row.shots
    return (_CUE(row.cue), *(_SHOT(shots[c]) if c in shots else None for c in cameras))


def _alike(one: Row, other: Row, cameras: tuple[str, ...]) -> bool:
    """Whether they are drawn alike; most are known by having the very same cells."""
    if one.shots is other.shots:
        return bool(_CUE(one.cue) == _CUE(other.cue))
    return _look(one, cameras) == _look(other, cameras)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A show's rows. They look otherwise with other cameras."""

    cameras: tuple[str, ...] = ()
    rows: dict[str, _Row] = field(default_factory=dict)
    pieces: tuple[tuple[list[_Row], Piece], ...] = ()


@dataclass(frozen=True, slots=True)
class _Coming:
    """What was drawn of rows that are not there yet."""

    cameras: tuple[str, ...] = ()
    rows: dict[str, _Row] = field(default_factory=dict)

    def find(self, row: Row) -> str | None:
        coming = self.rows.get(row.cue.id)
        return coming[1] if coming is not None and _alike(coming[0], row, self.cameras) else None


def _grouped(rows: list[_Row]) -> str:
    texts = [text for _, text in rows]
    return "".join(
        f'<div class="group">{"".join(texts[start : start + GROUP])}</div>'
        for start in range(0, len(texts), GROUP)
    )


class DrawnRows:
    """The rows of every show. For any thread: two that draw at once do the work twice, no more."""

    def __init__(self) -> None:
        self._shows: dict[str, _Drawn] = {}
        self._coming: dict[str, _Coming] = {}
        self._blanks: dict[str, tuple[Vocabulary, Piece]] = {}

    def _draw(self, sheet: Sheet, draw: Draw) -> tuple[_Drawn, list[_Row]]:
        """What was kept, and all rows as they are now."""
        kept = self._shows.get(sheet.show, _Drawn())
        before = kept.rows if kept.cameras == sheet.camera_order else {}
        coming = self._coming.get(sheet.show, _Coming())
        if coming.cameras != sheet.camera_order:
            coming = _Coming()
        rows, came = [], False
        for row in sheet.in_order():
            drawn = before.get(row.cue.id)
            if drawn is None or drawn[0] is not row:
                ready = coming.find(row)
                came = came or ready is not None
                drawn = (row, str(draw(sheet, row)) if ready is None else ready)
            rows.append(drawn)
        if came:
            self._coming.pop(sheet.show, None)
        return kept, rows

    def ahead(self, sheet: Sheet, draw: Draw) -> None:
        """Draw the rows of a sheet that is about to come.

        A restore makes thousands of them anew, and whoever draws those then keeps everybody
        waiting. Nothing is drawn of a show that nobody has looked at.
        """
        kept = self._shows.get(sheet.show)
        if kept is None:
            return
        cameras = sheet.camera_order
        before = kept.rows if kept.cameras == cameras else {}
        coming: dict[str, _Row] = {}
        for row in sheet.in_order():
            there = before.get(row.cue.id)
            known = there is not None and _alike(there[0], row, cameras)
            text = there[1] if there is not None and known else str(draw(sheet, row))
            coming[row.cue.id] = (row, text)
        self._coming[sheet.show] = _Coming(cameras, coming)

    def _keep(
        self, sheet: Sheet, rows: list[_Row], pieces: tuple[tuple[list[_Row], Piece], ...]
    ) -> None:
        by_cue = {each[0].cue.id: each for each in rows}
        self._shows[sheet.show] = _Drawn(sheet.camera_order, by_cue, pieces)

    def groups(self, sheet: Sheet, draw: Draw) -> Markup:
        """All rows of a sheet in their groups; ``draw`` is the macro for one that is not kept."""
        kept, rows = self._draw(sheet, draw)
        self._keep(sheet, rows, kept.pieces)
        return Markup(_grouped(rows))  # noqa: S704  (the macro has escaped what people wrote)

    def pieces(self, sheet: Sheet, draw: Draw) -> list[Piece]:
        """The same for a page, compressed."""
        kept, rows = self._draw(sheet, draw)
        pieces = []
        for index, start in enumerate(range(0, len(rows), GROUP * GROUPS_A_PIECE)):
            some = rows[start : start + GROUP * GROUPS_A_PIECE]
            before, piece = kept.pieces[index] if index < len(kept.pieces) else ([], None)
            if piece is None or len(before) != len(some) or not all(map(is_, before, some)):
                piece = Piece.of(_grouped(some))
            pieces.append((some, piece))
        self._keep(sheet, rows, tuple(pieces))
        return [piece for _, piece in pieces]

    def blanks(self, sheet: Sheet, draw: Callable[[Sheet], str]) -> list[Piece]:
        """What a page keeps for when the network is gone: it changes with the vocabulary only."""
        kept = self._blanks.get(sheet.show)
        if kept is None or kept[0] is not sheet.vocabulary:
            kept = self._blanks[sheet.show] = (sheet.vocabulary, Piece.of(str(draw(sheet))))
        return [kept[1]]
