"""A restore: the sheet made equal to another one, wholly or in part, as one event."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from camerasheet.sheet.changes import (
    Change,
    On,
    Value,
    altered,
    fields_of,
    made,
    removed,
)
from camerasheet.sheet.errors import CannotUndo, EditsSince, NothingToDo
from camerasheet.sheet.events import Decision, Event, Happening, edits_among
from camerasheet.sheet.fitting import numbered, placed
from camerasheet.sheet.lineage import aligned
from camerasheet.sheet.model import Camera, Cue, Row, Sheet, Shot
from camerasheet.sheet.replacement import Foreseen, ReplaceSheet, RevertSheet, Selection
from camerasheet.sheet.rewind import carried, rewound
from camerasheet.sheet.rules.asked import Asked
from camerasheet.sheet.rules.cells import unticked
from camerasheet.sheet.rules.cues import leaving
from camerasheet.sheet.vocabulary import Term


def _difference(
    on: On,
    key: tuple[str, ...],
    old: Cue | Camera | Shot | Term | None,
    new: Cue | Camera | Shot | Term | None,
) -> Change | None:
    """The change that makes one row equal to another; None when it is."""
    if old is None or new is None:
        if new is not None:
            return made(on, key, new)
        return removed(on, key, old) if old is not None else None
    was, now = fields_of(old), fields_of(new)
    after: dict[str, Value] = {name: now[name] for name in was if was[name] != now[name]}
    return altered(on, key, old, **after) if after else None


def _unmoved(change: Change) -> Change | None:
    """The change without a move of what is there already; None when that was all of it."""
    if change.before is None or change.after is None or "rank" not in change.after:
        return change
    before = {name: value for name, value in change.before.items() if name != "rank"}
    after = {name: value for name, value in change.after.items() if name != "rank"}
    return replace(change, before=before, after=after) if after else None


class _Replacement:
    """The changes of one restore, in the order in which they must be applied."""

    def __init__(
        self, sheet: Sheet, target: Sheet, selection: Selection, foreseen: Foreseen
    ) -> None:
        self.sheet, self.target, self.selection = sheet, target, selection
        self.foreseen = foreseen
        self.notices: list[str] = []

    def _chosen(self, ids: Iterable[str], chosen: frozenset[str] | None) -> list[str]:
        return [each for each in ids if chosen is None or each in chosen]

    def changes(self) -> tuple[Change, ...]:
        cues = self._cues()
        cameras = self._cameras()
        gone = [c for c in (*cues, *cameras) if c.after is None]
        there = [c for c in (*cues, *cameras) if c.after is not None]
        gone_cues = {c.key[0] for c in gone if c.on is On.CUE}
        gone_cameras = {c.key[0] for c in gone if c.on is On.CAMERA}
        columns = {c.key[0] for c in there if c.on is On.CAMERA} | set(self.sheet.cameras)
        shots = self._shots(gone_cues, gone_cameras, columns - gone_cameras)
        return (
            *self._ticks(gone_cues, gone_cameras),
            *(c for c in shots if c.after is None),
            *gone,
            *there,
            *(c for c in shots if c.after is not None),
            *(self._words() if self.selection.everything else ()),
            *leaving(self.sheet, gone_cues),
        )

    def _cues(self) -> list[Change]:
        """Cues made equal; none when only cells were chosen."""
        if self.selection.cameras is not None:
            return []
        ids = dict.fromkeys((*self.sheet.order, *self.target.order))
        found = []
        for cue in self._chosen(ids, self.selection.cues):
            old, new = self._row(self.sheet, cue), self._row(self.target, cue)
            change = self._cue(cue, old, new)
            if change is not None:
                found.append(change)
        return self._fitted(found)

    def _cue(self, cue: str, old: Cue | None, new: Cue | None) -> Change | None:
        known = self.foreseen.cues.get(cue)
        if known is not None and known[0] is old and known[1] is new:
            return known[2]
        change = _difference(On.CUE, (cue,), old, new)
        self.foreseen.cues[cue] = (old, new, change)
        return change

    def _fitted(self, found: list[Change]) -> list[Change]:
        """What was chosen, among rows or columns that stay: who is there stays where it is."""
        if self.selection.everything:
            return found
        found = [each for each in map(_unmoved, found) if each is not None]
        fitted, notices = numbered(self.sheet, placed(self.sheet, found))
        self.notices += notices
        return fitted

    @staticmethod
    def _row(sheet: Sheet, cue: str) -> Cue | None:
        row = sheet.rows.get(cue)
        return row.cue if row else None

    def _cameras(self) -> list[Change]:
        """Cameras made equal; none when only cues or cells were chosen."""
        if self.selection.cues is not None:
            return self._missing_cameras()
        ids = dict.fromkeys((*self.sheet.camera_order, *self.target.camera_order))
        found = []
        for camera in self._chosen(ids, self.selection.cameras):
            old, new = self.sheet.cameras.get(camera), self.target.cameras.get(camera)
            change = _difference(On.CAMERA, (camera,), old, new)
            if change is not None:
                found.append(change)
        return self._fitted(found)

    def _missing_cameras(self) -> list[Change]:
        """Cameras that chosen cells need and that are not there any more."""
        chosen = self._chosen(self.target.camera_order, self.selection.cameras)
        rows = [self.target.rows[c] for c in self.selection.cues or () if c in self.target.rows]
        needed = [
            camera
            for camera in chosen
            if camera not in self.sheet.cameras
            and any(not row.shot(camera).is_blank for row in rows)
        ]
        return self._fitted(
            [made(On.CAMERA, (camera,), self.target.cameras[camera]) for camera in needed]
        )

    def _shots(
        self, gone_cues: set[str], gone_cameras: set[str], columns: set[str]
    ) -> list[Change]:
        """Cells made equal. ``columns`` are the cameras that there will be."""
        found = [
            removed(On.SHOT, (row.cue.id, camera), row.shots[camera])
            for row in self.sheet.rows.values()
            for camera in gone_cameras & set(row.shots)
        ]
        if self.foreseen.columns != columns:
            self.foreseen.columns = frozenset(columns)
            self.foreseen.cells.clear()
        ids = dict.fromkeys((*self.sheet.order, *self.target.order))
        for cue in self._chosen(ids, self.selection.cues):
            old, new = self.sheet.rows.get(cue), self.target.rows.get(cue)
            if new is None and cue not in gone_cues:
                continue  # only cells were chosen, of a cue that the other sheet does not have
            if old is None and self.selection.cameras is not None:
                continue  # and the other way round
            found += self._row_shots(cue, old, new, columns)
        return found

    def _row_shots(
        self, cue: str, old: Row | None, new: Row | None, columns: set[str]
    ) -> list[Change]:
        known = self.foreseen.cells.get(cue)
        if known is not None and known[0] is old and known[1] is new:
            return known[2]
        was: Mapping[str, Shot] = old.shots if old else {}
        now: Mapping[str, Shot] = new.shots if new else {}
        found = []
        for camera in self._chosen(dict.fromkeys((*was, *now)), self.selection.cameras):
            if camera in columns:
                change = _difference(On.SHOT, (cue, camera), was.get(camera), now.get(camera))
                if change is not None:
                    found.append(change)
        self.foreseen.cells[cue] = (old, new, found)
        return found

    def _ticks(self, gone_cues: set[str], gone_cameras: set[str]) -> list[Change]:
        ticks = [tick for cue in sorted(gone_cues) for tick in unticked(self.sheet, cue)]
        return ticks + [
            Change(On.READY, key, {}, None)
            for key in sorted(self.sheet.ready)
            if key[1] in gone_cameras and key[0] not in gone_cues
        ]

    def _words(self) -> list[Change]:
        """The vocabulary, which only a whole restore brings back. The lock and the like stay."""
        old, new = self.sheet.vocabulary.terms, self.target.vocabulary.terms
        found = [
            _difference(On.TERM, key, old.get(key), new.get(key))
            for key in dict.fromkeys((*old, *new))
        ]
        return [change for change in found if change is not None]


def replacement(
    sheet: Sheet, target: Sheet, selection: Selection, foreseen: Foreseen | None = None
) -> tuple[tuple[Change, ...], tuple[str, ...]]:
    """The changes that make ``sheet`` equal to an aligned ``target``, and what is to be known.

    The live position is never moved: where its cue goes, the show holds. ``foreseen`` is what
    an earlier call for nearly the same sheet left there, and gets what this one finds.
    """
    planned = _Replacement(sheet, target, selection, foreseen or Foreseen())
    return planned.changes(), tuple(planned.notices)


def foresee(sheet: Sheet, edit: ReplaceSheet | RevertSheet) -> Sheet | None:
    """Do beforehand, for the sheet as it stands, most of what deciding ``edit`` will take.

    Returns the sheet as it will look; None when that cannot be said as yet.
    """
    target = edit.goal
    selection = edit.selection if isinstance(edit, ReplaceSheet) else Selection()
    if target.show != sheet.show:
        return None  # nobody aligned it
    changes, _ = replacement(sheet, target, selection, edit.foreseen)
    edit.foreseen.add(changes)
    return edit.foreseen.carry_out(sheet, changes)


def replace_sheet(sheet: Sheet, edit: ReplaceSheet, asked: Asked) -> Decision:
    """A restore, all of it or nothing. Raises NothingToDo."""
    target = aligned(sheet, edit.target, asked.new_id)
    changes, notices = replacement(sheet, target, edit.selection, edit.foreseen)
    return _replaced(edit, changes, notices, {"part": edit.part})


def _replaced(
    edit: ReplaceSheet | RevertSheet,
    changes: tuple[Change, ...],
    notices: Iterable[str],
    more: dict[str, Any],
) -> Decision:
    """What a restore or its undo has come to. Raises NothingToDo."""
    if not changes:
        raise NothingToDo("The sheet is like that already.")
    named = {"job": edit.job, "snapshot": edit.name, "filename": edit.filename}
    notes = {**named, **more, "notices": list(notices)}
    return Decision(Happening.SHEET_REPLACED, changes, notes, edit.foreseen.still_left())


def reverting(sheet: Sheet, events: Sequence[Event], *, keep: bool) -> RevertSheet:
    """The edit that undoes the first of ``events``, which are the last ones of ``sheet``.

    With ``keep`` the others are done again; without it they go. To be named by its caller.
    """
    since = events[1:] if keep else ()
    goal, lost, notices = carried(rewound(sheet, events), since)
    return RevertSheet(
        seq=events[0].seq,
        goal=goal,
        upto=sheet.seq,
        keep=keep,
        kept=bool(edits_among(since)),
        lost=len(lost),
        notices=tuple(notices),
    )


def _since(sheet: Sheet, edit: RevertSheet, asked: Asked) -> list[Event]:
    """The events that the undo's author did not know."""
    events = []
    for seq in range(edit.upto + 1, sheet.seq + 1):
        event = asked.past(seq)
        if event is None:
            raise CannotUndo(
                "What was edited meanwhile is not in the log any more. Restore the snapshot that "
                "was made before that restore instead."
            )
        events.append(event)
    return events


def revert_sheet(sheet: Sheet, edit: RevertSheet, asked: Asked) -> Decision:
    """A restore undone, all of it or nothing. Raises NothingToDo, CannotUndo, EditsSince."""
    since = _since(sheet, edit, asked)
    edited = bool(edits_among(since))
    if edited and not edit.keep:
        raise EditsSince("People edited just now, and nobody was asked about that.")
    goal, more, notices = carried(edit.goal, since if edit.keep else ())
    changes, _ = replacement(sheet, goal, Selection(), edit.foreseen)
    about = {"undoes": edit.seq, "kept": edit.kept or edited, "lost": edit.lost + len(more)}
    return _replaced(edit, changes, (*edit.notices, *notices), about)
