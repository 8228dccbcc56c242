"""Everything that can be done with snapshots: what the panel, the API and the command line call.

Who may is decided before; every action is audited here. Any thread may call any method.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from camerasheet.config import Settings
from camerasheet.sheet.compare import Comparison
from camerasheet.sheet.events import Event
from camerasheet.sheet.model import Sheet
from camerasheet.sheet.replacement import ReplaceSheet, RevertSheet, Selection
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.control.care import DrillResult, Policy
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job
from camerasheet.storage.datadir import DataDirectory

__all__ = ["DrillResult", "LiveShows", "Policy", "Snapshots", "Usage"]

Manifests = list[Manifest]
Jobs = list[Job]
Sentences = list[str]


@dataclass(frozen=True, slots=True)
class Usage:
    """What a show's snapshots take, and what the disk has left."""

    count: int
    bytes_used: int
    bytes_free: int


@dataclass(frozen=True, slots=True)
class LiveShows:
    """The running shows, as far as snapshots know them: what production hands over.

    ``sheet`` and ``events_after`` (show, seq, most) open a show's desk if need be. ``apply`` has
    the desk decide an edit as an admin of that name, and returns its seq or raises the refusal; it
    waits, and the job's id is the edit's id. ``synced`` (show) waits until the sidecar has copied
    all to the replica, and says so in a sentence; None where there is no sidecar.
    """

    sheet: Callable[[str], Sheet]
    events_after: Callable[[str, int, int], list[Event]]
    apply: Callable[[str, ReplaceSheet | RevertSheet, Who], int]
    synced: Callable[[str], str] | None = None


class Snapshots:
    """The service. All times are UTC; file names are made by the server, never by anybody else.

    Every method that takes a ``filename`` raises ``NotFound`` for one that is unknown or crafted,
    with nothing touched; every method that takes a ``show_id`` does for what is no show's id.
    """

    def __init__(
        self,
        settings: Settings,
        data: DataDirectory,
        control: ControlDatabase,
        live: LiveShows,
        clock: Clock = utc_now,
    ) -> None:
        """Nothing is touched yet: see ``clear_leftovers``."""
        raise NotImplementedError

    # -- what there is --------------------------------------------------------------------------

    def list(self, show_id: str) -> Manifests:
        """A show's snapshots, newest first."""
        raise NotImplementedError

    def find(self, show_id: str, filename: str) -> Manifest:
        """One snapshot. Raises ``NotFound``."""
        raise NotImplementedError

    def path(self, show_id: str, filename: str) -> Path:
        """Where its file lies, for sending it. Raises ``NotFound``."""
        raise NotImplementedError

    def downloaded(self, show_id: str, filename: str, *, by: Who) -> None:
        """Audit that somebody took the file away. Raises ``NotFound``."""
        raise NotImplementedError

    def sheet(self, show_id: str, filename: str) -> Sheet:
        """What it says, with the ids of the live show's cues where it is of another show.

        Raises ``NotFound``, ``SnapshotRefused`` for one that is damaged, ``DatabaseTooNew``.
        """
        raise NotImplementedError

    def compare(self, show_id: str, filename: str, other: str | None = None) -> Comparison:
        """What a restore of ``filename`` would change: from the live sheet to the snapshot.

        With ``other``, from that snapshot to this one. Raises as ``sheet`` does.
        """
        raise NotImplementedError

    def usage(self, show_id: str) -> Usage:
        """What they take, and what is left."""
        raise NotImplementedError

    # -- making and keeping ---------------------------------------------------------------------

    def create(
        self,
        show_id: str,
        *,
        by: Who,
        name: str = "",
        note: str = "",
        pinned: bool = False,
        kind: Kind = Kind.MANUAL,
    ) -> Manifest:
        """Copy a show, consistently, while people edit; nobody waits.

        Raises ``Malformed`` for a name or note that is too long, ``Busy`` while a restore is under
        way, ``StorageFailed`` with nothing left behind.
        """
        raise NotImplementedError

    def upload(
        self, show_id: str, name: str, stream: BinaryIO, *, by: Who, sha256: str | None = None
    ) -> Manifest:
        """Take in a file from elsewhere, once a process of its own has found it sound.

        ``name`` is what it was called there; ``sha256`` what it should be, where that is known.
        Raises ``TooLarge``, ``SnapshotRefused`` with a sentence that says what is wrong with the
        file, ``DatabaseTooNew``, ``StorageFailed``; nothing is left behind.
        """
        raise NotImplementedError

    def describe(
        self,
        show_id: str,
        filename: str,
        *,
        name: str | None = None,
        note: str | None = None,
        pinned: bool | None = None,
        by: Who,
    ) -> Manifest:
        """Set what people say of it; None leaves it. Raises ``NotFound``, ``Malformed``."""
        raise NotImplementedError

    def verify(self, show_id: str, filename: str, *, by: Who) -> Manifest:
        """Read all of it: checksum, integrity, tables, revision, rows.

        What was found is in the manifest: ``verified_ok``, and ``problem`` in a sentence.
        """
        raise NotImplementedError

    def delete(
        self, show_id: str, filename: str, *, by: Who, last_verified_too: bool = False
    ) -> None:
        """Remove it. Raises ``LastVerified`` when no other one is known to be sound."""
        raise NotImplementedError

    # -- restore --------------------------------------------------------------------------------

    def restore(
        self, show_id: str, filename: str, *, selection: Selection | None = None, by: Who
    ) -> Job:
        """Start making the live show equal to a snapshot, wholly or in part; returns at once.

        The ids in ``selection`` are those of ``compare`` and ``sheet``. Raises ``NotFound``, and
        ``Busy`` while another restore or undo of this show is under way.
        """
        raise NotImplementedError

    def undo(self, job_id: str, *, keep_edits: bool | None = None, by: Who) -> Job:
        """Start bringing back the exact state before a restore; returns at once.

        When people have edited since, raises ``EditsSince`` with ``edits`` (a list of ``{seq, at,
        by, kind, what}``, oldest first) until ``keep_edits`` says whether they stay on top.
        Raises ``NotFound``, ``CannotUndo`` for what restored nothing or is too long ago, ``Busy``.
        """
        raise NotImplementedError

    def job(self, job_id: str) -> Job:
        """How it stands. Raises ``NotFound``."""
        raise NotImplementedError

    def wait(self, job_id: str, timeout: float) -> Job:
        """The job when it has ended, or as it stands after ``timeout`` seconds."""
        raise NotImplementedError

    def running(self, show_id: str) -> Job | None:
        """The job that is under way for a show."""
        raise NotImplementedError

    def jobs(self, show_id: str) -> Jobs:
        """A show's last jobs, newest first."""
        raise NotImplementedError

    # -- care -----------------------------------------------------------------------------------

    def policy(self, show_id: str) -> Policy:
        """When snapshots are made by themselves, and which of those stay."""
        raise NotImplementedError

    def set_policy(self, show_id: str, policy: Policy, *, by: Who) -> Policy:
        """Choose that. Raises ``Malformed``."""
        raise NotImplementedError

    def prune(self, show_id: str) -> Manifests:
        """Remove what the policy no longer keeps; those that went."""
        raise NotImplementedError

    def drill(self, show_id: str, *, by: Who) -> DrillResult:
        """Restore the newest snapshot into a scratch database, and compare what comes out."""
        raise NotImplementedError

    def last_drill(self, show_id: str) -> DrillResult | None:
        """The last drill that was held; None before the first."""
        raise NotImplementedError

    def create_control(self, *, by: Who, kind: Kind = Kind.MANUAL) -> Manifest:
        """Copy control.db: accounts, shows, links, audit log. For instance-wide admins."""
        raise NotImplementedError

    def list_control(self) -> Manifests:
        """The copies of control.db, newest first."""
        raise NotImplementedError

    def tick(self) -> None:
        """Do what is due: scheduled snapshots, pruning, drills. Called every 20 s or so."""
        raise NotImplementedError

    def clear_leftovers(self) -> Sentences:
        """Finish or clear what a killed server left; a sentence about each. Before anybody comes.

        A job whose event is in its show's log is completed; any other that was under way is marked
        as failed, saying in what state the show is.
        """
        raise NotImplementedError

    def close(self, seconds: float) -> None:
        """Let jobs under way end, for at most so many seconds, and start no more."""
        raise NotImplementedError
