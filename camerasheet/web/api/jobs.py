"""Long work over HTTP: how it stands, and undoing a restore."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from pydantic import Field

from camerasheet.snapshots import Job
from camerasheet.web.access import Visit
from camerasheet.web.api.backups import answer_job, read_if_sent
from camerasheet.web.api.bodies import Body
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.snapshots.doors import about_job

blueprint = Blueprint("api_jobs", __name__, url_prefix="/api/jobs")


class UndoChoice(Body):
    """What becomes of the edits that people made since; without it, they are listed and kept.

    ``seen`` is that of the list: only edits up to there are discarded, and later ones are asked
    about anew. Left out, it is what there is when this arrives.
    """

    keep_edits: bool | None = None
    seen: int | None = Field(None, ge=0)
    without_replica: bool = False


@blueprint.get("/<job_id>")
@about_job
def job(visit: Visit, found: Job) -> ResponseReturnValue:
    """A restore or an undo: its steps, and what came of it."""
    return jsonify(found.as_json())


@blueprint.post("/<job_id>/undo")
@about_job
def undo(visit: Visit, found: Job) -> ResponseReturnValue:
    """Bring back what was there before it, and wait until it is."""
    body = read_if_sent(UndoChoice)
    who = visit.identity.who(address())
    job = production().snapshots.undo(
        found.id,
        keep_edits=body.keep_edits,
        seen=body.seen,
        by=who,
        without_replica=body.without_replica,
    )
    return answer_job(job)
