"""Everything that can be done with snapshots: what the panel, the API and the command line call.

Who may is decided before; every action is audited here. Any thread may call any method.
"""

import logging
from pathlib import Path
from typing import IO

from ulid import ULID

from camerasheet.config import Settings
from camerasheet.sheet.errors import Trouble
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots import names
from camerasheet.snapshots.caring import Caring
from camerasheet.snapshots.keeping import Keeping
from camerasheet.snapshots.listing import Listing, Manifests, Usage
from camerasheet.snapshots.live import LiveShows
from camerasheet.snapshots.making import Label
from camerasheet.snapshots.manifest import Kind, Manifest
from camerasheet.snapshots.restore_work import Parts
from camerasheet.snapshots.restoring import Restoring
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.control.care import DrillResult, Policy
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import SYSTEM, Who
from camerasheet.storage.control.jobs import Job, JobKind, busy
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.files import make_directory

__all__ = ["DrillResult", "LiveShows", "Policy", "Snapshots", "Usage"]

Jobs = list[Job]
Sentences = list[str]

log = logging.getLogger(__name__)


class Snapshots(Listing):
    """The service. All times are UTC; file names are made by the server, never by anybody else."""

    def __init__(
        self,
        settings: Settings,
        data: DataDirectory,
        control: ControlDatabase,
        live: LiveShows,
        clock: Clock = utc_now,
    ) -> None:
        """Nothing is touched yet: see ``clear_leftovers``."""
        self._settings = settings
        self._control = control
        super().__init__(Keeping(data, control, live, clock), live)
        shelf = self._keeping.shelf
        self._restoring = Restoring(Parts(control, live, shelf, self._make_safety, clock))
        self._caring = Caring(
            control,
            live,
            shelf,
            self._keeping.control_shelf,
            lambda show_id: self.create(show_id, by=SYSTEM, kind=Kind.SCHEDULED),
            lambda: self.create_control(by=SYSTEM, kind=Kind.SCHEDULED),
            settings.snapshots_keep,
            clock,
        )

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
        going = self.running(show_id)
        if going is not None:
            raise busy(going)
        made = self._keeping.create(show_id, Label(kind, by, name, note, pinned))
        try:
            self.prune(show_id)
        except Trouble as trouble:  # the snapshot is made all the same
            log.error("old snapshots could not be removed: %s", trouble.message)
        return made

    def before_import(self, show_id: str, file: str, *, by: Who) -> Manifest | None:
        """Copy a show before ``file`` is merged into it; the copy of this very state if there is.

        None when the sheet is empty, so that there is nothing to lose.

        Raises ``Busy`` while a restore is under way, and ``Trouble``: then nothing is to be
        imported, and the sentence says so.
        """
        sheet = self._live.sheet(show_id)
        if not sheet.rows and not sheet.cameras:
            return None
        for made in self.list(show_id):
            if made.kind is Kind.PRE_IMPORT and (made.show_id, made.seq) == (show_id, sheet.seq):
                return made
        name = names.quoting("Before importing", file)
        try:
            return self.create(show_id, by=by, name=name, kind=Kind.PRE_IMPORT)
        except Trouble as trouble:
            raise type(trouble)(
                f"Nothing was imported, because the show could not be copied first. {trouble}",
                **trouble.details,
            ) from trouble

    def upload(
        self, show_id: str, name: str, stream: IO[bytes], *, by: Who, sha256: str | None = None
    ) -> Manifest:
        """Take in a file from elsewhere, once a process of its own has found it sound.

        ``name`` is what it was called there; ``sha256`` what it should be, where that is known.
        Raises ``TooLarge``, ``SnapshotRefused`` with a sentence that says what is wrong with the
        file, ``SnapshotTooNew``, ``StorageFailed``; nothing is left behind.
        """
        label = Label(Kind.UPLOADED, by, name)
        most = self._settings.max_upload_bytes
        return self._keeping.upload(show_id, label, stream, most, sha256)

    def adopt(
        self, show_id: str, file: Path, *, name: str, note: str = "", kind: Kind, by: Who
    ) -> Manifest:
        """List a file of ours from elsewhere, such as the replica, once it was found sound apart.

        ``file`` lies on the same disk, is used by nobody, and is gone afterwards. Raises
        ``SnapshotRefused``, ``SnapshotTooNew``, ``StorageFailed``.
        """
        made = self._keeping.adopt(show_id, file, Label(kind, by, name, note))
        try:
            self.prune(show_id)
        except Trouble as trouble:
            log.error("old snapshots could not be removed: %s", trouble.message)
        return made

    def scratch(self, show_id: str) -> Path:
        """A name, on the disk of a show's snapshots, for a file to be adopted. What is left there
        is cleared at the next start."""
        directory = self._keeping.shelf(show_id).directory
        make_directory(directory)
        return directory / f".fetch-{ULID()}.partial"

    def downloaded(self, show_id: str, filename: str, *, by: Who) -> None:
        """Audit that somebody took the file away. Raises ``NotFound``."""
        self._keeping.downloaded(show_id, filename, by)

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
        return self._keeping.describe(show_id, filename, name, note, pinned, by)

    def verify(self, show_id: str, filename: str, *, by: Who) -> Manifest:
        """Read all of it: checksum, integrity, tables, revision, rows.

        What was found is in the manifest: ``verified_ok``, and ``problem`` in a sentence.
        """
        return self._keeping.verify(show_id, filename, by)

    def delete(
        self, show_id: str, filename: str, *, by: Who, last_verified_too: bool = False
    ) -> None:
        """Remove it. Raises ``LastVerified`` when no other one is known to be sound."""
        self._keeping.delete(show_id, filename, by, last_verified_too)

    # -- restore --------------------------------------------------------------------------------

    def restore(
        self,
        show_id: str,
        filename: str,
        *,
        selection: Selection | None = None,
        by: Who,
        without_replica: bool = False,
    ) -> Job:
        """Start making the live show equal to a snapshot, wholly or in part; returns at once.

        The ids in ``selection`` are those of ``compare`` and ``sheet``. The job fails as
        ``replica_behind`` when the replica does not catch up in time, unless ``without_replica``
        says that it is not to be waited for. Raises ``NotFound``, and ``Busy`` while another
        restore or undo of this show is under way.
        """
        return self._restoring.restore(
            show_id, filename, selection or Selection(), by, without_replica
        )

    def undo(
        self,
        job_id: str,
        *,
        keep_edits: bool | None = None,
        seen: int | None = None,
        by: Who,
        without_replica: bool = False,
    ) -> Job:
        """Start bringing back the exact state before a restore; returns at once.

        When people have edited since, raises ``EditsSince`` with ``edits`` (a list of ``{seq, at,
        by, kind, what}``, oldest first) until ``keep_edits`` says whether they stay on top. Only
        those up to ``seen``, which comes with that list, are discarded; what is left out is what
        there is now. Later ones raise it again, or fail the job with it when they come while it
        is under way; where there were none to ask about, later ones stay on top.
        Raises ``NotFound``, ``CannotUndo`` for what restored nothing or is too long ago, ``Busy``.
        """
        return self._restoring.undo(job_id, keep_edits, seen, by, without_replica)

    def job(self, job_id: str) -> Job:
        """How it stands. Raises ``NotFound``."""
        return self._restoring.jobs.job(job_id)

    def wait(self, job_id: str, timeout: float) -> Job:
        """The job when it has ended, or as it stands after ``timeout`` seconds."""
        return self._restoring.jobs.wait(job_id, timeout)

    def running(self, show_id: str) -> Job | None:
        """The job that is under way for a show."""
        return self._restoring.running(show_id)

    def jobs(self, show_id: str) -> Jobs:
        """A show's last jobs, newest first."""
        return self._restoring.jobs.of_show(show_id)

    def last_change(self, show_id: str) -> Job | None:
        """The last restore or undo that changed a show; None where there is none, or only ones
        that were followed by fifty that did not."""
        kinds = [kind for kind in JobKind if kind.changes_the_show]
        jobs = self._restoring.jobs.of_show(show_id, kinds)
        return next((job for job in jobs if job.result.get("seq") is not None), None)

    # -- care -----------------------------------------------------------------------------------

    def policy(self, show_id: str) -> Policy:
        """When snapshots are made by themselves, and which of those stay."""
        return self._control.care.policy(show_id)

    def set_policy(self, show_id: str, policy: Policy, *, by: Who) -> Policy:
        """Choose that. Raises ``Malformed``."""
        self._keeping.shelf(show_id)
        return self._control.care.set_policy(show_id, policy, by=by)

    def prune(self, show_id: str) -> Manifests:
        """Remove what the policy no longer keeps; those that went."""
        return self._caring.prune(self._keeping.shelf(show_id), self.policy(show_id), show_id)

    def drill(self, show_id: str, *, by: Who) -> DrillResult:
        """Restore the newest snapshot into a scratch database, and compare what comes out."""
        return self._caring.drill(show_id, by)

    def last_drill(self, show_id: str) -> DrillResult | None:
        """The last drill that was held; None before the first."""
        return self._control.care.last_drill(show_id)

    def create_control(self, *, by: Who, kind: Kind = Kind.MANUAL) -> Manifest:
        """Copy control.db: accounts, shows, links, audit log. For instance-wide admins."""
        return self._keeping.create_control(Label(kind, by, title="control.db"))

    def tick(self) -> None:
        """Do what is due: scheduled snapshots, pruning, drills. Called every 20 s or so."""
        self._restoring.jobs.settle()
        self._caring.tick()

    def clear_leftovers(self) -> Sentences:
        """Finish or clear what a killed server left; a sentence about each. Before anybody comes.

        A job whose event is in its show's log is completed; any other that was under way is marked
        as failed, saying in what state the show is.
        """
        said = [line for shelf in self._keeping.all_shelves() for line in shelf.clear()]
        return said + self._restoring.take_stock()

    def close(self, seconds: float) -> None:
        """Let jobs under way end, for at most so many seconds, and start no more."""
        self._restoring.jobs.close(seconds)

    def _make_safety(self, show_id: str, name: str, by: Who) -> Manifest:
        return self._keeping.create(show_id, Label(Kind.PRE_RESTORE, by, name))
