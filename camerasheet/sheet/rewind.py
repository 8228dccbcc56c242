"""A sheet as it was some events ago, and what people did since put on top of it."""

from collections.abc import Sequence

from camerasheet.sheet.changes import Change, On, apply, cleared, inverse, standing
from camerasheet.sheet.events import Event
from camerasheet.sheet.fitting import numbered, placed
from camerasheet.sheet.model import Sheet


def rewound(sheet: Sheet, events: Sequence[Event]) -> Sheet:
    """``sheet`` before ``events``, which are its last ones, oldest first.

    Exact in content; versions are of no use in it.
    """
    for event in reversed(events):
        sheet = apply(sheet, event.seq - 1, inverse(event.changes))
    return sheet


class _Standing:
    """What is there while the changes of one event are gone through, before any is applied."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._since: dict[tuple[On, tuple[str, ...]], bool] = {}

    def _there(self, on: On, key: tuple[str, ...]) -> bool:
        known = self._since.get((on, key))
        return standing(self._sheet, on, key) is not None if known is None else known

    def take(self, change: Change) -> bool:
        """Whether the change can be applied: its row, and what it hangs on, are as it expects."""
        there = self._there(change.on, change.key)
        if change.on in (On.SHOT, On.READY):
            cue, camera = change.key
            fits = self._there(On.CUE, (cue,)) and self._there(On.CAMERA, (camera,))
            fits = fits and (change.on is On.READY or change.after is not None or there)
        else:
            fits = there == (change.before is not None)
        if fits:
            self._since[change.on, change.key] = change.after is not None
        return fits


def _emptied(sheet: Sheet, changes: Sequence[Change]) -> list[Change]:
    """What clears the rows and columns that ``changes`` take away.

    When they were struck they may have held less than they do here.
    """
    gone = [change for change in changes if change.after is None]
    cues = {change.key[0] for change in gone if change.on is On.CUE}
    cameras = {change.key[0] for change in gone if change.on is On.CAMERA}
    return cleared(sheet, cues, cameras) if cues or cameras else []


def carried(base: Sheet, events: Sequence[Event]) -> tuple[Sheet, list[Change], list[str]]:
    """``events`` done again on another state of the sheet.

    Used for keeping people's edits on top of an undone restore. With the sheet come the changes
    that found no place (an edit of a cue that is not there in ``base`` cannot be kept), and a
    sentence about each row that had to take another number.
    """
    lost: list[Change] = []
    notices: list[str] = []
    for event in events:
        there = _Standing(base)
        fitting: list[Change] = []
        for change in event.changes:
            (fitting if there.take(change) else lost).append(change)
        fitted, told = numbered(base, placed(base, fitting))
        base = apply(base, event.seq, [*_emptied(base, fitted), *fitted])
        notices += told
    return base, lost, notices
