"""A sheet as it was some events ago, and what people did since put on top of it."""

from collections.abc import Sequence

from camerasheet.sheet.changes import Change, On, apply, inverse, standing
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.ranks import between


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


def _placed(sheet: Sheet, change: Change) -> Change:
    """The same change, with a place that nothing else has.

    Where somebody put a row, another may stand that the undone restore had taken away.
    """
    if change.after is None or "rank" not in change.after:
        return change
    if change.on is On.CUE:
        standing_at = {row.cue.id: row.cue.rank for row in sheet.rows.values()}
    elif change.on is On.CAMERA:
        standing_at = {camera.id: camera.rank for camera in sheet.cameras.values()}
    else:
        return change  # the live position names a cue's rank, and has no place of its own
    rank = str(change.after["rank"])
    taken = {each for thing, each in standing_at.items() if thing != change.key[0]}
    if rank not in taken:
        return change
    rank = between(rank, min((each for each in taken if each > rank), default=""))
    return Change(change.on, change.key, change.before, {**change.after, "rank": rank})


def carried(base: Sheet, events: Sequence[Event]) -> tuple[Sheet, list[Change]]:
    """``events`` done again on another state of the sheet, and the changes that found no place.

    Used for keeping people's edits on top of an undone restore: an edit of a cue that is not
    there in ``base`` cannot be kept, and is returned.
    """
    lost = []
    for event in events:
        for change in event.changes:
            if _fits(base, change):
                base = apply(base, event.seq, [_placed(base, change)])
            else:
                lost.append(change)
    return base, lost
