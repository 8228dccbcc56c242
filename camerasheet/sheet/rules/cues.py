"""Rows of the sheet: adding, writing, moving, duplicating, striking and renumbering cues."""

from collections.abc import Collection

from camerasheet.sheet import numbering
from camerasheet.sheet.changes import Change, On, Value, altered, made, removed
from camerasheet.sheet.edits import (
    AddCue,
    DuplicateCue,
    MoveCue,
    RenumberCues,
    StrikeCue,
    WriteCue,
)
from camerasheet.sheet.errors import Conflict, Malformed, NumberTaken
from camerasheet.sheet.events import Decision, Happening
from camerasheet.sheet.model import Cue, Row, Sheet
from camerasheet.sheet.ranks import between
from camerasheet.sheet.rules.asked import Asked, check_base, find_row
from camerasheet.sheet.rules.cells import tidy, unticked

LIMITS = {"title": 200, "transition": 40, "notes": 2000, "number": numbering.MAX_LENGTH}
"""The longest text of each field of a cue, in characters."""
MOST_CUES = 5000


def check_number(sheet: Sheet, number: str, but: str = "") -> None:
    """Raises :class:`NumberTaken` when another cue than ``but`` has that number."""
    holder = sheet.numbers.get(number.casefold())
    if holder is not None and holder != but:
        raise NumberTaken(f"There is a cue {number} already. Choose another number.", cue=holder)


def write_cue(sheet: Sheet, edit: WriteCue, asked: Asked) -> Decision:
    """One field of a cue. Raises Gone, Malformed, NumberTaken, Conflict."""
    cue = find_row(sheet, edit.cue).cue
    value: Value
    if edit.field in ("start", "duration"):
        if isinstance(edit.value, str):
            raise Malformed(f"{edit.field} is a number of seconds, or null.")
        value = edit.value
    else:
        if not isinstance(edit.value, str):
            raise Malformed(f"{edit.field} is text.")
        value = tidy(edit.value, LIMITS[edit.field], lines=edit.field == "notes")
    if edit.field == "number":
        if cue.is_heading:
            raise Malformed("A heading has no number.")
        if not value:
            raise Malformed("A cue needs a number.")
    current = getattr(cue, edit.field)
    if current != value:
        check_base(cue.versions, edit.field, edit.base, current)
    if edit.field == "number":
        check_number(sheet, str(value), but=cue.id)
    notes = {"unconditional": True} if edit.base is None else {}
    change = altered(On.CUE, (cue.id,), cue, **{edit.field: value})
    return Decision(Happening.CUE_WRITTEN, (change,), notes)


def _gap(sheet: Sheet, after: str | None, before: str | None, moving: str = "") -> tuple[str, str]:
    """The ids of the cues above and below a place; ``""`` for an end. Raises Gone, Malformed."""
    if after and before:
        raise Malformed("Name the cue above or the cue below, not both.")
    order = [cue for cue in sheet.order if cue != moving]
    if after:
        find_row(sheet, after)
        if after == moving:
            raise Malformed("A cue cannot go under itself.")
        index = order.index(after) + 1
    elif before:
        find_row(sheet, before)
        if before == moving:
            raise Malformed("A cue cannot go above itself.")
        index = order.index(before)
    else:
        index = len(order)
    above = order[index - 1] if index else ""
    return above, order[index] if index < len(order) else ""


def _rank(sheet: Sheet, above: str, below: str) -> str:
    return between(
        sheet.rows[above].cue.rank if above else "", sheet.rows[below].cue.rank if below else ""
    )


def _numbered(sheet: Sheet, above: str, below: str) -> tuple[str, str]:
    """The numbers of the nearest real cues around a place, headings passed over."""
    order = sheet.order
    first = order.index(above) if above else -1
    up = (sheet.rows[order[i]].cue.number for i in range(first, -1, -1))
    start = order.index(below) if below else len(order)
    down = (sheet.rows[order[i]].cue.number for i in range(start, len(order)))
    return next(filter(None, up), ""), next(filter(None, down), "")


def next_number(sheet: Sheet, above: str, below: str, *, appending: bool) -> str:
    """The number that a cue put between two others gets by itself; see :mod:`numbering`."""
    upper, lower = _numbered(sheet, above, below)
    if appending or not (upper or lower):
        return numbering.appended(sheet.numbers)
    if not upper:
        return numbering.before(lower, sheet.numbers)
    return numbering.after(upper, lower, sheet.numbers)


def add_cue(sheet: Sheet, edit: AddCue, asked: Asked) -> Decision:
    """A new row. Raises Gone, Malformed, NumberTaken."""
    if len(sheet.order) >= MOST_CUES:
        raise Malformed(f"A sheet holds at most {MOST_CUES} rows.", limit=MOST_CUES)
    above, below = _gap(sheet, edit.after, edit.before)
    if edit.heading:
        number = ""
    elif edit.number:
        number = tidy(edit.number, numbering.MAX_LENGTH)
        check_number(sheet, number)
    else:
        appending = edit.after is None and edit.before is None
        number = next_number(sheet, above, below, appending=appending)
    cue = Cue(
        asked.new_id(),
        number,
        title=tidy(edit.title, LIMITS["title"]),
        kind="heading" if edit.heading else "cue",
        rank=_rank(sheet, above, below),
    )
    return Decision(Happening.CUE_ADDED, (made(On.CUE, (cue.id,), cue),))


def move_cue(sheet: Sheet, edit: MoveCue, asked: Asked) -> Decision:
    """A row to another place; its number stays. Raises Gone, Malformed."""
    cue = find_row(sheet, edit.cue).cue
    above, below = _gap(sheet, edit.after, edit.before, moving=cue.id)
    change = altered(On.CUE, (cue.id,), cue, rank=_rank(sheet, above, below))
    return Decision(Happening.CUE_MOVED, (change,))


def duplicate_cue(sheet: Sheet, edit: DuplicateCue, asked: Asked) -> Decision:
    """A copy of a row right under it, with a number of its own. Raises Gone, Malformed."""
    row = find_row(sheet, edit.cue)
    if len(sheet.order) >= MOST_CUES:
        raise Malformed(f"A sheet holds at most {MOST_CUES} rows.", limit=MOST_CUES)
    above, below = _gap(sheet, edit.cue, None)
    old = row.cue
    number = "" if old.is_heading else next_number(sheet, above, below, appending=False)
    copy = Cue(
        asked.new_id(),
        number,
        old.title,
        old.kind,
        None,
        old.duration,
        old.transition,
        old.notes,
        _rank(sheet, above, below),
    )
    cells = (
        made(On.SHOT, (copy.id, camera), shot)
        for camera, shot in row.shots.items()
        if not shot.is_blank
    )
    changes = (made(On.CUE, (copy.id,), copy), *cells)
    return Decision(Happening.CUE_DUPLICATED, changes, {"copy_of": old.id})


def leaving(sheet: Sheet, cues: Collection[str]) -> list[Change]:
    """What becomes of the live position when cues go: it holds where the live one stands."""
    live = sheet.live
    changes = []
    if live.cue in cues:
        cue = sheet.rows[live.cue].cue
        changes.append(altered(On.LIVE, (), live, number=cue.number, rank=cue.rank, hold=True))
    if live.next in cues:
        changes.append(altered(On.LIVE, (), live, next="", standby=False))
    return changes


def without(sheet: Sheet, row: Row) -> tuple[Change, ...]:
    """The changes that take a row out, with its cells, its ticks, and its place in the live show.

    A live cue that goes leaves the position where it was, on hold.
    """
    cue = row.cue
    changes = unticked(sheet, cue.id)
    changes += [removed(On.SHOT, (cue.id, camera), shot) for camera, shot in row.shots.items()]
    changes.append(removed(On.CUE, (cue.id,), cue))
    return (*changes, *leaving(sheet, (cue.id,)))


def strike_cue(sheet: Sheet, edit: StrikeCue, asked: Asked) -> Decision:
    """A row away; its number is not used again by itself. Raises Gone, Conflict."""
    row = find_row(sheet, edit.cue)
    if edit.base is not None and row.version > edit.base:
        raise Conflict(
            f"Cue {row.cue.number or row.cue.title} was changed since you looked. Look again.",
            current={"field": "cue", "value": row.cue.number, "seq": row.version},
        )
    return Decision(Happening.CUE_STRUCK, without(sheet, row))


def renumber_cues(sheet: Sheet, edit: RenumberCues, asked: Asked) -> Decision:
    """New numbers for the named cues, as previewed.

    Raises Gone, Malformed, NumberTaken, Conflict.
    """
    changes = []
    fresh: dict[str, str] = {}
    for cue_id, wanted in edit.numbers.items():
        number = tidy(wanted, numbering.MAX_LENGTH)
        cue = find_row(sheet, cue_id).cue
        if cue.is_heading:
            raise Malformed("A heading has no number.")
        check_base(cue.versions, "number", edit.base, cue.number)
        if fresh.setdefault(number.casefold(), cue_id) != cue_id:
            raise NumberTaken(f"Number {number} was given twice.", cue=cue_id)
        changes.append(altered(On.CUE, (cue_id,), cue, number=number))
    for folded, cue_id in fresh.items():
        holder = sheet.numbers.get(folded)
        if holder is not None and holder not in edit.numbers:
            raise NumberTaken(f"There is a cue {edit.numbers[cue_id]} already.", cue=holder)
    return Decision(Happening.CUES_RENUMBERED, tuple(changes))


def renumber_preview(sheet: Sheet, start: int = 1, step: int = 1) -> dict[str, str]:
    """Cue id → the number it would get, for the cues whose number would change."""
    cues = [sheet.rows[cue].cue for cue in sheet.cue_ids]
    new = numbering.renumbered([cue.number for cue in cues], start, step)
    return {cue.id: new[cue.number] for cue in cues if cue.number in new}
