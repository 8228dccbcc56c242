"""Taking an event back, as long as nothing stands on it."""

from collections import Counter

from camerasheet.sheet.changes import Change, On, apply, cleared, inverse, standing
from camerasheet.sheet.crew import Action
from camerasheet.sheet.edits import Undo
from camerasheet.sheet.errors import CannotUndo, Forbidden
from camerasheet.sheet.events import Decision, Event, Happening
from camerasheet.sheet.fitting import placed
from camerasheet.sheet.model import Row, Sheet
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.cues import leaving

_NEVER = (On.LIVE, On.READY)  # undo never moves the live position or an operator's tick


def _stale(why: str) -> CannotUndo:
    return CannotUndo(f"This cannot be undone: {why}.")


def _check(sheet: Sheet, event: Event, change: Change) -> None:
    """Raises :class:`CannotUndo` when something was built on what ``change`` did."""
    thing = standing(sheet, change.on, change.key)
    if change.after is None:
        if thing is not None:
            raise _stale("the same thing is there again")
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
    if change.before is None and change.on is On.CAMERA:
        camera = change.key[0]
        if any(row.shot(camera).version > event.seq for row in sheet.rows.values()):
            raise _stale(f"camera {sheet.cameras[camera].number} was worked on since")


def _check_numbers(sheet: Sheet, backwards: list[Change]) -> None:
    """Raises :class:`CannotUndo` when a number that comes back is in use by now.

    Looked at when all is applied: a renumbering may swap numbers.
    """
    after = apply(sheet, sheet.seq + 1, backwards)
    cues = Counter(row.cue.number.casefold() for row in after.rows.values())
    cameras = Counter(camera.number.casefold() for camera in after.cameras.values())
    for change in backwards:
        number = str((change.after or {}).get("number") or "")
        if change.on is On.CUE and number and cues[number.casefold()] > 1:
            raise _stale(f"another cue has number {number} now")
        if change.on is On.CAMERA and number and cameras[number.casefold()] > 1:
            raise _stale(f"another camera has number {number} now")


def _check_parents(sheet: Sheet, changes: list[Change]) -> None:
    """A shot can only come back where its cue and camera are, or come back with it."""
    parents = [change for change in changes if change.on in (On.CUE, On.CAMERA)]
    made = {change.key[0] for change in parents if change.before is None}
    gone = {change.key[0] for change in parents if change.after is None}
    for change in changes:
        if change.on is not On.SHOT or change.after is None:
            continue
        for part, there in ((change.key[0], sheet.rows), (change.key[1], sheet.cameras)):
            if part in gone or (part not in there and part not in made):
                raise _stale("its cue or camera is no longer on the sheet")


def _unmade(changes: list[Change], on: On) -> set[str]:
    """The cues or cameras that the event made, and that go with it."""
    return {change.key[0] for change in changes if change.on is on and change.before is None}


def undo(sheet: Sheet, edit: Undo, asked: Asked) -> Decision:
    """The inverse of one event, in one step. Raises CannotUndo, Forbidden."""
    event = asked.past(edit.seq)
    if event is None:
        raise _stale("it is too long ago, or never happened")
    changes = [change for change in event.changes if change.on not in _NEVER]
    if not changes:
        raise _stale("moving the live position or a ready tick is not undone, only done anew")
    if event.kind is Happening.SHEET_REPLACED and not asked.by.may(Action.MANAGE):
        raise Forbidden(f"As {asked.by.role.value} you may not undo a restore.")
    locks = any(c.on is On.HOUSE and "locked" in (c.after or {}) for c in changes)
    if locks and not asked.by.may(Action.MANAGE):
        raise Forbidden(f"As {asked.by.role.value} you may not lock or unlock the show.")
    for change in changes:
        _check(sheet, event, change)
    cues, cameras = _unmade(changes, On.CUE), _unmade(changes, On.CAMERA)
    backwards = [
        *cleared(sheet, cues, cameras),
        *leaving(sheet, cues),
        *(
            change
            for change in inverse(changes)
            if change.on is not On.SHOT or not (change.key[0] in cues or change.key[1] in cameras)
        ),
    ]
    backwards = placed(sheet, backwards)
    _check_parents(sheet, backwards)
    _check_numbers(sheet, backwards)
    return Decision(
        Happening.UNDONE, tuple(backwards), {"undoes": event.seq, "undone": event.kind.value}
    )
