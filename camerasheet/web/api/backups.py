"""Snapshots over HTTP, of a show by its address and, shorter, of the default one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from camerasheet.sheet.crew import Action
from camerasheet.sheet.errors import Malformed
from camerasheet.sheet.replacement import Selection
from camerasheet.snapshots import Job, JobKind, JobState, Manifest
from camerasheet.storage.control.identity import Who
from camerasheet.web.access import View, Visit, in_show
from camerasheet.web.api.bodies import AnyBody, Body, read
from camerasheet.web.errors import STATUSES
from camerasheet.web.forms import address
from camerasheet.web.production import production
from camerasheet.web.snapshots import files
from camerasheet.web.snapshots.doors import in_default_show

blueprint = Blueprint("api_backups", __name__, url_prefix="/api")

WAIT_SECONDS = 100.0
"""How long a restore is waited for before the answer is that it goes on."""

_LINE = {"maxLength": 80, "pattern": r"^[^\r\n]*$"}  # the service says what is wrong with one
_Name = Annotated[str, Field(max_length=1000, json_schema_extra=dict(_LINE))]
_Note = Annotated[str, Field(max_length=1000)]
_Ids = Annotated[list[str], Field(min_length=1, max_length=20_000)]

blueprint.url_value_preprocessor(
    files.admit_large_files("api_backups.upload", "api_backups.upload_to_default")
)


class NewBackup(Body):
    """A snapshot to be made."""

    name: _Name = ""
    note: _Note = ""
    pinned: bool = False


class BackupWords(Body):
    """What people say of a snapshot. What is left out stays."""

    name: _Name | None = None
    note: _Note | None = None
    pinned: bool | None = None


class RestoreChoice(Body):
    """What to bring back: everything, or these cues, these cameras, or where both meet.

    ``without_replica``: also when the replica has not caught up.
    """

    cues: _Ids | None = None
    cameras: _Ids | None = None
    without_replica: bool = False


def read_if_sent(kind: type[AnyBody]) -> AnyBody:
    """The request's JSON body, or an empty one where nothing was sent. Raises ``Malformed``."""
    return read(kind) if request.content_length else kind()


def as_json(manifest: Manifest) -> dict[str, Any]:
    """A snapshot as programs get it: its manifest."""
    return {name: value for name, value in manifest.as_json().items() if name != "format"}


def _by(visit: Visit) -> Who:
    return visit.identity.who(address())


def _both(method: str, path: str, name: str, default: str) -> Callable[[View], View]:
    """Two routes to the same view: under the show's address, and for the default show."""

    def register(view: View) -> View:
        routes = (
            (f"/shows/<slug>/backups{path}", name, in_show(Action.MANAGE)(view)),
            (f"/backups{path}", default, in_default_show(view)),
        )
        for rule, endpoint, guarded in routes:
            blueprint.add_url_rule(rule, endpoint, guarded, methods=[method])
        return view

    return register


@_both("GET", "", "list", "list_of_default")
def every(visit: Visit) -> ResponseReturnValue:
    """Every snapshot, newest first."""
    return jsonify([as_json(each) for each in production().snapshots.list(visit.show.id)])


@_both("POST", "", "create", "create_of_default")
def create(visit: Visit) -> ResponseReturnValue:
    """Make one, while people edit."""
    body = read_if_sent(NewBackup)
    made = production().snapshots.create(
        visit.show.id, by=_by(visit), name=body.name, note=body.note, pinned=body.pinned
    )
    return jsonify(as_json(made)), 201


@_both("POST", "/upload", "upload", "upload_to_default")
def upload(visit: Visit) -> ResponseReturnValue:
    """Take one in from elsewhere: the part ``file`` of a multipart form."""
    name, stream = files.sent_file()
    expected = request.args.get("sha256")
    made = production().snapshots.upload(
        visit.show.id, name, stream, by=_by(visit), sha256=expected
    )
    return jsonify(as_json(made)), 201


@_both("GET", "/<name>", "one", "one_of_default")
def one(visit: Visit, name: str) -> ResponseReturnValue:
    """The file; for whoever accepts JSON only, what is known of it."""
    if (
        request.accept_mimetypes.accept_json
        and not request.accept_mimetypes["application/x-sqlite3"]
    ):
        return jsonify(as_json(production().snapshots.find(visit.show.id, name)))
    return files.download(visit, name)


@_both("PATCH", "/<name>", "describe", "describe_of_default")
def describe(visit: Visit, name: str) -> ResponseReturnValue:
    """Set its name, its note, whether it is pinned."""
    body = read(BackupWords)
    made = production().snapshots.describe(
        visit.show.id, name, name=body.name, note=body.note, pinned=body.pinned, by=_by(visit)
    )
    return jsonify(as_json(made))


@_both("DELETE", "/<name>", "delete", "delete_of_default")
def delete(visit: Visit, name: str) -> ResponseReturnValue:
    """Remove it; the last one known to be sound only with ``?last_verified_too=1``."""
    meant = request.args.get("last_verified_too", "0")
    if meant not in ("0", "1"):
        raise Malformed("last_verified_too is 0 or 1.")
    production().snapshots.delete(
        visit.show.id, name, by=_by(visit), last_verified_too=meant == "1"
    )
    return jsonify(status="deleted", filename=name)


@_both("POST", "/<name>/verify", "verify", "verify_of_default")
def verify(visit: Visit, name: str) -> ResponseReturnValue:
    """Read all of it through; ``verified`` says what was found."""
    return jsonify(as_json(production().snapshots.verify(visit.show.id, name, by=_by(visit))))


@_both("GET", "/<name>/diff", "diff", "diff_of_default")
def diff(visit: Visit, name: str) -> ResponseReturnValue:
    """What a restore would change; with ``?other=`` what lies between that one and this."""
    snapshots = production().snapshots
    compared = snapshots.compare(visit.show.id, name, request.args.get("other") or None)
    return jsonify(compared.as_json())


@_both("POST", "/<name>/restore", "restore", "restore_of_default")
def restore(visit: Visit, name: str) -> ResponseReturnValue:
    """Make the live show equal to it, and wait until it is."""
    body = read_if_sent(RestoreChoice)
    chosen = Selection(
        None if body.cues is None else frozenset(body.cues),
        None if body.cameras is None else frozenset(body.cameras),
    )
    job = production().snapshots.restore(
        visit.show.id, name, selection=chosen, by=_by(visit), without_replica=body.without_replica
    )
    return answer_job(job)


def prefers_not_to_wait() -> bool:
    """Whether whoever asks wants the job at once, and not its end."""
    wishes = request.headers.get("Prefer", "").split(",")
    return any(wish.strip().partition(";")[0].lower() == "respond-async" for wish in wishes)


def answer_job(job: Job) -> ResponseReturnValue:
    """What became of a restore or an undo: see :func:`answer_when_ended`."""
    return answer_when_ended(job, production().snapshots.wait, _worked)


def answer_when_ended(
    job: Job,
    wait: Callable[[str, float], Job],
    worked: Callable[[Job], ResponseReturnValue],
) -> ResponseReturnValue:
    """What became of a job: ``worked``'s answer, its refusal, or 202 while it goes on.

    ``wait`` has the job by its id once it has ended, or after so many seconds.
    """
    apart = prefers_not_to_wait()
    if not apart:
        job = wait(job.id, WAIT_SECONDS)
    if job.under_way or apart:
        headers = {"Location": url_for("api_jobs.job", job_id=job.id)}
        if apart:
            headers["Preference-Applied"] = "respond-async"
        return jsonify(status="running", job=job.as_json()), 202, headers
    if job.state is JobState.FAILED:
        error = dict(job.error or {"code": "internal", "message": "It failed."})
        return jsonify(**error, job=job.as_json()), STATUSES.get(str(error["code"]), 500)
    return worked(job)


def _worked(job: Job) -> ResponseReturnValue:
    return jsonify(
        status="undone" if job.kind is JobKind.UNDO else "restored",
        changed=job.result.get("status") != "unchanged",
        safety_backup=job.result.get("safety"),
        seq=job.result.get("seq"),
        job=job.as_json(),
    )
