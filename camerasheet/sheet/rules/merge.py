"""An import meeting the sheet: what it would add, change and leave alone, and doing it.

Cues meet by number and cameras by number, case put aside; headings, which have no number, by
title: the second "Song" of the file is the second "Song" of the sheet. Rows already on the sheet
stay where they are. The live position moves only when its own cue is struck.
"""

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace

from camerasheet.sheet.changes import Change, On, Value, altered, made
from camerasheet.sheet.errors import ImportRefused
from camerasheet.sheet.incoming import (
    AbsentCue,
    Choices,
    Incoming,
    IncomingCue,
    Plan,
    PlannedCamera,
    PlannedCue,
)
from camerasheet.sheet.model import BLANK, Camera, Cue, Row, Sheet
from camerasheet.sheet.planned_rows import PlannedRow, PlannedRows, digest_of
from camerasheet.sheet.ranks import spread
from camerasheet.sheet.rules.cameras import MOST_CAMERAS
from camerasheet.sheet.rules.cues import MOST_CUES, without
from camerasheet.sheet.rules.differences import differences
from camerasheet.sheet.rules.imported import camera_fields, cue_fields, number_of, shot_fields
from camerasheet.sheet.rules.meeting import heading_key, known_by, put_after
from camerasheet.sheet.rules.placing import places

_NOTHING: Mapping[str, Value] = {}


class _Merge:
    """A plan in the making."""

    def __init__(
        self,
        sheet: Sheet,
        incoming: Incoming,
        choices: Choices,
        new_id: Callable[[], str],
        kept: PlannedRows,
    ) -> None:
        self.sheet, self.choices = sheet, choices
        self.incoming = incoming if incoming.numbered else put_after(sheet, incoming)
        self.new_id = new_id
        self.kept = kept
        self.fresh: dict[str, str] = {}
        self.changes: list[Change] = []
        self.digests: list[str] = []
        self.added: list[PlannedCue] = []
        self.changed: list[PlannedCue] = []
        self.cameras_added: list[PlannedCamera] = []
        self.cameras_changed: list[PlannedCamera] = []
        self.same = 0
        self.notices = list(incoming.notices)
        self.camera_ids = {known_by(c.number): c.id for c in sheet.cameras.values()}

    def cameras(self) -> None:
        """The file's cameras, those that only its cells name after those that it lists."""
        wanted: dict[str, tuple[str, dict[str, Value]]] = {}
        in_cells = dict.fromkeys(number for cue in self.incoming.cues for number in cue.shots)
        named = [(camera.number, camera.fields) for camera in self.incoming.cameras]
        for number, fields in (*named, *((number, _NOTHING) for number in in_cells)):
            wanted.setdefault(known_by(number), (number, {}))[1].update(fields)
        new = [key for key in wanted if key not in self.camera_ids]
        if len(new) + len(self.sheet.cameras) > MOST_CAMERAS:
            raise ImportRefused(
                f"With this file the sheet would have {len(new) + len(self.sheet.cameras)} "
                f"cameras; it holds at most {MOST_CAMERAS}.",
                limit=MOST_CAMERAS,
            )
        order = self.sheet.camera_order
        ranks = iter(spread(len(new), self.sheet.cameras[order[-1]].rank if order else ""))
        for key, (number, fields) in wanted.items():
            if key in self.camera_ids:
                self._alter_camera(self.sheet.cameras[self.camera_ids[key]], fields)
            else:
                self._add_camera(number, fields, next(ranks))
        self.digests.append(digest_of(self.changes, self.fresh))
        self.kept.settle(self.sheet.vocabulary, self.camera_ids)

    def _add_camera(self, number: str, fields: Mapping[str, Value], rank: str) -> None:
        key = known_by(number)
        drawn = self.kept.new_cameras.get(key) or self.new_id()
        self.kept.new_cameras[key] = drawn
        self.fresh[drawn] = f"new {len(self.fresh)}"
        blank = Camera(drawn, number_of(number, camera=True), rank=rank)
        after = camera_fields(blank, fields, clears=True)
        camera = replace(blank, **after)  # type: ignore[arg-type]
        self.changes.append(made(On.CAMERA, (camera.id,), camera))
        self.camera_ids[key] = camera.id
        self.cameras_added.append(
            PlannedCamera(camera.number, camera.name, tuple(differences(blank, after)))
        )

    def _alter_camera(self, camera: Camera, fields: Mapping[str, Value]) -> None:
        after = camera_fields(camera, fields, clears=self.choices.blank_clears)
        if after:
            self.changes.append(altered(On.CAMERA, (camera.id,), camera, **after))
            name = str(after.get("name", camera.name))
            found = tuple(differences(camera, after))
            self.cameras_changed.append(PlannedCamera(camera.number, name, found))

    def match(self) -> list[str]:
        """For each row of the file the id of its cue on the sheet, or ``""``."""
        seen: Counter[str] = Counter()
        known: dict[str, str] = dict(self.sheet.numbers)
        for row in self.sheet.in_order():
            if row.cue.is_heading:
                known[heading_key(row.cue.title, seen)] = row.cue.id
        seen.clear()
        met: dict[str, IncomingCue] = {}
        found = []
        for cue in self.incoming.cues:
            title = str(cue.fields.get("title") or "")
            key = heading_key(title, seen) if cue.heading else known_by(cue.number)
            if not cue.heading and key in met:
                raise ImportRefused(
                    f"{cue.source}: cue {cue.number} was named before, in {met[key].source}."
                )
            met[key] = cue
            found.append(known.get(key, ""))
        return found

    def rows(self) -> set[str]:
        """Every row of the file; returns the ids of the cues that it names."""
        found = self.match()
        ranks, in_order = places(self.sheet, self.incoming.cues, found)
        if not in_order:
            self.notices.append(
                "Some cues stand in another order in the file. On the sheet they stay where they "
                "are."
            )
        total = len(self.sheet.order) + len(ranks)
        if total > MOST_CUES:
            raise ImportRefused(
                f"With this file the sheet would have {total} rows; it holds at most {MOST_CUES}.",
                limit=MOST_CUES,
            )
        for index, (cue, cue_id) in enumerate(zip(self.incoming.cues, found, strict=True)):
            standing = self.sheet.rows[cue_id] if cue_id else None
            self._row(index, cue, standing, "" if cue_id else ranks[index])
        return {cue_id for cue_id in found if cue_id}

    def _row(self, index: int, row: IncomingCue, standing: Row | None, rank: str) -> None:
        planned = self.kept.find(index, row, standing, rank)
        if planned is None:
            planned = self._add(row, rank) if standing is None else self._alter(standing, row)
            self.kept.keep(index, row, standing, rank, planned)
        self.changes.extend(planned.changes)
        self.digests.append(planned.digest)
        if planned.said is None:
            self.same += 1
        else:
            (self.added if standing is None else self.changed).append(planned.said)

    def _add(self, row: IncomingCue, rank: str) -> PlannedRow:
        number = "" if row.heading else number_of(row.number, row.source)
        kind = "heading" if row.heading else "cue"
        blank = Cue(self.new_id(), number, kind=kind, rank=rank)
        after = cue_fields(blank, row, clears=True)
        cue = replace(blank, **after)  # type: ignore[arg-type]
        changes = [made(On.CUE, (cue.id,), cue)]
        found = differences(blank, after)
        for camera, shot, fields in self._cells(Row(cue), row):
            whole = replace(BLANK, **fields)  # type: ignore[arg-type]
            changes.append(made(On.SHOT, (cue.id, shot), whole))
            found += differences(BLANK, fields, camera)
        said = PlannedCue(cue.number, cue.title, row.heading, row.source, tuple(found))
        digest = digest_of(changes, {**self.fresh, cue.id: "new row"})
        return PlannedRow(tuple(changes), said, digest)

    def _alter(self, standing: Row, row: IncomingCue) -> PlannedRow:
        cue = standing.cue
        after = cue_fields(cue, row, clears=self.choices.blank_clears)
        changes = [altered(On.CUE, (cue.id,), cue, **after)] if after else []
        found = differences(cue, after)
        for camera, shot, fields in self._cells(standing, row):
            old = standing.shot(shot)
            changes.append(altered(On.SHOT, (cue.id, shot), old, **fields))
            found += differences(old, fields, camera)
        digest = digest_of(changes, self.fresh)
        if not found:
            return PlannedRow(tuple(changes), None, digest)
        title = str(after.get("title", cue.title))
        said = PlannedCue(cue.number, title, row.heading, row.source, tuple(found))
        return PlannedRow(tuple(changes), said, digest)

    def _cells(self, standing: Row, row: IncomingCue) -> list[tuple[str, str, dict[str, Value]]]:
        """(camera number, camera id, fields to set) of each cell that the file changes."""
        if row.heading:
            return []
        cells, met = [], set[str]()
        for number, said in row.shots.items():
            camera = self.camera_ids[known_by(number)]
            where = f"{row.source}, camera {number}"
            if camera in met:
                raise ImportRefused(f"{where}: this cue has a shot of that camera already.")
            met.add(camera)
            fields = shot_fields(
                self.sheet.vocabulary,
                standing.shot(camera),
                said,
                where,
                clears=self.choices.blank_clears,
            )
            if fields:
                cells.append((number, camera, fields))
        return cells

    def absent(self, named: set[str]) -> tuple[AbsentCue, ...]:
        """The rows that the file does not name, struck if the person chose that.

        A file that has no headings at all says nothing about the sheet's.
        """
        strikes = self.choices.strike_absent
        if strikes and not self.incoming.cues:
            raise ImportRefused("The file names no cue at all; it cannot say which to strike.")
        headings = any(cue.heading for cue in self.incoming.cues)
        absent, before = [], len(self.changes)
        for row in self.sheet.in_order():
            cue = row.cue
            if cue.id in named or (cue.is_heading and not headings):
                continue
            absent.append(AbsentCue(cue.number, cue.title, cue.is_heading, strikes))
            if strikes:
                self.changes.extend(without(self.sheet, row))
        self.digests.append(digest_of(self.changes[before:], self.fresh))
        return tuple(absent)

    def fingerprint(self) -> str:
        """A hash of the changes, the same whatever new ids were drawn."""
        return hashlib.sha256(" ".join(self.digests).encode()).hexdigest()


def plan(
    sheet: Sheet,
    incoming: Incoming,
    choices: Choices,
    new_id: Callable[[], str],
    kept: PlannedRows | None = None,
) -> Plan:
    """What importing ``incoming`` would do to ``sheet``. ``new_id`` makes ids never used before.

    ``kept`` is what an earlier call for the same file and choices left there: rows that nobody
    edited since are taken from it.

    Raises :class:`ImportRefused`, naming the row, for a text over its limit, a cue named twice, or
    a sheet that would grow over its limits.
    """
    merge = _Merge(sheet, incoming, choices, new_id, kept or PlannedRows())
    merge.cameras()
    absent = merge.absent(merge.rows())
    return Plan(
        changes=tuple(merge.changes),
        added=tuple(merge.added),
        changed=tuple(merge.changed),
        same=merge.same,
        absent=absent,
        cameras_added=tuple(merge.cameras_added),
        cameras_changed=tuple(merge.cameras_changed),
        notices=tuple(dict.fromkeys(merge.notices)),
        fingerprint=merge.fingerprint(),
    )
