"""Snapshots and jobs in the description of the API: their addresses and the shapes of answers."""

from __future__ import annotations

from typing import Any, Final

from camerasheet.snapshots import JobKind, JobState, Kind, StepState
from camerasheet.web.api.backups import BackupWords, NewBackup, RestoreChoice
from camerasheet.web.api.bodies import Body
from camerasheet.web.api.jobs import UndoChoice
from camerasheet.web.api.operations import json_content, operation, path, ref
from camerasheet.web.api.shapes import (
    MAYBE_NUMBER,
    MAYBE_SWITCH,
    MAYBE_TEXT,
    NUMBER,
    OBJECT,
    SWITCH,
    TEXT,
    many,
    one_of,
    thing,
)
from camerasheet.web.snapshots.files import MIMETYPE

BODIES: Final[tuple[type[Body], ...]] = (NewBackup, BackupWords, RestoreChoice, UndoChoice)


_WORK: Final = ("snapshot", "storage", "trouble", "snapshot_newer", "shutting_down")
_RESTORE: Final = (
    *("busy", "replica_behind", "locked", "nothing_to_do", "conflict", "internal"),
    *_WORK,
)


def _backup() -> dict[str, Any]:
    return thing(
        filename=TEXT,
        name=TEXT,
        note=TEXT,
        kind=one_of(Kind),
        pinned=SWITCH,
        size=NUMBER,
        sha256=TEXT,
        created={"type": "string", "format": "date-time"},
        by=thing(id=TEXT, name=TEXT),
        show=thing(id=TEXT, slug=TEXT, title=TEXT),
        revision=TEXT,
        counts=thing(cues=NUMBER, cameras=NUMBER, shots=NUMBER),
        digest=TEXT,
        seq=NUMBER,
        epoch=TEXT,
        verified=thing(at=MAYBE_TEXT, ok=MAYBE_SWITCH, problem=TEXT),
        replica=thing(txid_before=MAYBE_NUMBER, txid_after=MAYBE_NUMBER),
        app_version=TEXT,
    )


def _job() -> dict[str, Any]:
    step = thing(name=TEXT, state=one_of(StepState), at=MAYBE_TEXT, detail=TEXT)
    return thing(
        id=TEXT,
        show_id=TEXT,
        kind=one_of(JobKind),
        state=one_of(JobState),
        steps=many(step),
        by=thing(id=TEXT, name=TEXT),
        created=TEXT,
        finished=MAYBE_TEXT,
        request=OBJECT,
        result=OBJECT,
        error={"type": ["object", "null"]},
    )


def _comparison() -> dict[str, Any]:
    field = thing(field=TEXT, before=True, after=True, camera=TEXT, camera_id=TEXT)
    kind = {"enum": ["added", "removed", "changed"]}
    row = {"number": TEXT, "kind": kind, "moved": SWITCH, "fields": many(field)}
    return thing(
        **dict.fromkeys(("added", "removed", "changed", "same", "words"), NUMBER),
        cues=many(thing(cue=TEXT, title=TEXT, heading=SWITCH, **row)),
        cameras=many(thing(camera=TEXT, name=TEXT, **row)),
    )


def answers() -> dict[str, Any]:
    """The schemas that answers about snapshots are made of, by name."""
    return {
        "Backup": _backup(),
        "DeletedBackup": thing(status={"const": "deleted"}, filename=TEXT),
        "Comparison": _comparison(),
        "Job": _job(),
        "Restored": thing(
            status={"enum": ["restored", "undone"]},
            changed={"type": "boolean"},
            safety_backup=MAYBE_TEXT,
            seq=MAYBE_NUMBER,
            job=ref("Job"),
        ),
        "JobBegun": thing(status={"const": "running"}, job=ref("Job")),
    }


def _uploading() -> dict[str, Any]:
    form = {
        "type": "object",
        "required": ["file"],
        "properties": {"file": {"type": "string", "format": "binary"}},
    }
    return operation(
        "Take in a snapshot file from elsewhere, once it was found sound.",
        json_content(ref("Backup")),
        status="201",
        body={"multipart/form-data": {"schema": form}},
        query={"sha256": (TEXT, "The file's SHA-256, where that is known.")},
        refusals=("too_large", *_WORK),
    )


def _restoring() -> dict[str, Any]:
    return operation(
        "Make the live show equal to it, and wait until it is; with "
        "`Prefer: respond-async` the answer is 202 and the job.",
        json_content(ref("Restored")),
        body=json_content(ref("RestoreChoice")),
        body_needed=False,
        refusals=_RESTORE,
        or_else={"202": json_content(ref("JobBegun"))},
    )


def _of_one() -> dict[str, dict[str, Any]]:
    """What can be done with one snapshot, by the end of its address."""
    file = {MIMETYPE: {"schema": {"type": "string", "format": "binary"}}}
    backup = json_content(ref("Backup"))
    meant = {"type": "string", "enum": ["0", "1"]}
    other = {"other": (TEXT, "Another snapshot; left out, the live sheet.")}
    sure = {"last_verified_too": (meant, "1: also the last one known to be sound.")}
    partly = {"206": file, "416": json_content(ref("Error"))}
    return {
        "": {
            "get": operation(
                "The file, in parts with `Range`; with `Accept: application/json` what is known.",
                {**file, **backup},
                or_else=partly,
            ),
            "patch": operation(
                "Set its name, its note, whether it is pinned.",
                backup,
                body=json_content(ref("BackupWords")),
                refusals=("storage",),
            ),
            "delete": operation(
                "Remove it.",
                json_content(ref("DeletedBackup")),
                query=sure,
                refusals=("last_verified", "storage"),
            ),
        },
        "/verify": {"post": operation("Read all of it through.", backup, refusals=_WORK)},
        "/diff": {
            "get": operation(
                "What a restore would change.",
                json_content(ref("Comparison")),
                query=other,
                refusals=_WORK,
            )
        },
        "/restore": {"post": _restoring()},
    }


def _of_all() -> dict[str, Any]:
    return {
        "get": operation("Every snapshot, newest first.", json_content(many(dict(ref("Backup"))))),
        "post": operation(
            "Make one, while people edit.",
            json_content(ref("Backup")),
            status="201",
            body=json_content(ref("NewBackup")),
            body_needed=False,
            refusals=("busy", *_WORK),
        ),
    }


def paths() -> dict[str, Any]:
    """Every address of snapshots and jobs."""
    found: dict[str, Any] = {}
    for base, above in (("/shows/{slug}/backups", ("slug",)), ("/backups", ())):
        found[base] = path(above, **_of_all())
        found[f"{base}/upload"] = path(above, post=_uploading())
        for end, operations in _of_one().items():
            found[f"{base}/{{name}}{end}"] = path((*above, "name"), **operations)
    undone = operation(
        "Bring back what was there before it, and wait until it is.",
        json_content(ref("Restored")),
        body=json_content(ref("UndoChoice")),
        body_needed=False,
        refusals=("edits_since", "cannot_undo", *_RESTORE),
        or_else={"202": json_content(ref("JobBegun"))},
    )
    stands = operation("How a restore or an undo stands.", json_content(ref("Job")))
    found["/jobs/{job_id}"] = path(("job_id",), get=stands)
    found["/jobs/{job_id}/undo"] = path(("job_id",), post=undone)
    return found
