"""Jobs in threads of their own, and how they stand: one runner for all kinds of them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from camerasheet.sheet.errors import CamerasheetError, ShuttingDown
from camerasheet.snapshots.progress import BROKEN, Progress, Unrecorded
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind, Jobs

log = logging.getLogger(__name__)

Work = Callable[[Progress], None]
Told = Callable[[Job, CamerasheetError], Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Task:
    """What a job is to do: its steps, and what is written down of what was asked, and by whom."""

    show_id: str
    kind: JobKind
    steps: tuple[str, ...]
    request: dict[str, Any]
    by: Who


def as_it_is(job: Job, error: CamerasheetError) -> Mapping[str, Any]:
    """What a failed job says when there is no more to it than the error."""
    return error.as_json()


class Runner:
    """Starts jobs, waits for them and fails them. Any thread may call any method."""

    def __init__(self, jobs: Jobs, clock: Clock, told: Told = as_it_is) -> None:
        """``told`` is what a job that failed says of its error."""
        self._jobs = jobs
        self._clock = clock
        self._told = told
        self._unrecorded = Unrecorded(jobs)
        self._lock = threading.Lock()
        self._running: dict[str, tuple[Job, threading.Thread]] = {}
        self._closing = threading.Event()

    @property
    def closing(self) -> bool:
        """Whether the server stops: work that can be broken off is."""
        return self._closing.is_set()

    def start(self, task: Task, work: Work, *, once: bool = False) -> Job:
        """Have ``work`` done; returns at once. With ``once``, the job that does the same just now.

        Raises ``ShuttingDown``, and what taking a job raises: ``Busy``, ``Trouble``.
        """
        self._unrecorded.settle()
        with self._lock:
            if self.closing:
                raise ShuttingDown("The server is shutting down. Try again in a moment.")
            same = self._same(task) if once else None
            if same is not None:
                return same
            job = self._jobs.take(task.show_id, task.kind, task.steps, task.request, task.by)
            thread = threading.Thread(
                target=self._run,
                args=(self.progress(job), work),
                name=f"{job.kind}-{job.show_id}",
                daemon=True,
            )
            self._running[job.id] = job, thread
            thread.start()
        return job

    def _same(self, task: Task) -> Job | None:
        wanted = (task.show_id, task.kind, task.request)
        begun = (job for job, _ in self._running.values())
        same = (job.id for job in begun if (job.show_id, job.kind, job.request) == wanted)
        # A thread outlives its job by a little: one that has ended did not see what is new since.
        return next((job for job in map(self.job, same) if job.under_way), None)

    def _run(self, progress: Progress, work: Work) -> None:
        try:
            work(progress)
        except CamerasheetError as error:
            self.fail(progress, error)
        except Exception:
            log.exception("job %s broke", progress.job.id)
            self.fail(progress, BROKEN)
        finally:
            with self._lock:
                del self._running[progress.job.id]

    def progress(self, job: Job) -> Progress:
        """The record of a job, to be written on by whoever works on it."""
        return Progress(job, self._jobs, self._unrecorded, self._clock)

    def fail(self, progress: Progress, error: CamerasheetError) -> None:
        """It has not worked."""
        log.warning("job %s failed: %s", progress.job.id, error.message)
        progress.failed(self._told(progress.job, error))

    # -- how they stand -------------------------------------------------------------------------

    def job(self, job_id: str) -> Job:
        """How one stands. Raises ``NotFound``."""
        return self._unrecorded.latest(self._jobs.by_id(job_id))

    def wait(self, job_id: str, timeout: float) -> Job:
        """The job when it has ended, or as it stands after ``timeout`` seconds."""
        with self._lock:
            _, thread = self._running.get(job_id, (None, None))
        if thread is not None:
            thread.join(timeout)
        return self.job(job_id)

    def of_show(self, show_id: str, kinds: Collection[JobKind] = tuple(JobKind)) -> list[Job]:
        """A show's last jobs of these kinds, newest first."""
        found = self._jobs.of_show(show_id, kinds=kinds)
        return [self._unrecorded.latest(job) for job in found]

    def under_way(self, show_id: str) -> list[Job]:
        """Those of a show that this runner has begun, oldest first."""
        with self._lock:
            ids = [job.id for job, _ in self._running.values() if job.show_id == show_id]
        return [job for job in map(self.job, ids) if job.under_way]

    def settle(self) -> None:
        """Write down what could not be written before. Raises nothing."""
        self._unrecorded.settle()

    def close(self, seconds: float) -> None:
        """Start no more, and let those under way end, for at most so many seconds."""
        with self._lock:
            self._closing.set()
            threads = [thread for _, thread in self._running.values()]
        deadline = time.monotonic() + seconds
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
