"""What must hold, each as a function of evidence: the findings it returns are what went wrong.

No function here knows the product's processes: what they are given, they judge. The tests of this
file give them doctored evidence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from camerasheet.sheet.changes import On
from camerasheet.sheet.events import Event, Happening
from camerasheet.sheet.model import Sheet
from tests.support.shows import replayed

Findings = list[str]
UNDOING = frozenset(
    {Happening.SHEET_REPLACED, Happening.UNDONE, Happening.CUE_STRUCK, Happening.SHEET_IMPORTED}
)
"""What may take an added cue away again; the log must show one of them doing it."""


def once(
    acknowledged: Mapping[str, int],
    refused: Collection[str],
    sent: Collection[str],
    log: Sequence[Event],
) -> Findings:
    """Every acknowledged edit is in the log exactly once, where that was said; no refused one is;
    and the log is a whole count from 1 without an edit twice."""
    places: dict[str, list[int]] = {}
    for event in log:
        places.setdefault(event.edit, []).append(event.seq)
    found = [
        f"{edit} was acknowledged as {seq} and is in the log as {places.get(edit, 'nothing')}"
        for edit, seq in acknowledged.items()
        if places.get(edit) != [seq]
    ]
    found += [f"{edit} was refused and is in the log" for edit in refused if edit in places]
    found += [
        f"{edit} is in the log {len(there)} times"
        for edit, there in places.items()
        if len(there) > 1 and edit in sent
    ]
    if [event.seq for event in log] != list(range(1, len(log) + 1)):
        found.append("the log has gaps, or one place twice")
    return found


def accounted(acknowledged: Collection[str], log: Sequence[Event], sheet: Sheet) -> Findings:
    """Every cue that an acknowledged edit made is on the sheet, or the log shows what took it away:
    a restore, an undo, a strike."""
    made: dict[str, str] = {}
    gone: set[str] = set()
    for event in log:
        for change in event.changes:
            if change.on is not On.CUE:
                continue
            (cue,) = change.key
            if change.after is None and event.kind in UNDOING:
                gone.add(cue)
            elif change.before is None:
                gone.discard(cue)
                if event.edit in acknowledged:
                    made.setdefault(cue, event.edit)
    return [
        f"{edit} made a cue that is gone, and the log does not say why"
        for cue, edit in made.items()
        if cue not in sheet.rows and cue not in gone
    ]


def retold(log: list[Event], tables: Sheet) -> Findings:
    """The log alone gives the sheet that the tables hold."""
    told = replayed(log)
    parts = ("seq", "order", "camera_order", "rows", "cameras", "live", "ready", "house")
    found = [
        f"the log tells of another {part} than the tables"
        for part in parts
        if getattr(told, part) != getattr(tables, part)
    ]
    if list(told.vocabulary.terms.items()) != list(tables.vocabulary.terms.items()):
        found.append("the log tells of another vocabulary than the tables")
    return found


def agreed(name: str, seen: Any, truth: Any) -> Findings:
    """What one client sees is what the tables hold; else the first place where they differ."""
    where = _difference(seen, truth, "")
    return [f"{name} sees something else than the tables: {where}"] if where else []


def _difference(one: Any, other: Any, path: str) -> str:
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs: Iterable[tuple[Any, Any, Any]] = ((key, one[key], other[key]) for key in one)
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = zip(range(len(one)), one, other, strict=True)
    else:
        return "" if one == other else f"{path or '.'}: {_short(one)} is not {_short(other)}"
    return next(filter(None, (_difference(a, b, f"{path}/{key}") for key, a, b in pairs)), "")


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) < 300 else f"{text[:300]}… ({len(text)} characters)"


def brought_back(live: tuple[int, str], replica: tuple[int, str]) -> Findings:
    """What the replica brings back has the live sheet's seq and digest."""
    return [] if live == replica else [f"the replica brings back {replica}, live is {live}"]


@dataclass(frozen=True, slots=True)
class Held:
    """What the server's process holds while nobody is connected."""

    threads: int
    descriptors: int
    """But those of databases."""
    databases: int
    """Descriptors of those: a pool opens them as they are needed, and keeps some."""
    memory_kib: int


def grown(before: Held, after: Held, allowed: Held) -> Findings:
    """Whether it holds more than before, by more than is allowed."""
    return [
        f"{name} grew from {getattr(before, name)} to {getattr(after, name)}"
        for name in Held.__slots__
        if getattr(after, name) > getattr(before, name) + getattr(allowed, name)
    ]


def broken(log: str) -> Findings:
    """Every exception that the server logged with where it came from: it expected none of them."""
    parts = log.split("Traceback (most recent call last):")[1:]
    return [f"the server logged an exception: {part[:2000].strip()}" for part in parts]


def idle(counts: Counter[str], wanted: Collection[str]) -> Findings:
    """What should have happened in the run and never did: such a run has checked nothing."""
    return [f"it never happened: {name}" for name in wanted if not counts[name]]
