"""What offsite copies need without anybody asking: pushing on schedule, and their retention."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from camerasheet.offsite.porter import Porter, newest_pushed, same_words, worth_pushing
from camerasheet.offsite.remote import CONTROL, Copy
from camerasheet.offsite.retention import to_prune
from camerasheet.sheet.errors import CamerasheetError, Trouble
from camerasheet.snapshots import Job, JobKind, JobState, Kind, Manifest
from camerasheet.storage.control.audit import AuditAction
from camerasheet.storage.control.identity import SYSTEM, Who

log = logging.getLogger(__name__)

AGAIN_AFTER: Final = timedelta(minutes=10)
NOTHING_NEW: Final = timedelta(hours=1)
_PUSH_SECONDS: Final = 24 * 3600.0


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one database: ``error`` is None where all of it worked."""

    show_id: str
    show: str
    filename: str | None
    pushed: bool
    error: dict[str, Any] | None = None

    def as_json(self) -> dict[str, Any]:
        """For programs; ``show`` is its address, None for control.db."""
        return {
            "show": self.show or None,
            "filename": self.filename,
            "pushed": self.pushed,
            "error": self.error,
        }


@dataclass(slots=True)
class Routine:
    """``hours`` and ``keep`` are the settings' ``offsite_hours`` and ``offsite_keep``."""

    porter: Porter
    hours: int
    keep: int
    _due: dict[str, datetime] = field(default_factory=dict)
    _thread: threading.Thread | None = None

    # -- on schedule ----------------------------------------------------------------------------

    def tick(self) -> None:
        """See to what is due, in a thread of its own: the store may hang. Returns at once."""
        if not self.hours or (self._thread is not None and self._thread.is_alive()):
            return
        now = self.porter.clock()
        due = [show for show in self._shows() if self._due.get(show, now) <= now]
        if due:
            self._thread = threading.Thread(
                target=self._see_to, args=(due,), name="offsite-routine", daemon=True
            )
            self._thread.start()

    def _shows(self) -> list[str]:
        return [CONTROL, *(show.id for show in self.porter.control.shows.list())]

    def _see_to(self, due: list[str]) -> None:
        for show_id in due:
            now = self.porter.clock()
            self._due[show_id] = now + AGAIN_AFTER
            try:
                self._due[show_id] = self._push_if_due(show_id, now)
            except CamerasheetError as error:
                log.error("offsite copy of %s: %s", show_id, error.message)
                self._note(show_id, error)
            except Exception:
                log.exception("offsite copy of %s", show_id)

    def _push_if_due(self, show_id: str, now: datetime) -> datetime:
        """Push the newest snapshot if it is time; when to look again."""
        copies = self.porter.listings.ask(show_id)
        every = timedelta(hours=self.hours)
        last = newest_pushed(copies)
        if last is not None and now - last < every:
            return last + every
        newest = worth_pushing(self.porter.shelf(show_id).list(), show_id)
        if newest is None or newest.filename in {copy.filename for copy in copies}:
            return now + NOTHING_NEW
        job = self.porter.push(show_id, newest.filename, SYSTEM)
        ended = self.porter.carrying.jobs.wait(job.id, _PUSH_SECONDS)
        if ended.state is not JobState.DONE:
            return now + AGAIN_AFTER
        self.tidy(show_id)
        return now + every

    def _note(self, show_id: str, error: CamerasheetError) -> None:
        """Show it, not only log it."""
        try:
            jobs = self.porter.control.jobs
            jobs.note_failure(show_id, JobKind.PUSH, error.as_json(), SYSTEM)
        except Trouble as trouble:
            log.error("that could not be written down either: %s", trouble.message)

    # -- once a day, when a program asks --------------------------------------------------------

    def daily(self, by: Who, seconds: float, *, offsite: bool) -> list[Done]:
        """A snapshot of every show and of control.db, each pushed where ``offsite``.

        A show that has not changed since its newest snapshot gets no other. What is not sent
        within ``seconds`` goes on.
        """
        deadline = time.monotonic() + seconds
        shows = {show.id: show.slug for show in self.porter.control.shows.list()}
        made = {show_id: self._made(show_id, slug, by) for show_id, slug in shows.items()}
        made[CONTROL] = self._made(CONTROL, "", by)
        if not offsite:
            return list(made.values())
        jobs = {show_id: self._start(done, by) for show_id, done in made.items()}
        return [self._ended(made[show], job, deadline) for show, job in jobs.items()]

    def _made(self, show_id: str, slug: str, by: Who) -> Done:
        try:
            return Done(show_id, slug, self._snapshot(show_id, by).filename, False)
        except CamerasheetError as error:
            return Done(show_id, slug, None, False, error.as_json())

    def _snapshot(self, show_id: str, by: Who) -> Manifest:
        snapshots = self.porter.snapshots
        if show_id == CONTROL:
            return snapshots.create_control(by=by, kind=Kind.SCHEDULED)
        newest = worth_pushing(snapshots.list(show_id), show_id)
        if newest is not None and newest.seq == snapshots.seq(show_id):
            return newest
        return snapshots.create(show_id, by=by, kind=Kind.SCHEDULED)

    def _start(self, done: Done, by: Who) -> Job | CamerasheetError | None:
        if done.filename is None:
            return None
        try:
            return self.porter.push(done.show_id, done.filename, by)
        except CamerasheetError as error:
            return error

    def _ended(self, done: Done, job: Job | CamerasheetError | None, deadline: float) -> Done:
        if job is None:
            return done
        if isinstance(job, CamerasheetError):
            return Done(done.show_id, done.show, done.filename, False, job.as_json())
        ended = self.porter.carrying.jobs.wait(job.id, max(0.0, deadline - time.monotonic()))
        pushed = ended.state is JobState.DONE
        error = dict(ended.error) if ended.error else None
        if ended.under_way:
            error = {"code": "offsite", "message": "It is still being sent.", "job": ended.id}
        if pushed:
            error = self._tidied(done.show_id)
        return Done(done.show_id, done.show, done.filename, pushed, error)

    def _tidied(self, show_id: str) -> dict[str, Any] | None:
        try:
            self.tidy(show_id)
        except CamerasheetError as error:
            return error.as_json()
        return None

    # -- retention ------------------------------------------------------------------------------

    def tidy(self, show_id: str) -> list[str]:
        """Carry over what people say of copies since, and remove those no longer kept; which."""
        remote = self.porter.remote(show_id)
        with remote.tidying:
            copies = self.porter.listings.ask(show_id)
            here = {manifest.filename: manifest for manifest in self.porter.shelf(show_id).list()}
            self._describe_anew(show_id, copies, here)
            pinned = [name for name, manifest in here.items() if manifest.pinned]
            gone = to_prune(copies, self.keep, pinned)
            for filename in gone:
                remote.remove(filename)
                self.porter.control.audit.record(
                    AuditAction.OFFSITE_PRUNED,
                    SYSTEM,
                    None if show_id == CONTROL else show_id,
                    filename=filename,
                )
        remote.clear(self.porter.clock())
        self.porter.clear_partials(show_id)
        if gone:
            self.porter.listings.ask(show_id)
        return gone

    def _describe_anew(self, show_id: str, copies: list[Copy], here: dict[str, Manifest]) -> None:
        for copy in copies:
            ours = here.get(copy.filename)
            same = ours is not None and ours.sha256 == copy.manifest.sha256
            if ours is not None and same and not same_words(ours, copy.manifest):
                self.porter.remote(show_id).describe(ours)
