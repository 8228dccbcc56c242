"""Rows of a file as an import planned them, kept so that only what was edited is planned anew.

A large file takes half a second to plan. That is done before the import has its turn at the desk,
where others wait; whatever they edited meanwhile costs the work for its own rows there.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from camerasheet.sheet.changes import Change, On
from camerasheet.sheet.incoming import IncomingCue, PlannedCue
from camerasheet.sheet.model import Row
from camerasheet.sheet.vocabulary import Vocabulary


def digest_of(changes: Iterable[Change], labels: Mapping[str, str]) -> str:
    """A hash of changes, operators' ticks left out; ``labels`` stand for ids that are new."""
    lines = [
        [change.on, [labels.get(part, part) for part in change.key], change.before, change.after]
        for change in changes
        if change.on is not On.READY
    ]
    return hashlib.sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class PlannedRow:
    """What one row of the file does. ``said`` None: the sheet has all of it already.

    ``digest`` is that of its changes.
    """

    changes: tuple[Change, ...]
    said: PlannedCue | None
    digest: str


@dataclass(slots=True)
class PlannedRows:
    """Kept for one file and what was chosen for it.

    ``new_cameras`` has the ids of cameras that the sheet lacks, by what they are known by.
    """

    new_cameras: dict[str, str] = field(default_factory=dict)
    _vocabulary: Vocabulary | None = None
    _camera_ids: dict[str, str] = field(default_factory=dict)
    _rows: dict[int, tuple[IncomingCue, Row | None, str, PlannedRow]] = field(default_factory=dict)

    def settle(self, vocabulary: Vocabulary, camera_ids: Mapping[str, str]) -> None:
        """Forget what is for other words or cameras than these."""
        if self._vocabulary is not vocabulary or self._camera_ids != camera_ids:
            self._rows.clear()
            self._vocabulary, self._camera_ids = vocabulary, dict(camera_ids)

    def find(
        self, index: int, row: IncomingCue, standing: Row | None, rank: str
    ) -> PlannedRow | None:
        """What was planned for that row of the file, if it met this row of the sheet."""
        known = self._rows.get(index)
        if known is None or known[1] is not standing or known[2] != rank:
            return None
        return known[3] if known[0] is row or known[0] == row else None

    def keep(
        self, index: int, row: IncomingCue, standing: Row | None, rank: str, planned: PlannedRow
    ) -> None:
        """Remember it."""
        self._rows[index] = (row, standing, rank, planned)
