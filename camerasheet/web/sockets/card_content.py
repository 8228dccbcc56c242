"""What has to change on a camera's card, which may hold a list of a thousand shots.

An operator's phone is on the worst Wi-Fi of all, so it gets the top of its card and those entries
of its list that are others now; the whole card only where entries come, go or move.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from camerasheet.desk import Committed
from camerasheet.sheet.cards import entry_of
from camerasheet.sheet.changes import Change, On
from camerasheet.sheet.model import Sheet
from camerasheet.web.sockets.fragments import Macros, partial

MOST_ENTRIES = 40
"""With more of them changed, the whole card is one swap and hardly larger."""


def card(macros: Macros, camera_id: str, sheet: Sheet) -> str:
    """All of a card."""
    return partial("#card", macros.card(sheet, sheet.cameras.get(camera_id)), "outerMorph")


def card_since(
    macros: Macros, camera_id: str, committed: Committed, changes: Sequence[Change]
) -> str:
    """The partials of one batch for a card; nothing where it shows none of it."""
    before, after = committed.before, committed.after
    camera = after.cameras.get(camera_id)
    cues = _touched(changes, camera_id)
    if camera is None or cues is None or not _same_places(before, after, camera_id, cues):
        return card(macros, camera_id, after)
    if not _concerned(changes, camera_id):
        return ""
    entries = [cue for cue in cues if _in_list(after, cue, camera_id)]
    return "".join(
        [
            partial("#card-top", macros.top(after, camera), "outerMorph"),
            *(
                partial(
                    f"#card-entries > [data-cue='{cue}']",
                    str(macros.entry_of(entry_of(after, cue, camera_id))).strip(),
                    "outerMorph",
                )
                for cue in entries
            ),
        ]
    )


def _touched(changes: Iterable[Change], camera: str) -> dict[str, None] | None:
    """The cues of which a list may show something else now; None when it is not only some."""
    cues: dict[str, None] = {}
    for change in changes:
        if change.on is On.CAMERA:
            return None
        if change.on is On.CUE or (change.on is On.SHOT and change.key[1] == camera):
            cues[change.key[0]] = None
            if len(cues) > MOST_ENTRIES:
                return None
    return cues


def _in_list(sheet: Sheet, cue: str, camera: str) -> bool:
    row = sheet.rows.get(cue)
    return row is not None and not row.cue.is_heading and not row.shot(camera).is_blank


def _same_places(before: Sheet, after: Sheet, camera: str, cues: Iterable[str]) -> bool:
    """Whether the list holds the same entries, in the same order and sections."""
    for cue in cues:
        old, new = before.rows.get(cue), after.rows.get(cue)
        if any(row is not None and row.cue.is_heading for row in (old, new)):
            return False
        was, there = _in_list(before, cue, camera), _in_list(after, cue, camera)
        if was != there or (was and old and new and old.cue.rank != new.cue.rank):
            return False
    return True


def _concerned(changes: Iterable[Change], camera: str) -> bool:
    """Whether a camera's card shows any of this: its own shots, and who is taken on which cue."""
    return any(
        change.on in (On.LIVE, On.CUE, On.CAMERA, On.HOUSE)
        or (change.on in (On.SHOT, On.READY) and change.key[1] == camera)
        or (change.on is On.SHOT and "taken" in {**(change.after or {}), **(change.before or {})})
        for change in changes
    )
