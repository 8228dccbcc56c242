"""Pushing and fetching: jobs in threads of their own, written down as they go on.

They hold no lease: a store that hangs keeps nobody from editing, making or restoring snapshots.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, Final

from camerasheet.offsite.sending import Told
from camerasheet.sheet.errors import CamerasheetError, ShuttingDown, Trouble
from camerasheet.snapshots.progress import BROKEN, Progress, Unrecorded
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind, Jobs

log = logging.getLogger(__name__)

AT_ONCE: Final = 2
"""How many copies are on their way at a time; the others wait."""

_TOLD_EVERY: Final = 0.5

Work = Callable[[Progress], None]

_STOPPED: Final = "The server stopped meanwhile. Ask again: it goes on with what is there already."


class Carrying:
    """Starts these jobs and knows how they stand. Any thread may call any method."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self._jobs = jobs
        self._clock = clock
        self._unrecorded = Unrecorded(jobs)
        self._turns = threading.BoundedSemaphore(AT_ONCE)
        self._lock = threading.Lock()
        self._threads: dict[str, threading.Thread] = {}
        self._going: dict[tuple[JobKind, str, str], str] = {}
        self._closing = threading.Event()

    def start(
        self,
        show_id: str,
        kind: JobKind,
        steps: tuple[str, ...],
        filename: str,
        by: Who,
        work: Work,
    ) -> Job:
        """Start carrying a snapshot; or the job that is carrying it already."""
        what = (kind, show_id, filename)
        self._unrecorded.settle()
        with self._lock:
            if self._closing.is_set():
                raise ShuttingDown("The server is shutting down. Try again in a moment.")
            if what in self._going:
                return self._jobs.by_id(self._going[what])
            job = self._jobs.take(show_id, kind, steps, {"snapshot": filename}, by)
            progress = Progress(job, self._jobs, self._unrecorded, self._clock)
            thread = threading.Thread(
                target=self._run, args=(what, progress, work), name=f"{kind}-{show_id}", daemon=True
            )
            self._threads[job.id] = thread
            self._going[what] = job.id
            thread.start()
        return job

    def told(self, progress: Progress) -> Told:
        """For the work: says in the job how far it is, and breaks off when the server stops."""
        last = 0.0

        def tell(done: int, size: int) -> None:
            nonlocal last
            if self._closing.is_set():
                raise ShuttingDown(_STOPPED)
            now = time.monotonic()
            if now - last >= _TOLD_EVERY and size:
                last = now
                progress.note(done=done, size=size)
                progress.report(f"{done / 1e6:.1f} of {size / 1e6:.1f} MB")

        return tell

    def _run(self, what: tuple[JobKind, str, str], progress: Progress, work: Work) -> None:
        try:
            with self._turns:
                if self._closing.is_set():
                    raise ShuttingDown(_STOPPED)
                work(progress)
        except CamerasheetError as error:
            log.warning("job %s failed: %s", progress.job.id, error.message)
            progress.failed(error.as_json())
        except Exception:
            log.exception("job %s broke", progress.job.id)
            progress.failed(BROKEN.as_json())
        finally:
            with self._lock:
                del self._going[what]
                del self._threads[progress.job.id]

    # -- how they stand -------------------------------------------------------------------------

    def job(self, job_id: str) -> Job:
        """How one stands. Raises ``NotFound``."""
        return self._unrecorded.latest(self._jobs.by_id(job_id))

    def wait(self, job_id: str, timeout: float) -> Job:
        """The job when it has ended, or as it stands after ``timeout`` seconds."""
        with self._lock:
            thread = self._threads.get(job_id)
        if thread is not None:
            thread.join(timeout)
        return self.job(job_id)

    def under_way(self, show_id: str) -> list[Job]:
        """Those of a show, oldest first."""
        with self._lock:
            ids = [job for (_, show, _), job in self._going.items() if show == show_id]
        found = [self.job(each) for each in ids]
        return [job for job in found if job.under_way]

    def take_stock(self) -> list[str]:
        """At start-up: fail the jobs that a killed server left under way; a sentence about each."""
        said = []
        for job in self._jobs.all_running():
            if not job.kind.changes_the_show:
                progress = Progress(job, self._jobs, self._unrecorded, self._clock)
                progress.failed(Trouble(_STOPPED).as_json())
                said.append(f"A {job.kind} of {_what(job.request)} was broken off by a stop.")
        return said

    def settle(self) -> None:
        """Write down what could not be written before. Raises nothing."""
        self._unrecorded.settle()

    def close(self, seconds: float) -> None:
        """Start no more, and have those under way break off."""
        self._closing.set()
        with self._lock:
            threads = list(self._threads.values())
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))


def finished(progress: Progress, **result: Any) -> None:
    """It has worked; ``result`` is what has come of it."""
    progress.job = replace(progress.job, result={"filename": _what(progress.job.request), **result})
    progress.done()


def _what(request: Mapping[str, Any]) -> str:
    return str(request.get("snapshot", ""))
