"""Long work as its page shows it: the steps, how it ended, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import EditsSince, NotFound, Refusal
from camerasheet.snapshots import Job, JobKind, Manifest
from camerasheet.web.access import Visit, in_show
from camerasheet.web.errors import STATUSES, wants_json
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.snapshots import words
from camerasheet.web.snapshots.listed import listed

blueprint = Blueprint("jobs", __name__, url_prefix="/admin/shows/<slug>/jobs")

TOLD = 10
"""How many jobs the panel names."""


def find(visit: Visit, job_id: str) -> Job:
    """A job of this show. Raises :class:`NotFound`, also for another show's."""
    job = production().snapshots.job(job_id)
    if job.show_id != visit.show.id:
        raise NotFound("There is no such job.")
    return job


def snapshot_of(job: Job) -> Manifest | None:
    """The snapshot that a job was about, while it is there."""
    filename = job.request.get("snapshot")
    if not isinstance(filename, str):
        return None
    try:
        return production().snapshots.find(job.show_id, filename)
    except NotFound:
        return None


def named(job: Job) -> str:
    """What a job does or did, in a few words."""
    if job.kind is JobKind.UNDO:
        return "Undo of a restore"
    found = snapshot_of(job)
    what = f"“{words.title(found)}”" if found else job.request.get("snapshot", "a snapshot")
    if job.kind is JobKind.SNAPSHOT:
        return "Scheduled snapshot"
    if job.kind is JobKind.PUSH:
        return f"Push of {what} offsite"
    if job.kind is JobKind.FETCH:
        return f"Fetch of {what} from offsite"
    return f"Restore of {what}"


def work_so_far(jobs: Sequence[Job]) -> list[tuple[Job, str]]:
    """The last jobs, newest first, each with what it did."""
    return [(job, named(job)) for job in jobs[:TOLD]]


def ended(job: Job) -> dict[str, Any]:
    """What the banner of a job says when it is over."""
    return {"snapshot": snapshot_of(job), "part": part(job), "undoable": undoable(job)}


def undoable(job: Job) -> bool:
    """Whether to offer that: it changed the show, and no later job did."""
    if job.under_way or job.result.get("seq") is None:
        return False
    last = production().snapshots.last_change(job.show_id)
    return last is not None and last.id == job.id


def part(job: Job) -> str:
    """Which part of the show a restore was of, '' for all of it."""
    chosen = ((job.request.get("cues"), "cue"), (job.request.get("cameras"), "camera"))
    said = [words.counted(len(each), word) for each, word in chosen if each is not None]
    return " × ".join(said)


STEPS = {
    "stage": "Set a copy of the snapshot aside",
    "verify": "Read it through",
    "safety": "Keep a safety copy of the show as it is",
    "sync": "Wait for the replica",
    "replace": "Make the sheet equal, on every screen at once",
    "check": "Compare what is there with what was asked for",
    "replicate": "Wait until the replica has it",
    "read": "Read it through",
    "send": "Send it, its manifest last",
    "list": "Find it in the bucket",
    "fetch": "Fetch it",
}
"""What the steps of a job are called."""


def show_job(visit: Visit, job: Job) -> str:
    """The job as a page, or for htmx as a part of one."""
    partial = bool(request.headers.get("HX-Request"))
    return render_template(
        "snapshots/_job.html" if partial else "snapshots/job.html",
        job=job,
        name=named(job),
        ended=ended,
        steps=STEPS,
        at_panel="panel" in request.args,
        words=words,
        nav="snapshots",
    )


@blueprint.get("/<job>")
@in_show(Action.MANAGE)
def page(visit: Visit, job: str) -> ResponseReturnValue:
    """A restore or its undo: the steps, and how it ended"""
    found = find(visit, job)
    if found.under_way or "panel" not in request.args:
        return show_job(visit, found)
    return render_template(
        "snapshots/_job_ended.html",
        **listed(visit),  # there is a safety copy more
        jobs=work_so_far(production().snapshots.jobs(visit.show.id)),
        job=found,
        ended=ended,
    )


@blueprint.post("/<job>/undo")
@in_show(Action.MANAGE)
def undo(visit: Visit, job: str) -> ResponseReturnValue:
    """Bring back what was there before a restore; asks first when people edited since"""
    found = find(visit, job)
    keep, seen = _decided()
    who = visit.identity.who(address())
    try:
        started = production().snapshots.undo(
            found.id,
            keep_edits=keep,
            seen=seen,
            by=who,
            without_replica=request.form.get("without_replica") == "1",
        )
    except EditsSince as error:
        if wants_json():
            raise
        return _ask(found, error), STATUSES[error.code]
    except Refusal as error:
        if wants_json():
            raise
        page = render_template(
            "snapshots/refused.html", what="Not undone", error=error, nav="snapshots"
        )
        return page, STATUSES[error.code]
    return redirect(url_for("jobs.page", slug=visit.show.slug, job=started.id))


def _decided() -> tuple[bool | None, int | None]:
    """What the form says becomes of edits, and up to which they were shown.

    Whoever was shown none has said nothing about discarding any.
    """
    keep, seen = request.form.get("keep"), request.form.get("seen", "")
    if keep == "0" and seen.isdecimal() and len(seen) < 17:
        return False, int(seen)
    return (True if keep == "1" else None), None


def _edits(error: EditsSince) -> list[dict[str, Any]]:
    """The edits that the refusal names, oldest first."""
    edits = error.details.get("edits")
    return edits if isinstance(edits, list) else []


def _dated(edit: dict[str, Any]) -> dict[str, Any]:
    """An edit with its moment as the templates want it."""
    return {**edit, "moment": datetime.fromtimestamp(edit["at"] / 1000, UTC)}


def _ask(job: Job, error: EditsSince) -> str:
    return render_template(
        "snapshots/undo.html",
        job=job,
        name=named(job),
        error=error,
        edits=[_dated(edit) for edit in _edits(error)],
        count=error.details.get("count", 0),
        seen=error.details.get("seen", 0),
        again=request.form.get("keep") == "0",
        without_replica=request.form.get("without_replica") == "1",
        words=words,
        nav="snapshots",
    )
