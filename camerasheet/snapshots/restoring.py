"""Restore and undo: jobs in threads of their own, each one edit at the show's desk."""

import logging
import threading
import time
from collections.abc import Callable
from typing import Any, Final

from camerasheet.sheet.errors import (
    CamerasheetError,
    CannotUndo,
    EditsSince,
    ShuttingDown,
    Trouble,
)
from camerasheet.sheet.events import Event
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots.bracket import REPLICATE, SYNC
from camerasheet.snapshots.collector import collector_waits
from camerasheet.snapshots.live import edits_among, told
from camerasheet.snapshots.progress import BROKEN, Progress, Unrecorded
from camerasheet.snapshots.restore_work import (
    CHECK,
    REPLACE,
    SAFETY,
    STAGE,
    VERIFY,
    Parts,
    Work,
    events_since,
    outcome,
)
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind

log = logging.getLogger(__name__)

_MOST_TOLD: Final = 200


class Restoring:
    """Starts jobs and knows how they stand. Any thread may call any method."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._work = Work(parts)
        self._jobs = parts.control.jobs
        self.unrecorded = Unrecorded(parts.control.jobs)
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._closing = False

    # -- starting -------------------------------------------------------------------------------

    def restore(
        self,
        show_id: str,
        filename: str,
        selection: Selection,
        by: Who,
        without_replica: bool = False,
    ) -> Job:
        """See ``Snapshots.restore``."""
        manifest = self._parts.shelf(show_id).find(filename)
        before = self._parts.live.sheet(show_id).seq
        request = {
            "snapshot": filename,
            "before": before,
            **_chosen(selection),
            **_without(without_replica),
        }
        return self._start(
            show_id,
            JobKind.RESTORE,
            self._steps(STAGE, VERIFY),
            request,
            by,
            lambda progress: self._work.restore(progress, manifest, selection),
        )

    def undo(
        self, job_id: str, keep_edits: bool | None, by: Who, without_replica: bool = False
    ) -> Job:
        """See ``Snapshots.undo``."""
        undone = self.job(job_id)
        seq = undone.result.get("seq")
        if undone.under_way or seq is None:
            raise CannotUndo("That job has not changed the show, so there is nothing to undo.")
        sheet = self._parts.live.sheet(undone.show_id)
        since = events_since(self._parts.live, undone.show_id, seq)[1:]
        edits = edits_among(since)
        if edits and keep_edits is None:
            raise EditsSince(
                f"There were {len(edits)} edits since that restore. Say whether to keep them on "
                "top of what comes back, or to discard them.",
                edits=[told(sheet, event) for event in edits[-_MOST_TOLD:]],
                count=len(edits),
            )
        request = {"undoes": job_id, "seq": seq, "before": sheet.seq, "keep": bool(keep_edits)}
        request |= _without(without_replica)
        return self._start(
            undone.show_id,
            JobKind.UNDO,
            self._steps(),
            request,
            by,
            lambda progress: self._work.undo(progress, undone, seq, bool(keep_edits)),
        )

    def _steps(self, *first: str) -> tuple[str, ...]:
        """Those of a job, after its first ones; with a replica it is waited for on both sides."""
        if self._parts.live.synced is None:
            return (*first, SAFETY, REPLACE, CHECK)
        return (*first, SAFETY, SYNC, REPLACE, CHECK, REPLICATE)

    def _start(
        self,
        show_id: str,
        kind: JobKind,
        steps: tuple[str, ...],
        request: dict[str, Any],
        by: Who,
        work: Callable[[Progress], None],
    ) -> Job:
        self.unrecorded.settle()
        with self._lock:
            if self._closing:
                raise ShuttingDown("The server is shutting down. Try again in a moment.")
            job = self._jobs.take(show_id, kind, steps, request, by)
            progress = Progress(job, self._jobs, self.unrecorded, self._parts.clock)
            thread = threading.Thread(
                target=self._run, args=(progress, work), name=f"{kind}-{show_id}", daemon=True
            )
            self._threads[job.id] = thread
            thread.start()
        return job

    # -- the work -------------------------------------------------------------------------------

    def _run(self, progress: Progress, work: Callable[[Progress], None]) -> None:
        try:
            with collector_waits():
                work(progress)
        except CamerasheetError as error:
            self._fail(progress, error)
        except Exception:
            log.exception("job %s broke", progress.job.id)
            self._fail(progress, BROKEN)
        finally:
            with self._lock:
                del self._threads[progress.job.id]

    def _fail(self, progress: Progress, error: CamerasheetError) -> None:
        log.warning("job %s failed: %s", progress.job.id, error.message)
        seq = progress.job.result.get("seq")
        state = "The show is as it was." if seq is None else f"The show was changed, at seq {seq}."
        progress.failed({**error.as_json(), "message": f"{error.message} {state}"})

    # -- how they stand -------------------------------------------------------------------------

    def job(self, job_id: str) -> Job:
        """See ``Snapshots.job``."""
        return self.unrecorded.latest(self._jobs.by_id(job_id))

    def wait(self, job_id: str, timeout: float) -> Job:
        """See ``Snapshots.wait``."""
        with self._lock:
            thread = self._threads.get(job_id)
        if thread is not None:
            thread.join(timeout)
        return self.job(job_id)

    def running(self, show_id: str) -> Job | None:
        """See ``Snapshots.running``."""
        self.unrecorded.settle()
        return self._jobs.running(show_id)

    def of_show(self, show_id: str) -> list[Job]:
        """See ``Snapshots.jobs``."""
        return [self.unrecorded.latest(job) for job in self._jobs.of_show(show_id)]

    def take_stock(self) -> list[str]:
        """At start-up: complete or fail the jobs that a killed server left under way."""
        said = []
        for job in self._jobs.all_running():
            if not job.kind.changes_the_show:
                continue
            progress = Progress(job, self._jobs, self.unrecorded, self._parts.clock)
            try:
                event = self._event_of(job)
            except CamerasheetError as trouble:  # a file that is missing must not stop the start
                progress.failed(trouble.as_json())
                said.append(f"Whether a {job.kind} of show {job.show_id} worked is not known.")
                continue
            if event is None:
                stopped = Trouble("The server stopped while this was being done.")
                self._fail(progress, stopped)
                said.append(f"A {job.kind} of show {job.show_id} was stopped; it changed nothing.")
                continue
            progress.note(**outcome(job.kind, event.seq))
            progress.done("The server was stopped just then; it had worked.")
            self._work.audit(progress.job)
            said.append(f"A {job.kind} of show {job.show_id} was completed before the stop.")
        return said

    def _event_of(self, job: Job) -> Event | None:
        return self._parts.live.event_of_job(job.show_id, job.id, job.request["before"])

    def close(self, seconds: float) -> None:
        """Start no more jobs, and let those under way end."""
        with self._lock:
            self._closing = True
            threads = list(self._threads.values())
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))


def _chosen(selection: Selection) -> dict[str, Any]:
    return {
        "cues": None if selection.cues is None else sorted(selection.cues),
        "cameras": None if selection.cameras is None else sorted(selection.cameras),
    }


def _without(without_replica: bool) -> dict[str, Any]:
    return {"without_replica": True} if without_replica else {}
