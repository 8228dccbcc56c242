"""The smallest steps a sheet takes: one row made, altered or removed.

An event is a run of changes, each with what stood before and what stands after, so one piece of
code applies them, stores them, replays them and turns them round for undo.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from operator import attrgetter
from typing import Any

from camerasheet.sheet.ahead import Cells, CellsAhead
from camerasheet.sheet.model import BLANK, Camera, Cue, House, Live, Row, Sheet, Shot, Versions
from camerasheet.sheet.vocabulary import Family, Term, Vocabulary

Value = str | int | bool | None | tuple[str, ...]
Fields = Mapping[str, Value]


class On(StrEnum):
    """What a change touches; in brackets, its key."""

    CUE = "cue"  # (cue,)
    CAMERA = "camera"  # (camera,)
    SHOT = "shot"  # (cue, camera)
    TERM = "term"  # (family, code)
    LIVE = "live"  # ()
    READY = "ready"  # (cue, camera)
    HOUSE = "house"  # ()


@dataclass(frozen=True, slots=True)
class Change:
    """One row: ``before`` None makes it, ``after`` None removes it, both alter the named fields."""

    on: On
    key: tuple[str, ...]
    before: Fields | None
    after: Fields | None

    def reversed(self) -> "Change":
        """The change that takes this one back."""
        return Change(self.on, self.key, self.after, self.before)


_HIDDEN = {"id", "versions", "family", "code"}
_NAMES = {
    kind: tuple(f.name for f in fields(kind) if f.name not in _HIDDEN)
    for kind in (Cue, Camera, Shot, Live, House, Term)
}


def fields_of(thing: Cue | Camera | Shot | Live | House | Term) -> dict[str, Value]:
    """Every field that a change may carry for this kind of row."""
    return {name: getattr(thing, name) for name in _NAMES[type(thing)]}


def altered(
    on: On, key: tuple[str, ...], thing: Cue | Camera | Shot | Live | House | Term, **after: Value
) -> Change:
    """The change that sets fields of an existing row; ``before`` is read off ``thing``."""
    return Change(on, key, {name: getattr(thing, name) for name in after}, after)


def made(on: On, key: tuple[str, ...], thing: Cue | Camera | Shot | Term) -> Change:
    """The change that brings a row into being."""
    return Change(on, key, None, fields_of(thing))


def removed(on: On, key: tuple[str, ...], thing: Cue | Camera | Shot | Term) -> Change:
    """The change that takes a row away."""
    return Change(on, key, fields_of(thing), None)


def cleared(sheet: Sheet, cues: Collection[str], cameras: Collection[str]) -> list[Change]:
    """The changes that empty rows and columns which go: their ticks and their cells."""
    ticks = [
        Change(On.READY, key, {}, None)
        for key in sorted(sheet.ready)
        if key[0] in cues or key[1] in cameras
    ]
    return ticks + [
        removed(On.SHOT, (cue, camera), shot)
        for cue, row in sheet.rows.items()
        for camera, shot in row.shots.items()
        if cue in cues or camera in cameras
    ]


def inverse(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that undo ``changes``, in the order in which they must be applied."""
    return tuple(change.reversed() for change in reversed(tuple(changes)))


def standing(sheet: Sheet, on: On, key: tuple[str, ...]) -> object | None:
    """The row that a change is about, as it stands."""
    if on is On.CUE:
        row = sheet.rows.get(key[0])
        return row and row.cue
    if on is On.CAMERA:
        return sheet.cameras.get(key[0])
    if on is On.SHOT:
        return sheet.rows[key[0]].shots.get(key[1]) if key[0] in sheet.rows else None
    if on is On.TERM:
        return sheet.vocabulary.terms.get((key[0], key[1]))
    return sheet.house


_COLUMNS = {
    kind: tuple(f.name for f in fields(kind) if f.name != "versions")
    for kind in (Cue, Camera, Shot, Live, House)
}
_READ = {kind: attrgetter(*names) for kind, names in _COLUMNS.items()}


def _set(thing: Any, after: Fields, versions: Versions) -> Any:
    """As dataclasses.replace, in a third of the time: a restore does it ten thousand times."""
    kind = type(thing)
    values = dict(zip(_COLUMNS[kind], _READ[kind](thing), strict=True))
    return kind(**{**values, **after}, versions=versions)


class _Draft:
    """The parts of a sheet while a run of changes is applied; copies only what is touched."""

    def __init__(self, sheet: Sheet, seq: int) -> None:
        self.sheet = sheet
        self.seq = seq
        self.rows = dict(sheet.rows)
        self.cameras: dict[str, Camera] = dict(sheet.cameras)
        self.terms: dict[tuple[str, str], Term] | None = None
        self.live = sheet.live
        self.house = sheet.house
        self.ready: set[tuple[str, str]] | None = None
        self.reordered = self.cameras_reordered = False
        self._cells: dict[str, dict[str, Shot]] = {}  # the rows' shots that are ours to change
        self._stamps: dict[tuple[str, ...], Versions] = {}

    def _stamped(self, versions: Versions, names: Iterable[str]) -> Versions:
        """The versions after ``names`` were set now; rows that are new share theirs."""
        if versions:
            return {**versions, **dict.fromkeys(names, self.seq)}
        key = tuple(names)
        if key not in self._stamps:
            self._stamps[key] = dict.fromkeys(key, self.seq)
        return self._stamps[key]

    def _set(self, thing: Any, after: Fields) -> Any:
        return _set(thing, after, self._stamped(thing.versions, after))

    def cue(self, change: Change) -> None:
        (cue,) = change.key
        if change.after is None:
            del self.rows[cue]
            self._cells.pop(cue, None)
        elif change.before is None:
            self.rows[cue] = Row(self._set(Cue(cue, ""), change.after))
        else:
            row = self.rows[cue]
            self.rows[cue] = Row(self._set(row.cue, change.after), row.shots)
        self.reordered |= change.after is None or "rank" in change.after or "kind" in change.after

    def camera(self, change: Change) -> None:
        (camera,) = change.key
        if change.after is None:
            del self.cameras[camera]
        else:
            old = self.cameras.get(camera, Camera(camera, ""))
            self.cameras[camera] = self._set(old, change.after)
        self.cameras_reordered |= change.after is None or "rank" in change.after

    def shot(self, change: Change) -> None:
        cue, camera = change.key
        shots = self._cells.get(cue)
        if shots is None:
            row = self.rows[cue]
            shots = self._cells[cue] = dict(row.shots)
            self.rows[cue] = Row(row.cue, shots)
        if change.after is None:
            shots.pop(camera, None)
        elif camera in shots:
            shots[camera] = self._set(shots[camera], change.after)
        else:
            versions = self._stamped(BLANK.versions, change.after)
            shots[camera] = Shot(**change.after, versions=versions)  # type: ignore[arg-type]

    def term(self, change: Change) -> None:
        family, code = change.key
        if self.terms is None:
            self.terms = dict(self.sheet.vocabulary.terms)
        if change.after is None:
            del self.terms[family, code]
        else:
            old = self.terms.get((family, code), Term(Family(family), code))
            self.terms[family, code] = replace(old, **change.after)  # type: ignore[arg-type]

    def set_live(self, change: Change) -> None:
        self.live = self._set(self.live, change.after or {})

    def set_house(self, change: Change) -> None:
        self.house = self._set(self.house, change.after or {})

    def tick(self, change: Change) -> None:
        cue, camera = change.key
        if self.ready is None:
            self.ready = set(self.sheet.ready)
        if change.after is None:
            self.ready.discard((cue, camera))
        else:
            self.ready.add((cue, camera))

    def done(self) -> Sheet:
        old = self.sheet
        rows, cameras = self.rows, self.cameras
        sheet = Sheet(
            show=old.show,
            epoch=old.epoch,
            seq=self.seq,
            rows=rows,
            order=tuple(sorted(rows, key=lambda cue: (rows[cue].cue.rank, cue)))
            if self.reordered
            else old.order,
            cameras=cameras,
            camera_order=tuple(sorted(cameras, key=lambda c: (cameras[c].rank, c)))
            if self.cameras_reordered
            else old.camera_order,
            vocabulary=old.vocabulary if self.terms is None else Vocabulary(self.terms),
            live=self.live,
            ready=old.ready if self.ready is None else frozenset(self.ready),
            house=self.house,
        )
        if not self.reordered:  # what only depends on the order need not be worked out again
            vars(sheet).update({n: vars(old)[n] for n in ("cue_ids", "places") if n in vars(old)})
        return sheet


def apply(
    sheet: Sheet, seq: int, changes: Iterable[Change], ahead: CellsAhead | None = None
) -> Sheet:
    """The sheet after ``changes``, every field they set stamped with ``seq``.

    ``ahead`` has what the changes leave of some rows' cells; no change to those is looked at.
    Raises KeyError for a change to a row that is not there: rules never make one.
    """
    draft = _Draft(sheet, seq)
    done: Cells = ahead.stamped(seq) if ahead else {}
    step = {
        On.CUE: draft.cue,
        On.CAMERA: draft.camera,
        On.SHOT: draft.shot,
        On.TERM: draft.term,
        On.LIVE: draft.set_live,
        On.READY: draft.tick,
        On.HOUSE: draft.set_house,
    }
    for change in changes:
        if change.on is not On.SHOT or change.key[0] not in done:
            step[change.on](change)
    for cue, cells in done.items():
        if cue in draft.rows:
            draft.rows[cue] = Row(draft.rows[cue].cue, cells)
    return draft.done()
