"""Taking an event back, as long as nothing stands on it."""

from camerasheet.sheet.changes import Change, On, inverse
from camerasheet.sheet.edits import Undo
from camerasheet.sheet.errors import CannotUndo
from camerasheet.sheet.events import Decision, Event, Happening
from camerasheet.sheet.model import Row, Sheet
from camerasheet.sheet.rules.asked import Asked

_NEVER = (On.LIVE, On.READY)  # undo never moves the live position or an operator's tick


def _thing(sheet: Sheet, on: On, key: tuple[str, ...]) -> object | None:
    """The row that a change is about, as it stands."""
    if on is On.CUE:
        row = sheet.rows.get(key[0])
        return row and row.cue
    if on is On.CAMERA:
        return sheet.cameras.get(key[0])
    if on is On.SHOT:
        return sheet.rows[key[0]].shots.get(key[1]) if key[0] in sheet.rows else None
    if on is On.TERM:
        return sheet.vocabulary.terms.get((key[0], key[1]))
    return sheet.house


def _stale(why: str) -> CannotUndo:
    return CannotUndo(f"This cannot be undone: {why}.")


def _check(sheet: Sheet, event: Event, change: Change) -> None:
    """Raises :class:`CannotUndo` when something was built on what ``change`` did."""
    thing = _thing(sheet, change.on, change.key)
    if change.after is None:
        if thing is not None:
            raise _stale("the same thing is there again")
        _check_room(sheet, change)
        return
    if thing is None:
        raise _stale("it is no longer on the sheet")
    versions = getattr(thing, "versions", None)
    for name, value in change.after.items():
        if versions is not None and versions.get(name, 0) > event.seq:
            raise _stale(f"{name.removesuffix('_typed')} was changed again since")
        if versions is None and getattr(thing, name) != value:
            raise _stale(f"{name} was changed again since")
    if change.before is None and change.on is On.CUE:
        row: Row = sheet.rows[change.key[0]]
        if row.version > event.seq:
            raise _stale(f"cue {row.cue.number} was worked on since")


def _check_room(sheet: Sheet, change: Change) -> None:
    before = change.before or {}
    number = str(before.get("number") or "").casefold()
    if change.on is On.CUE and number and number in sheet.numbers:
        raise _stale(f"another cue has number {before['number']} now")
    if change.on is On.CAMERA and any(
        camera.number.casefold() == number for camera in sheet.cameras.values()
    ):
        raise _stale(f"another camera has number {before['number']} now")


def _check_parents(sheet: Sheet, changes: list[Change]) -> None:
    """A shot can only come back where its cue and camera are, or come back with it."""
    made = {change.key[0] for change in changes if change.before is None}
    gone = {c.key[0] for c in changes if c.after is None and c.on in (On.CUE, On.CAMERA)}
    for change in changes:
        if change.on is not On.SHOT or change.after is None:
            continue
        for part, there in ((change.key[0], sheet.rows), (change.key[1], sheet.cameras)):
            if part in gone or (part not in there and part not in made):
                raise _stale("its cue or camera is no longer on the sheet")


def undo(sheet: Sheet, edit: Undo, asked: Asked) -> Decision:
    """The inverse of one event, in one step. Raises CannotUndo."""
    event = asked.past(edit.seq)
    if event is None:
        raise _stale("it is too long ago, or never happened")
    changes = [change for change in event.changes if change.on not in _NEVER]
    if not changes:
        raise _stale("moving the live position or a ready tick is not undone, only done anew")
    for change in changes:
        _check(sheet, event, change)
    backwards = list(inverse(changes))
    _check_parents(sheet, backwards)
    return Decision(
        Happening.UNDONE, tuple(backwards), {"undoes": event.seq, "undone": event.kind.value}
    )
