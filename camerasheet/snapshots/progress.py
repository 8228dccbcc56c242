"""A job's record while it is worked on: every step is written down as it begins and ends."""

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from camerasheet.sheet.errors import CamerasheetError, Trouble
from camerasheet.storage.clock import Clock
from camerasheet.storage.control.jobs import Job, Jobs, JobState, StepState

log = logging.getLogger(__name__)

BROKEN: Final = Trouble("The server could not do this; its log says why.")


class Unrecorded:
    """Jobs that ended while control.db could not be written; written down as soon as it can.

    Without it a full disk would leave a job, and with it the show's lease, under way for ever.
    """

    def __init__(self, jobs: Jobs) -> None:
        self._jobs = jobs
        self._lock = threading.Lock()
        self._waiting: dict[str, Job] = {}

    def record(self, job: Job) -> None:
        """Write it down, now or later."""
        try:
            self._jobs.record(job)
        except Trouble as trouble:
            log.error("job %s ended and could not be recorded yet: %s", job.id, trouble.message)
            with self._lock:
                self._waiting[job.id] = job

    def settle(self) -> None:
        """Try again. Raises nothing: the next time will come."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for job in waiting.values():
            self.record(job)

    def latest(self, job: Job) -> Job:
        """The job as it really stands."""
        with self._lock:
            return self._waiting.get(job.id, job)


class Progress:
    """One job, in the thread that works on it."""

    def __init__(self, job: Job, jobs: Jobs, unrecorded: Unrecorded, clock: Clock) -> None:
        self.job = job
        self._jobs = jobs
        self._unrecorded = unrecorded
        self._clock = clock
        self._detail = ""

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step, done at the end of the block or failed when it raises."""
        self._detail = ""
        self._set(name, StepState.RUNNING)
        try:
            yield
        except CamerasheetError as error:
            self.job = self.job.with_step(name, StepState.FAILED, self._clock(), error.message)
            raise
        except Exception:
            self.job = self.job.with_step(name, StepState.FAILED, self._clock(), BROKEN.message)
            raise
        self._set(name, StepState.DONE)

    def report(self, detail: str) -> None:
        """How far the step that is under way has come, written down at once. Raises ``Trouble``."""
        self._detail = detail
        running = [step.name for step in self.job.steps if step.state is StepState.RUNNING]
        for name in running:
            self._set(name, StepState.RUNNING)

    def say(self, detail: str) -> None:
        """What the step that is under way found, in a sentence."""
        self._detail = detail

    def note(self, **result: Any) -> None:
        """Something that has come of it; written down with the next step."""
        self.job = replace(self.job, result={**self.job.result, **result})

    def done(self, detail: str = "") -> None:
        """It has worked; ``detail`` goes to the steps that were not written down to their end."""
        steps = tuple(
            step
            if step.state is StepState.DONE
            else replace(step, state=StepState.SKIPPED, detail=detail)
            for step in self.job.steps
        )
        self._finish(replace(self.job, state=JobState.DONE, steps=steps))

    def failed(self, error: Mapping[str, Any]) -> None:
        """It has not."""
        steps = tuple(
            replace(step, state=StepState.SKIPPED) if step.state is StepState.WAITING else step
            for step in self.job.steps
        )
        self._finish(replace(self.job, state=JobState.FAILED, error=dict(error), steps=steps))

    def _set(self, name: str, state: StepState) -> None:
        self.job = self.job.with_step(name, state, self._clock(), self._detail)
        self._jobs.record(self.job)

    def _finish(self, job: Job) -> None:
        self.job = replace(job, finished=self._clock())
        self._unrecorded.record(self.job)
