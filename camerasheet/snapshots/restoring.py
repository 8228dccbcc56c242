"""Restore and undo: jobs in threads of their own, each one edit at the show's desk."""

from collections.abc import Mapping
from typing import Any

from camerasheet.sheet.errors import CamerasheetError, CannotUndo, Trouble
from camerasheet.sheet.events import Event, edits_among
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots.bracket import REPLICATE, SYNC
from camerasheet.snapshots.collector import collector_waits
from camerasheet.snapshots.progress import Progress
from camerasheet.snapshots.restore_work import (
    CHECK,
    REPLACE,
    SAFETY,
    STAGE,
    VERIFY,
    Parts,
    Since,
    Work,
    asking,
    events_since,
    outcome,
)
from camerasheet.snapshots.running import Runner, Task
from camerasheet.snapshots.running import Work as Doing
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Job, JobKind


class Restoring:
    """Starts them; ``jobs`` knows how they stand. Any thread may call any method."""

    def __init__(self, parts: Parts) -> None:
        self.jobs = Runner(parts.control.jobs, parts.clock, _told)
        self._parts = parts
        self._work = Work(parts)

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
        task = Task(show_id, JobKind.RESTORE, self._steps(STAGE, VERIFY), request, by)
        return self._start(task, lambda progress: self._work.restore(progress, manifest, selection))

    def undo(
        self,
        job_id: str,
        keep_edits: bool | None,
        seen: int | None,
        by: Who,
        without_replica: bool = False,
    ) -> Job:
        """See ``Snapshots.undo``."""
        undone = self.jobs.job(job_id)
        seq = undone.result.get("seq")
        if undone.under_way or seq is None:
            raise CannotUndo("That job has not changed the show, so there is nothing to undo.")
        sheet = self._parts.live.sheet(undone.show_id)
        events = events_since(self._parts.live, undone.show_id, seq)
        last = events[-1].seq
        # What nobody was shown cannot be meant: at most what there is now.
        since = Since(keep_edits, last if seen is None else max(seq, min(seen, last)))
        if edits_among(filter(since.unasked, events[1:])):
            raise asking(sheet, events)
        request = {"undoes": job_id, "seq": seq, "before": sheet.seq, "keep": keep_edits}
        request |= {"seen": since.seen} if keep_edits is False else {}
        request |= _without(without_replica)
        task = Task(undone.show_id, JobKind.UNDO, self._steps(), request, by)
        return self._start(task, lambda progress: self._work.undo(progress, undone, seq, since))

    def _steps(self, *first: str) -> tuple[str, ...]:
        """Those of a job, after its first ones; with a replica it is waited for on both sides."""
        if self._parts.live.synced is None:
            return (*first, SAFETY, REPLACE, CHECK)
        return (*first, SAFETY, SYNC, REPLACE, CHECK, REPLICATE)

    def _start(self, task: Task, work: Doing) -> Job:
        def alone(progress: Progress) -> None:
            with collector_waits():
                work(progress)

        return self.jobs.start(task, alone)

    # -- how they stand -------------------------------------------------------------------------

    def running(self, show_id: str) -> Job | None:
        """See ``Snapshots.running``."""
        self.jobs.settle()
        return self._parts.control.jobs.running(show_id)

    def take_stock(self) -> list[str]:
        """At start-up: complete or fail the jobs that a killed server left under way."""
        said = []
        for job in self._parts.control.jobs.all_running():
            if not job.kind.changes_the_show:
                continue
            progress = self.jobs.progress(job)
            try:
                event = self._event_of(job)
            except CamerasheetError as trouble:  # a file that is missing must not stop the start
                progress.failed(trouble.as_json())
                said.append(f"Whether a {job.kind} of show {job.show_id} worked is not known.")
                continue
            if event is None:
                stopped = Trouble("The server stopped while this was being done.")
                self.jobs.fail(progress, stopped)
                said.append(f"A {job.kind} of show {job.show_id} was stopped; it changed nothing.")
                continue
            progress.note(**outcome(job.kind, event.seq), kept=bool(event.notes.get("kept")))
            progress.done("The server was stopped just then; it had worked.")
            self._work.audit(progress.job)
            said.append(f"A {job.kind} of show {job.show_id} was completed before the stop.")
        return said

    def _event_of(self, job: Job) -> Event | None:
        return self._parts.live.event_of_job(job.show_id, job.id, job.request["before"])


def _told(job: Job, error: CamerasheetError) -> Mapping[str, Any]:
    """The error, and in what state it leaves the show."""
    seq = job.result.get("seq")
    state = "The show is as it was." if seq is None else f"The show was changed, at seq {seq}."
    return {**error.as_json(), "message": f"{error.message} {state}"}


def _chosen(selection: Selection) -> dict[str, Any]:
    return {
        "cues": None if selection.cues is None else sorted(selection.cues),
        "cameras": None if selection.cameras is None else sorted(selection.cameras),
    }


def _without(without_replica: bool) -> dict[str, Any]:
    return {"without_replica": True} if without_replica else {}
