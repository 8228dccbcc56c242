"""Long work on a show (a restore, an undo), written down so that it survives a reload and a crash.

At most one that changes the show is under way for it. The lease is the row itself, under a unique
index: whoever cannot insert theirs is told who has it. Carrying copies to and from the offsite
store changes no show and takes no lease: a store that hangs must not stand in a restore's way.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from camerasheet.sheet.errors import Busy, NotFound
from camerasheet.storage.control import tables
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.store import ControlStore


class JobKind(StrEnum):
    """What is being done. ``snapshot`` stands here only when a scheduled one failed."""

    RESTORE = "restore"
    UNDO = "undo"
    SNAPSHOT = "snapshot"
    PUSH = "push"
    FETCH = "fetch"

    @property
    def changes_the_show(self) -> bool:
        """Whether it takes the show's lease."""
        return self in (JobKind.RESTORE, JobKind.UNDO)


class JobState(StrEnum):
    """Where it is. ``queued`` and ``running`` hold the show's lease, where the kind takes one."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class StepState(StrEnum):
    """Where one step of it is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Step:
    """One step. ``at`` is when it got into its state; ``detail`` a sentence, or ''."""

    name: str
    state: StepState = StepState.WAITING
    at: datetime | None = None
    detail: str = ""

    def as_json(self) -> dict[str, Any]:
        """The step for programs, and for the table."""
        at = self.at.isoformat() if self.at else None
        return {"name": self.name, "state": self.state.value, "at": at, "detail": self.detail}


@dataclass(frozen=True, slots=True)
class Job:
    """One piece of long work. ``request`` is what was asked for, ``result`` what came of it.

    ``error`` is ``{code, message, …}`` of a failed one; its message says what state the show is in.
    """

    id: str
    show_id: str
    kind: JobKind
    state: JobState
    steps: tuple[Step, ...]
    by: Who
    created: datetime
    finished: datetime | None = None
    request: Mapping[str, Any] = field(default_factory=dict)
    result: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, Any] | None = None

    @property
    def under_way(self) -> bool:
        """Whether it goes on, and holds the show's lease where its kind takes one."""
        return self.state in (JobState.QUEUED, JobState.RUNNING)

    def as_json(self) -> dict[str, Any]:
        """The job for programs."""
        return {
            "id": self.id,
            "show_id": self.show_id,
            "kind": self.kind.value,
            "state": self.state.value,
            "steps": [step.as_json() for step in self.steps],
            "by": {"id": self.by.id, "name": self.by.name},
            "created": self.created.isoformat(),
            "finished": self.finished.isoformat() if self.finished else None,
            "request": dict(self.request),
            "result": dict(self.result),
            "error": dict(self.error) if self.error else None,
        }

    def with_step(self, name: str, state: StepState, at: datetime, detail: str = "") -> "Job":
        """The same job with one of its steps in another state."""
        steps = tuple(
            Step(name, state, at, detail) if step.name == name else step for step in self.steps
        )
        return replace(self, steps=steps)


class Jobs:
    """``control.jobs``. Writes raise ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def take(
        self, show_id: str, kind: JobKind, steps: Sequence[str], request: Mapping[str, Any], by: Who
    ) -> Job:
        """A new job, with the show's lease where its kind takes one.

        Raises ``Busy``, saying whose is under way.
        """
        job = Job(
            id=self._store.new_id(),
            show_id=show_id,
            kind=kind,
            state=JobState.RUNNING,
            steps=tuple(Step(name) for name in steps),
            by=by,
            created=self._store.now(),
            request=dict(request),
        )
        try:
            self._insert(job)
        except IntegrityError:
            raise busy(self.running(show_id)) from None
        return job

    def record(self, job: Job) -> None:
        """Write the job as it is now. A finished one is let go of."""
        with self._store.writing() as connection:
            connection.execute(
                update(tables.jobs).where(tables.jobs.c.id == job.id).values(**_columns(job))
            )

    def note_failure(self, show_id: str, kind: JobKind, error: Mapping[str, Any], by: Who) -> Job:
        """Write down work that nobody waited for and that failed, so that it is seen."""
        now = self._store.now()
        job = Job(
            self._store.new_id(), show_id, kind, JobState.FAILED, (), by, now, now, error=error
        )
        self._insert(job)
        return job

    def by_id(self, job_id: str) -> Job:
        """The job. Raises ``NotFound``."""
        with self._store.reading() as connection:
            query = select(tables.jobs).where(tables.jobs.c.id == job_id)
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NotFound("There is no such job.")
        return _job(row)

    def running(self, show_id: str) -> Job | None:
        """The job that holds a show's lease."""
        going = (job for job in self.all_running() if job.kind.changes_the_show)
        return next((job for job in going if job.show_id == show_id), None)

    def all_running(self) -> list[Job]:
        """Every job that is under way, or was when the server was killed."""
        table = tables.jobs
        going = [JobState.QUEUED.value, JobState.RUNNING.value]
        with self._store.reading() as connection:
            query = select(table).where(table.c.state.in_(going)).order_by(table.c.id)
            return [_job(row) for row in connection.execute(query).mappings()]

    def of_show(
        self, show_id: str, most: int = 50, kinds: Collection[JobKind] = tuple(JobKind)
    ) -> list[Job]:
        """A show's last ``most`` jobs of these kinds, newest first."""
        table = tables.jobs
        ours = (table.c.show_id == show_id) & table.c.kind.in_([kind.value for kind in kinds])
        query = select(table).where(ours).order_by(table.c.id.desc())
        with self._store.reading() as connection:
            return [_job(row) for row in connection.execute(query.limit(most)).mappings()]

    def _insert(self, job: Job) -> None:
        with self._store.writing() as connection:
            connection.execute(insert(tables.jobs).values(id=job.id, **_columns(job)))


def busy(job: Job | None) -> Busy:
    """The refusal for whoever comes second."""
    if job is None:  # it ended in this very moment
        return Busy("Something else was just being done with this show. Try again.")
    return Busy(
        f"{job.by.name} started a {job.kind.value} of this show just now. "
        "Wait for it to end, then look again.",
        job=job.id,
        by=job.by.name,
    )


def _columns(job: Job) -> dict[str, Any]:
    return {
        "show_id": job.show_id,
        "kind": job.kind.value,
        "state": job.state.value,
        "steps": [step.as_json() for step in job.steps],
        "by_id": job.by.id,
        "by_name": job.by.name,
        "address": job.by.address[:100],
        "created_at": job.created,
        "finished_at": job.finished,
        "request": dict(job.request),
        "result": dict(job.result),
        "error": dict(job.error) if job.error else None,
    }


def _step(stored: Mapping[str, Any]) -> Step:
    at = datetime.fromisoformat(stored["at"]) if stored["at"] else None
    return Step(stored["name"], StepState(stored["state"]), at, stored["detail"])


def _job(row: RowMapping) -> Job:
    return Job(
        id=row["id"],
        show_id=row["show_id"],
        kind=JobKind(row["kind"]),
        state=JobState(row["state"]),
        steps=tuple(_step(step) for step in row["steps"]),
        by=Who(row["by_id"], row["by_name"], row["address"]),
        created=row["created_at"],
        finished=row["finished_at"],
        request=row["request"],
        result=row["result"],
        error=row["error"],
    )
