"""A sheet as it was some events ago, and what people did since put on top of it."""

from collections.abc import Sequence

from camerasheet.sheet.changes import Change, On, apply, inverse, standing
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet


def rewound(sheet: Sheet, events: Sequence[Event]) -> Sheet:
    """``sheet`` before ``events``, which are its last ones, oldest first.

    Exact in content; versions are of no use in it.
    """
    for event in reversed(events):
        sheet = apply(sheet, event.seq - 1, inverse(event.changes))
    return sheet


def _fits(sheet: Sheet, change: Change) -> bool:
    """Whether a change can be applied here: its row, and what it hangs on, are as it expects."""
    if change.on in (On.SHOT, On.READY):
        cue, camera = change.key
        if cue not in sheet.rows or camera not in sheet.cameras:
            return False
        return change.on is On.READY or change.after is not None or camera in sheet.rows[cue].shots
    there = standing(sheet, change.on, change.key) is not None
    return there if change.before is not None else not there


def carried(base: Sheet, events: Sequence[Event]) -> tuple[Sheet, list[Change]]:
    """``events`` done again on another state of the sheet, and the changes that found no place.

    Used for keeping people's edits on top of an undone restore: an edit of a cue that is not
    there in ``base`` cannot be kept, and is returned.
    """
    lost = []
    for event in events:
        for change in event.changes:
            if _fits(base, change):
                base = apply(base, event.seq, [change])
            else:
                lost.append(change)
    return base, lost
