"""The running shows, as far as snapshots know them."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from camerasheet.sheet.changes import Change, On
from camerasheet.sheet.errors import ReplicaBehind, ReplicaFailed
from camerasheet.sheet.events import Event, Happening, work_in
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet
from camerasheet.storage.control.identity import Who

log = logging.getLogger(__name__)

_PAGE: Final = 1000


@dataclass(frozen=True, slots=True)
class LiveShows:
    """What production hands over.

    ``sheet`` and ``events_after`` (show, seq, most) open a show's desk if need be. ``apply`` has
    the desk decide an edit as an admin of that name, and returns its seq or raises the refusal; it
    waits, and the job's id is the edit's id. ``synced`` (show) waits a bounded time until the
    replica has all of it, and returns its last transaction, or raises ``ReplicaBehind`` or
    ``ReplicaFailed``; None where there is no Litestream. ``keeps_up`` says whether that is worth
    waiting for, as far as anybody knows. ``foreshadow`` (show, sheet) has whatever shows a sheet
    get ready for one that is about to come; ``shown`` waits a bounded time until all screens were
    sent what was committed.
    """

    sheet: Callable[[str], Sheet]
    events_after: Callable[[str, int, int], list[Event]]
    apply: Callable[[str, ReplaceSheet | RevertSheet, Who], int]
    synced: Callable[[str], int] | None = None
    keeps_up: Callable[[], bool] = lambda: True
    foreshadow: Callable[[str, Sheet], None] = lambda show_id, sheet: None
    shown: Callable[[], None] = lambda: None

    def replicated(self, show_id: str) -> int | None:
        """The last transaction of a show, once the replica has all of it.

        None where there is no Litestream, it is known to be in trouble, or it is not so in time:
        nothing hangs on it.
        """
        if self.synced is None or not self.keeps_up():
            return None
        try:
            return self.synced(show_id)
        except (ReplicaBehind, ReplicaFailed) as error:
            log.warning("a snapshot is made although the replica is late: %s", error.message)
            return None

    def events_from(self, show_id: str, seq: int) -> list[Event]:
        """The event ``seq`` and all that came after it, as far as the log still has them."""
        events: list[Event] = []
        after = seq - 1
        while page := self.events_after(show_id, after, _PAGE):
            events += page
            after = page[-1].seq
        return events

    def event_of_job(self, show_id: str, job_id: str, after: int) -> Event | None:
        """The event by which a job changed the show, or None when it changed nothing."""
        for event in self.events_from(show_id, after + 1):
            if event.kind is Happening.SHEET_REPLACED and event.notes.get("job") == job_id:
                return event
        return None


def told(sheet: Sheet, event: Event) -> dict[str, Any]:
    """An edit for people: who, when, and what in a few words."""
    return {
        "seq": event.seq,
        "at": event.at,
        "by": {"id": event.by, "name": event.by_name},
        "kind": event.kind.value,
        "what": _what(sheet, event),
    }


def _what(sheet: Sheet, event: Event) -> str:
    changes = work_in(event)
    first = _place(sheet, changes[0])
    if len(changes) > 1:
        more = len(changes) - 1
        return f"{first}, and {more} more {'change' if more == 1 else 'changes'}"
    return f"{first}: {_difference(changes[0])}"


def _place(sheet: Sheet, change: Change) -> str:
    if change.on in (On.CUE, On.SHOT):
        row = sheet.rows.get(change.key[0])
        number = row.cue.number if row else str((change.before or {}).get("number", ""))
        title = row.cue.title if row else str((change.before or {}).get("title", ""))
        place = f"Cue {number}" if number else title or "A cue that was struck"
        if change.on is On.SHOT and change.key[1] in sheet.cameras:
            place += f", camera {sheet.cameras[change.key[1]].number}"
        return place
    if change.on is On.CAMERA:
        camera = sheet.cameras.get(change.key[0])
        number = camera.number if camera else str((change.before or {}).get("number", ""))
        return f"Camera {number}"
    return "Vocabulary" if change.on is On.TERM else "The show's switches"


def _difference(change: Change) -> str:
    if change.after is None:
        return "removed"
    said = [
        f"{name} “{value}”"
        for name, value in change.after.items()
        if not name.endswith("_typed")
        and name != "rank"
        and value not in ("", None, False)
        and (name, value) != ("kind", "cue")  # as most are: only a heading is worth the word
    ]
    if change.before is None:
        return "added" + (f" ({', '.join(said)})" if said else "")
    return ", ".join(said) or ("moved" if "rank" in change.after else "cleared")
