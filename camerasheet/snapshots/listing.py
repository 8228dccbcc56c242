"""What snapshots there are, and what they say: the half of the service that changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from camerasheet.sheet.compare import Comparison, compare
from camerasheet.sheet.model import Sheet
from camerasheet.snapshots.keeping import Keeping
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.manifest import Manifest
from camerasheet.snapshots.shelf import Shelf

Manifests = list[Manifest]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a show's snapshots take, and what the disk has left."""

    count: int
    bytes_used: int
    bytes_free: int


class Listing:
    """Any thread may call any method.

    Every method that takes a ``filename`` raises ``NotFound`` for one that is unknown or crafted,
    with nothing touched; every method that takes a ``show_id`` does for what is no show's id.
    """

    def __init__(self, keeping: Keeping, live: LiveShows) -> None:
        self._keeping = keeping
        self._live = live

    def list(self, show_id: str) -> Manifests:
        """A show's snapshots, newest first."""
        return self._keeping.shelf(show_id).list()

    def find(self, show_id: str, filename: str) -> Manifest:
        """One snapshot. Raises ``NotFound``."""
        return self._keeping.shelf(show_id).find(filename)

    def path(self, show_id: str, filename: str) -> Path:
        """Where its file lies, for sending it. Raises ``NotFound``."""
        return self._keeping.shelf(show_id).path(filename)

    def seq(self, show_id: str) -> int:
        """Where the live show stands. Raises ``NotFound``, ``Trouble``."""
        return self._live.sheet(show_id).seq

    def shelf(self, show_id: str) -> Shelf:
        """Where a show's snapshots lie, for carrying them elsewhere and back."""
        return self._keeping.shelf(show_id)

    @property
    def control_shelf(self) -> Shelf:
        """Where the copies of control.db lie."""
        return self._keeping.control_shelf

    def sheet(self, show_id: str, filename: str) -> Sheet:
        """What it says, with the ids of the live show's cues where it is of another show.

        Raises ``NotFound``, ``SnapshotRefused`` for one that is damaged, ``SnapshotTooNew``.
        """
        return self._keeping.sheet(show_id, filename)

    def compare(self, show_id: str, filename: str, other: str | None = None) -> Comparison:
        """What a restore of ``filename`` would change: from the live sheet to the snapshot.

        With ``other``, from that snapshot to this one. Raises as ``sheet`` does.
        """
        after = self.sheet(show_id, filename)
        before = self._live.sheet(show_id) if other is None else self.sheet(show_id, other)
        return compare(before, after)

    def list_control(self) -> Manifests:
        """The copies of control.db, newest first."""
        return self._keeping.control_shelf.list()

    def usage(self, show_id: str) -> Usage:
        """What they take, and what is left."""
        shelf = self._keeping.shelf(show_id)
        return Usage(len(shelf.list()), shelf.bytes_used(), self._keeping.free_bytes())
