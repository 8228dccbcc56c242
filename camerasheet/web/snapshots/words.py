"""Snapshots, and what differs between them, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from camerasheet.sheet.compare import (
    CameraDifference,
    Comparison,
    CueDifference,
    FieldDifference,
)
from camerasheet.sheet.model import Sheet
from camerasheet.snapshots import Kind, Manifest
from camerasheet.transfer.times import written

KINDS: Final = {
    Kind.MANUAL: "manual",
    Kind.SCHEDULED: "scheduled",
    Kind.PRE_RESTORE: "safety copy",
    Kind.PRE_IMPORT: "before an import",
    Kind.UPLOADED: "uploaded",
    Kind.REPLICA: "from the replica",
}
_NAMELESS: Final = {
    Kind.MANUAL: "Snapshot",
    Kind.SCHEDULED: "Scheduled",
    Kind.PRE_RESTORE: "Before a restore",
    Kind.PRE_IMPORT: "Before an import",
    Kind.UPLOADED: "Uploaded",
    Kind.REPLICA: "From the replica",
}
FIELDS: Final = {
    "kind": "what it is",
    "as_directed": "as directed",
    "size_typed": "size as typed",
    "move_typed": "move as typed",
    "angle_typed": "angle as typed",
}
_TIMES: Final = ("start", "duration")

RESTORING: Final = {"added": "comes back", "changed": "changes", "removed": "disappears"}
"""What becomes of a row when a snapshot is restored."""

COMPARING: Final = {"added": "added", "changed": "changed", "removed": "removed"}
"""What became of a row between two snapshots."""


def title(manifest: Manifest) -> str:
    """What a snapshot is called, also where nobody gave it a name."""
    return manifest.name or _NAMELESS[manifest.kind]


def size(count: int) -> str:
    """Bytes as people say them."""
    if count < 1_000_000:
        return f"{max(1, round(count / 1000))} KB"
    if count < 1_000_000_000:
        return f"{count / 1e6:.1f} MB" if count < 100_000_000 else f"{count / 1e6:.0f} MB"
    return f"{count / 1e9:.1f} GB" if count < 100_000_000_000 else f"{count / 1e9:.0f} GB"


def counted(count: int, word: str) -> str:
    """``1 cue``, ``2 cues``."""
    return f"{count} {word}{'' if count == 1 else 's'}"


@dataclass(frozen=True, slots=True)
class ShownField:
    """One field before and after, as texts. ``camera`` is the number of a cell's camera."""

    camera: str
    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A cue or camera that differs."""

    id: str
    number: str
    title: str
    heading: bool
    kind: str
    moved: bool
    fields: tuple[ShownField, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A camera that can be chosen: it differs, or some of its cells do."""

    id: str
    number: str
    name: str
    cells: int


def _text(field: str, value: Any) -> str:
    if value is None or value == "":
        return ""
    if field in _TIMES:
        return written(int(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _shown(found: FieldDifference) -> ShownField:
    before, after = _text(found.field, found.before), _text(found.field, found.after)
    return ShownField(found.camera, FIELDS.get(found.field, found.field), before, after)


def _fields(found: Sequence[FieldDifference], kind: str) -> tuple[ShownField, ...]:
    """The fields to show; of a row that comes or goes, not its name again, nor what is unset."""
    shown = []
    for each in found:
        if kind != "changed" and not each.camera and each.field in ("number", "title", "kind"):
            continue
        if isinstance(each.before, bool) and kind == "added" and not each.after:
            continue
        shown.append(_shown(each))
    return tuple(shown)


def shown_cue(cue: CueDifference) -> ShownRow:
    """A cue for the page."""
    fields = _fields(cue.fields, cue.kind)
    return ShownRow(cue.cue, cue.number, cue.title, cue.heading, cue.kind, cue.moved, fields)


def shown_camera(camera: CameraDifference) -> ShownRow:
    """A camera for the page."""
    fields = _fields(camera.fields, camera.kind)
    moved = camera.moved
    return ShownRow(camera.camera, camera.number, camera.name, False, camera.kind, moved, fields)


def columns(comparison: Comparison, sheet: Sheet) -> list[Column]:
    """The cameras that a part can be chosen by, in the order of the sheet; new ones last."""
    numbers = {camera.camera: (camera.number, camera.name) for camera in comparison.cameras}
    cells = Counter[str]()
    for cue in comparison.cues:
        numbers_here = {f.camera_id: (f.camera, "") for f in cue.fields if f.camera_id}
        cells.update(numbers_here.keys())
        numbers = numbers_here | numbers
    for camera in sheet.cameras.values():
        if camera.id in numbers:
            numbers[camera.id] = (camera.number, camera.name)
    place = {camera: index for index, camera in enumerate(sheet.camera_order)}
    order = sorted(numbers, key=lambda camera: place.get(camera, len(place)))
    return [Column(each, *numbers[each], cells[each]) for each in order]


def _verbs(kinds: Iterable[str], word: str) -> str:
    """``3 cues come back, 5 change, 1 disappears``; the word stands with the first."""
    count = Counter(kinds)
    verbs = (
        ("added", "comes back", "come back"),
        ("changed", "changes", "change"),
        ("removed", "disappears", "disappear"),
    )
    said: list[str] = []
    for kind, one, many in verbs:
        if number := count[kind]:
            what = str(number) if said else counted(number, word)
            said.append(f"{what} {one if number == 1 else many}")
    return ", ".join(said)


def summary(comparison: Comparison) -> str:
    """What a restore would do, in one sentence."""
    if comparison.equal:
        return "Nothing would change: the show is like that already."
    parts = [
        _verbs((cue.kind for cue in comparison.cues), "cue"),
        _verbs((camera.kind for camera in comparison.cameras), "camera"),
    ]
    if comparison.words:
        verb = "changes" if comparison.words == 1 else "change"
        parts.append(f"{counted(comparison.words, 'word')} of the vocabulary {verb}")
    return "; ".join(part for part in parts if part) + "."


def difference(comparison: Comparison) -> str:
    """What lies between two snapshots, in one sentence."""
    if comparison.equal:
        return "The two say the same."
    counts = {kind: comparison.count(kind) for kind in ("added", "changed", "removed")}
    cues = ", ".join(f"{count} {kind}" for kind, count in counts.items() if count)
    parts = [f"Cues: {cues}" if cues else ""]
    if comparison.cameras:
        verb = "differs" if len(comparison.cameras) == 1 else "differ"
        parts.append(f"{counted(len(comparison.cameras), 'camera')} {verb}")
    if comparison.words:
        verb = "differs" if comparison.words == 1 else "differ"
        parts.append(f"{counted(comparison.words, 'word')} of the vocabulary {verb}")
    return "; ".join(part for part in parts if part) + "."
