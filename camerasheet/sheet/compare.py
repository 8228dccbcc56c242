"""What is different between two sheets, for people: cue by cue, cell by cell, before → after."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from camerasheet.sheet.changes import fields_of
from camerasheet.sheet.model import BLANK, Camera, Cue, Row, Sheet, Shot
from camerasheet.sheet.vocabulary import Term

_UNSEEN = {"rank"}  # a move is said in words, see CueDifference.moved


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """One field, before and after. ``camera`` is the camera's number for a cell's field."""

    field: str
    before: Any
    after: Any
    camera: str = ""
    camera_id: str = ""


@dataclass(frozen=True, slots=True)
class CueDifference:
    """One row that differs. ``kind``: added, removed, or changed. ``moved``: its place differs."""

    cue: str
    number: str
    title: str
    heading: bool
    kind: str
    moved: bool
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class CameraDifference:
    """One camera that differs, as for cues."""

    camera: str
    number: str
    name: str
    kind: str
    moved: bool
    fields: tuple[FieldDifference, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Going from one sheet to another: what comes, what changes, what disappears.

    ``words`` counts the terms of the vocabulary that differ; ``same`` the rows that do not.
    """

    cues: tuple[CueDifference, ...]
    cameras: tuple[CameraDifference, ...]
    words: int
    same: int

    @property
    def equal(self) -> bool:
        """Whether there is no difference at all."""
        return not (self.cues or self.cameras or self.words)

    def count(self, kind: str) -> int:
        """How many rows are ``added``, ``removed`` or ``changed``."""
        return sum(1 for cue in self.cues if cue.kind == kind)

    def as_json(self) -> dict[str, Any]:
        """The comparison for programs."""
        return {
            "added": self.count("added"),
            "removed": self.count("removed"),
            "changed": self.count("changed"),
            "same": self.same,
            "words": self.words,
            "cues": [asdict(cue) for cue in self.cues],
            "cameras": [asdict(camera) for camera in self.cameras],
        }


def _fields(
    old: Mapping[str, Any], new: Mapping[str, Any], camera: Camera | None = None
) -> list[FieldDifference]:
    number, camera_id = (camera.number, camera.id) if camera else ("", "")
    return [
        FieldDifference(name, old[name], new[name], number, camera_id)
        for name in old
        if name not in _UNSEEN and old[name] != new[name]
    ]


def _cells(before: Sheet, after: Sheet, old: Row | None, new: Row | None) -> list[FieldDifference]:
    found = []
    for camera_id in dict.fromkeys((*after.camera_order, *before.camera_order)):
        camera = after.cameras.get(camera_id) or before.cameras[camera_id]
        was: Shot = old.shot(camera_id) if old else BLANK
        now: Shot = new.shot(camera_id) if new else BLANK
        if was is not now:
            found += _fields(fields_of(was), fields_of(now), camera)
    return found


def _moved(before: Sheet, after: Sheet) -> set[str]:
    """The rows, in both sheets, that do not stand in the same order: the fewest that explain it.

    All but a longest run that kept its order, so that one cue moved to the end is one move.
    """
    place = {cue: index for index, cue in enumerate(before.order)}
    shared = [cue for cue in after.order if cue in place]
    return set(shared) - set(_longest_rise(shared, place))


def _longest_rise(items: list[str], place: Mapping[str, int]) -> list[str]:
    """A longest subsequence whose places rise (patience sorting)."""
    from bisect import bisect_left

    tails: list[int] = []
    ends: list[str] = []
    before: dict[str, str] = {}
    for item in items:
        at = bisect_left(tails, place[item])
        if at:
            before[item] = ends[at - 1]
        if at == len(tails):
            tails.append(place[item])
            ends.append(item)
        else:
            tails[at], ends[at] = place[item], item
    run = []
    item = ends[-1] if ends else ""
    while item:
        run.append(item)
        item = before.get(item, "")
    return run[::-1]


def _cue_differences(before: Sheet, after: Sheet) -> list[CueDifference]:
    moved = _moved(before, after)
    gone = [cue for cue in before.order if cue not in after.rows]
    found = []
    for cue in (*after.order, *gone):
        old, new = before.rows.get(cue), after.rows.get(cue)
        if old is new:
            fields: list[FieldDifference] = []
        else:
            blank = Cue(cue, "")
            fields = _fields(
                fields_of(old.cue if old else blank), fields_of(new.cue if new else blank)
            )
            fields += _cells(before, after, old, new)
        kind = "added" if old is None else "removed" if new is None else "changed"
        if fields or kind != "changed" or cue in moved:
            row = (new or old).cue  # type: ignore[union-attr]  # one of them is there
            found.append(
                CueDifference(
                    cue, row.number, row.title, row.is_heading, kind, cue in moved, tuple(fields)
                )
            )
    return found


def _camera_differences(before: Sheet, after: Sheet) -> list[CameraDifference]:
    place = {camera: index for index, camera in enumerate(before.camera_order)}
    shared = [camera for camera in after.camera_order if camera in place]
    moved = set(shared) - set(_longest_rise(shared, place))
    found = []
    for camera_id in dict.fromkeys((*after.camera_order, *before.camera_order)):
        old, new = before.cameras.get(camera_id), after.cameras.get(camera_id)
        blank = Camera(camera_id, "")
        fields = _fields(fields_of(old or blank), fields_of(new or blank))
        kind = "added" if old is None else "removed" if new is None else "changed"
        if fields or kind != "changed" or camera_id in moved:
            one = new or old or blank
            found.append(
                CameraDifference(
                    camera_id, one.number, one.name, kind, camera_id in moved, tuple(fields)
                )
            )
    return found


def compare(before: Sheet, after: Sheet) -> Comparison:
    """What differs, going from ``before`` to ``after``. Align foreign sheets first (lineage.py).

    The live position, ready ticks, versions and the log are not content and are not compared.
    """
    cues = _cue_differences(before, after)
    old_terms, new_terms = before.vocabulary.terms, after.vocabulary.terms
    words: set[tuple[str, str]] = {
        key
        for key in (*old_terms, *new_terms)
        if _term(old_terms.get(key)) != _term(new_terms.get(key))
    }
    differing = {cue.cue for cue in cues}
    return Comparison(
        cues=tuple(cues),
        cameras=tuple(_camera_differences(before, after)),
        words=len(words),
        same=sum(1 for cue in after.order if cue not in differing),
    )


def _term(term: Term | None) -> object:
    return None if term is None else (term.name, term.aliases)
