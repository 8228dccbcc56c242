"""What happened to a sheet: the log's entries, in the one order that everybody sees."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final, cast

from camerasheet.sheet.ahead import CellsAhead
from camerasheet.sheet.changes import Change, Fields, On


class Happening(StrEnum):
    """What kind of thing happened. The wire and the log carry these words."""

    SHOT_WRITTEN = "shot_written"
    CUE_WRITTEN = "cue_written"
    CUE_ADDED = "cue_added"
    CUE_MOVED = "cue_moved"
    CUE_STRUCK = "cue_struck"
    CUE_DUPLICATED = "cue_duplicated"
    CUES_RENUMBERED = "cues_renumbered"
    CAMERA_WRITTEN = "camera_written"
    CAMERA_ADDED = "camera_added"
    CAMERA_MOVED = "camera_moved"
    CAMERA_STRUCK = "camera_struck"
    SHOTS_REASSIGNED = "shots_reassigned"
    TERM_SET = "term_set"
    TERM_STRUCK = "term_struck"
    READY_MARKED = "ready_marked"
    HOUSE_SET = "house_set"
    LIVE_MOVED = "live_moved"
    SHEET_IMPORTED = "sheet_imported"
    UNDONE = "undone"
    SHEET_REPLACED = "sheet_replaced"


@dataclass(frozen=True, slots=True)
class Decision:
    """What the rules made of an edit, before it has a place in the log.

    ``notes`` says what a reader of the log should know besides the changes: ``unconditional``
    for a write without a base, ``undoes`` with the seq that was undone, and the like. ``ahead``
    has what was worked out of the changes' outcome before.
    """

    kind: Happening
    changes: tuple[Change, ...]
    notes: Mapping[str, Any] = field(default_factory=dict)
    ahead: CellsAhead | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A decision with its place, its author and its time (milliseconds since the epoch, UTC)."""

    seq: int
    kind: Happening
    changes: tuple[Change, ...]
    by: str
    by_name: str
    at: int
    edit: str
    notes: Mapping[str, Any] = field(default_factory=dict)

    def cells(self) -> set[tuple[str, str]]:
        """The (cue, camera) cells that this event changed."""
        return {(c.key[0], c.key[1]) for c in self.changes if c.on in (On.SHOT, On.READY)}


_CALLING: Final = (On.LIVE, On.READY)  # calling the show is not editing its sheet


def work_in(event: Event) -> list[Change]:
    """What an event changed of the sheet, and not only of where the show stands."""
    return [change for change in event.changes if change.on not in _CALLING]


def edits_among(events: Iterable[Event]) -> list[Event]:
    """Those that changed the sheet."""
    return [event for event in events if work_in(event)]


_KEYS = {
    On.CUE: ("cue",),
    On.CAMERA: ("camera",),
    On.SHOT: ("cue", "camera"),
    On.TERM: ("family", "code"),
    On.LIVE: (),
    On.READY: ("cue", "camera"),
    On.HOUSE: (),
}


def change_as_json(change: Change) -> dict[str, Any]:
    """A change as clients get it: ``{on, …key, set}`` or ``{on, …key, removed: true}``.

    ``made: true`` marks a row that was not there before.
    """
    message: dict[str, Any] = {"on": change.on.value}
    message.update(zip(_KEYS[change.on], change.key, strict=True))
    if change.after is None:
        message["removed"] = True
    else:
        message["set"] = dict(change.after)
        if change.before is None:
            message["made"] = True
    return message


def as_json(event: Event) -> dict[str, Any]:
    """An event as clients get it, on the WebSocket and in the HTTP API."""
    return {
        "seq": event.seq,
        "kind": event.kind.value,
        "by": {"id": event.by, "name": event.by_name},
        "at": event.at,
        "edit": event.edit,
        "changes": [change_as_json(change) for change in event.changes],
        **({"notes": dict(event.notes)} if event.notes else {}),
    }


def as_text(event: Event, known: Mapping[int, str] = MappingProxyType({})) -> str:
    """:func:`as_json` in JSON. ``known`` has :func:`change_text` of changes, by their identity."""
    told = as_json(replace(event, changes=()))
    del told["changes"]
    changes = ",".join(known.get(id(change)) or change_text(change) for change in event.changes)
    return f'{compact(told)[:-1]},"changes":[{changes}]}}'


def change_text(change: Change) -> str:
    """:func:`change_as_json` in JSON."""
    return compact(change_as_json(change))


def compact(value: object) -> str:
    """A value in JSON, as clients get it."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def as_record(change: Change) -> list[Any]:
    """A change as the log stores it: nothing left out, so that replay and undo can work."""
    return [change.on.value, list(change.key), change.before, change.after]


def record_text_of(change: Change) -> str:
    """:func:`as_record` in JSON."""
    return json.dumps(as_record(change))


def record_text(changes: Iterable[Change], known: Mapping[int, str] = MappingProxyType({})) -> str:
    """The changes of an event as the log stores them, in JSON.

    ``known`` has the text of those that were written out beforehand, by their identity.
    """
    if not known:
        return json.dumps([as_record(change) for change in changes])
    texts = (known.get(id(change)) or record_text_of(change) for change in changes)
    return f"[{', '.join(texts)}]"


def _fields(stored: object) -> Fields | None:
    if stored is None:
        return None
    pairs = cast("dict[str, Any]", stored).items()
    return {name: tuple(value) if isinstance(value, list) else value for name, value in pairs}


def from_record(record: list[Any]) -> tuple[Change, ...]:
    """The changes of an event as :func:`record_text` stored them."""
    return tuple(
        Change(On(on), tuple(key), _fields(before), _fields(after))
        for on, key, before, after in record
    )
