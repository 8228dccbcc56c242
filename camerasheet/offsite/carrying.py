"""Pushing and fetching: jobs that tell how far they are, and break off when the server stops.

They hold no lease: a store that hangs keeps nobody from editing, making or restoring snapshots.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from camerasheet.offsite.sending import Told
from camerasheet.sheet.errors import ShuttingDown, Trouble
from camerasheet.snapshots.progress import Progress
from camerasheet.snapshots.running import Runner, Task, Work
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind, Jobs

AT_ONCE: Final = 2
"""How many copies are on their way at a time; the others wait."""

_TOLD_EVERY: Final = 0.5

_STOPPED: Final = "The server stopped meanwhile. Ask again: it goes on with what is there already."


class Carrying:
    """Starts these jobs; ``jobs`` knows how they stand. Any thread may call any method."""

    def __init__(self, jobs: Jobs, clock: Clock) -> None:
        self.jobs = Runner(jobs, clock)
        self._recorded = jobs
        self._turns = threading.BoundedSemaphore(AT_ONCE)

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

        def in_turn(progress: Progress) -> None:
            with self._turns:
                self._go_on()
                work(progress)

        task = Task(show_id, kind, steps, {"snapshot": filename}, by)
        return self.jobs.start(task, in_turn, once=True)

    def told(self, progress: Progress) -> Told:
        """For the work: says in the job how far it is, and breaks off when the server stops."""
        last = 0.0

        def tell(done: int, size: int) -> None:
            nonlocal last
            self._go_on()
            now = time.monotonic()
            if size and (done == size or now - last >= _TOLD_EVERY):
                last = now
                progress.note(done=done, size=size)
                progress.report(f"{_megabytes(done)} of {_megabytes(size)} MB")

        return tell

    def _go_on(self) -> None:
        if self.jobs.closing:
            raise ShuttingDown(_STOPPED)

    def take_stock(self) -> list[str]:
        """At start-up: fail the jobs that a killed server left under way; a sentence about each."""
        said = []
        for job in self._recorded.all_running():
            if not job.kind.changes_the_show:
                self.jobs.fail(self.jobs.progress(job), Trouble(_STOPPED))
                said.append(f"A {job.kind} of {_what(job.request)} was broken off by a stop.")
        return said


def finished(progress: Progress, **result: Any) -> None:
    """It has worked; ``result`` is what has come of it."""
    progress.job = replace(progress.job, result={"filename": _what(progress.job.request), **result})
    progress.done()


def _megabytes(count: int) -> str:
    """With so many places that no small file is 0.0 MB."""
    return f"{count / 1e6:.1f}" if not 0 < count < 1e6 else f"{count / 1e6:.2g}"


def _what(request: Mapping[str, Any]) -> str:
    return str(request.get("snapshot", ""))
