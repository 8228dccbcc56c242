"""Everything that can be done with offsite copies: what the panel, API and command line call.

Who may is decided before; every action is audited here. Any thread may call any method.
"""

from __future__ import annotations

import threading

from camerasheet.config import Settings
from camerasheet.offsite.bucket import Bucket
from camerasheet.offsite.carrying import Carrying
from camerasheet.offsite.listings import Known, Listings
from camerasheet.offsite.porter import Porter
from camerasheet.offsite.remote import CONTROL, Copies, RemoteShelf, prefix_of
from camerasheet.offsite.routine import Done, Routine
from camerasheet.sheet.errors import LastVerified, NoOffsite
from camerasheet.snapshots import Job, Snapshots
from camerasheet.storage.clock import Clock, utc_now
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.database import ControlDatabase
from camerasheet.storage.control.identity import Who

Jobs = list[Job]
Sentences = list[str]
Filenames = list[str]
AllDone = list[Done]


class Offsite:
    """The service. Every method that needs a bucket raises ``NoOffsite`` where none is set."""

    def __init__(
        self,
        settings: Settings,
        control: ControlDatabase,
        snapshots: Snapshots,
        clock: Clock = utc_now,
    ) -> None:
        """Nothing is asked yet: see ``clear_leftovers``."""
        self._settings = settings
        self._control = control
        self._bucket = Bucket.from_settings(settings)
        self._lock = threading.Lock()
        self._shelves: dict[str, RemoteShelf] = {}
        self._listings = Listings(self.remote, clock)
        self._carrying = Carrying(control.jobs, clock)
        self._porter = Porter(
            control, snapshots, self.remote, self._listings, self._carrying, clock
        )
        self._routine = Routine(self._porter, settings.offsite_hours, settings.offsite_keep)

    @property
    def on(self) -> bool:
        """Whether there is a bucket."""
        return self._bucket is not None

    @property
    def place(self) -> str:
        """The bucket, for people; '' where there is none."""
        return f"s3://{self._settings.s3_bucket}/{prefix_of(self._settings)}" if self.on else ""

    def remote(self, show_id: str) -> RemoteShelf:
        """A show's copies, or with ``CONTROL`` those of control.db. Raises ``NotFound``."""
        if self._bucket is None:
            raise NoOffsite("There is no place for offsite copies: set CAMERASHEET_S3_BUCKET.")
        if show_id != CONTROL:
            self._control.shows.by_id(show_id)
        with self._lock:
            made = RemoteShelf(self._bucket, prefix_of(self._settings), show_id)
            return self._shelves.setdefault(show_id, made)

    # -- what there is --------------------------------------------------------------------------

    def list(self, show_id: str) -> Copies:
        """A show's copies, newest first. Asks the store. Raises ``OffsiteFailed``."""
        return self._listings.ask(show_id)

    def known(self, show_id: str, *, anew: bool = False) -> Known:
        """What the store said last, at once, for pages; it is asked in the background."""
        return self._listings.known(show_id, anew=anew) if self.on else Known([])

    # -- carrying -------------------------------------------------------------------------------

    def push(self, show_id: str, filename: str, *, by: Who) -> Job:
        """Start sending a snapshot, or the rest of it; returns at once. Raises ``NotFound``."""
        return self._porter.push(show_id, filename, by)

    def fetch(self, show_id: str, filename: str, *, by: Who) -> Job:
        """Start fetching a copy, or the rest of it; returns at once.

        Raises ``AlreadyExists`` when it is here. Once fetched it is a snapshot like any other.
        """
        return self._porter.fetch(show_id, filename, by)

    def delete(
        self, show_id: str, filename: str, *, by: Who, last_verified_too: bool = False
    ) -> None:
        """Remove a copy. Asks the store. Raises ``NotFound``, ``OffsiteFailed``, and
        ``LastVerified`` when no other copy there is known to be sound."""
        remote = self.remote(show_id)
        with remote.tidying:  # or the other sound ones go between looking and doing
            copy = remote.find(filename)
            sound = [each.filename for each in remote.list() if each.manifest.verified_ok]
            if sound == [copy.filename] and not last_verified_too:
                raise LastVerified(
                    f"{filename} is the last offsite copy of this show that is known to be sound. "
                    "Push another one first, or say that it is to go all the same."
                )
            remote.remove(filename)
        self._control.audit.record(AuditAction.OFFSITE_DELETED, by, show_id, filename=filename)
        self._listings.ask(show_id)

    def job(self, job_id: str) -> Job:
        """How a push or a fetch stands. Raises ``NotFound``."""
        return self._carrying.jobs.job(job_id)

    def wait(self, job_id: str, timeout: float) -> Job:
        """The job when it has ended, or as it stands after ``timeout`` seconds."""
        return self._carrying.jobs.wait(job_id, timeout)

    def under_way(self, show_id: str) -> Jobs:
        """The pushes and fetches of a show that go on."""
        return self._carrying.jobs.under_way(show_id)

    # -- care -----------------------------------------------------------------------------------

    def daily(self, *, by: Who, seconds: float) -> AllDone:
        """A snapshot of every show and of control.db, pushed where there is a bucket.

        Nothing is raised for a single show: each answer says what became of it. What is not sent
        within ``seconds`` goes on.
        """
        return self._routine.daily(by, seconds, offsite=self.on)

    def prune(self, show_id: str) -> Filenames:
        """Remove the copies that are no longer kept; which. Asks the store."""
        return self._routine.tidy(show_id)

    def tick(self) -> None:
        """Have done what is due, in the background. Called every 20 s or so."""
        self._carrying.jobs.settle()
        if self.on:
            self._routine.tick()

    def clear_leftovers(self) -> Sentences:
        """Fail what a killed server left under way; a sentence about each."""
        return self._carrying.take_stock()

    def close(self, seconds: float) -> None:
        """Have what is under way break off; it is gone on with when it is asked for again."""
        self._carrying.jobs.close(seconds)
        if self._bucket is not None:
            self._bucket.close()
