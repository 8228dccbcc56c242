"""Snapshots and jobs in the description of the API: their addresses and the shapes of answers."""

from __future__ import annotations

from typing import Any, Final

from camerasheet.snapshots import JobKind, JobState, Kind, StepState
from camerasheet.web.api.backups import BackupWords, NewBackup, RestoreChoice
from camerasheet.web.api.bodies import Body
from camerasheet.web.api.jobs import UndoChoice
from camerasheet.web.api.operations import json_content, operation, path, ref
from camerasheet.web.snapshots.files import MIMETYPE

BODIES: Final[tuple[type[Body], ...]] = (NewBackup, BackupWords, RestoreChoice, UndoChoice)

_TEXT: Final = {"type": "string"}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_NUMBER: Final = {"type": "integer"}
_MAYBE_NUMBER: Final = {"type": ["integer", "null"]}
_SWITCH: Final = {"type": "boolean"}
_MAYBE_SWITCH: Final = {"type": ["boolean", "null"]}
_OBJECT: Final = {"type": "object"}

_WORK: Final = ("snapshot", "storage", "trouble", "snapshot_newer", "shutting_down")
_RESTORE: Final = (
    *("busy", "replica_behind", "locked", "nothing_to_do", "conflict", "internal"),
    *_WORK,
)


def _thing(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _one_of(words: Any) -> dict[str, Any]:
    return {"enum": [word.value for word in words]}


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _backup() -> dict[str, Any]:
    return _thing(
        filename=_TEXT,
        name=_TEXT,
        note=_TEXT,
        kind=_one_of(Kind),
        pinned=_SWITCH,
        size=_NUMBER,
        sha256=_TEXT,
        created={"type": "string", "format": "date-time"},
        by=_thing(id=_TEXT, name=_TEXT),
        show=_thing(id=_TEXT, slug=_TEXT, title=_TEXT),
        revision=_TEXT,
        counts=_thing(cues=_NUMBER, cameras=_NUMBER, shots=_NUMBER),
        digest=_TEXT,
        seq=_NUMBER,
        epoch=_TEXT,
        verified=_thing(at=_MAYBE_TEXT, ok=_MAYBE_SWITCH, problem=_TEXT),
        replica=_thing(txid_before=_MAYBE_NUMBER, txid_after=_MAYBE_NUMBER),
        app_version=_TEXT,
    )


def _job() -> dict[str, Any]:
    step = _thing(name=_TEXT, state=_one_of(StepState), at=_MAYBE_TEXT, detail=_TEXT)
    return _thing(
        id=_TEXT,
        show_id=_TEXT,
        kind=_one_of(JobKind),
        state=_one_of(JobState),
        steps=_many(step),
        by=_thing(id=_TEXT, name=_TEXT),
        created=_TEXT,
        finished=_MAYBE_TEXT,
        request=_OBJECT,
        result=_OBJECT,
        error={"type": ["object", "null"]},
    )


def _comparison() -> dict[str, Any]:
    field = _thing(field=_TEXT, before=True, after=True, camera=_TEXT, camera_id=_TEXT)
    kind = {"enum": ["added", "removed", "changed"]}
    row = {"number": _TEXT, "kind": kind, "moved": _SWITCH, "fields": _many(field)}
    return _thing(
        **dict.fromkeys(("added", "removed", "changed", "same", "words"), _NUMBER),
        cues=_many(_thing(cue=_TEXT, title=_TEXT, heading=_SWITCH, **row)),
        cameras=_many(_thing(camera=_TEXT, name=_TEXT, **row)),
    )


def answers() -> dict[str, Any]:
    """The schemas that answers about snapshots are made of, by name."""
    return {
        "Backup": _backup(),
        "DeletedBackup": _thing(status={"const": "deleted"}, filename=_TEXT),
        "Comparison": _comparison(),
        "Job": _job(),
        "Restored": _thing(
            status={"enum": ["restored", "undone"]},
            changed={"type": "boolean"},
            safety_backup=_MAYBE_TEXT,
            seq=_MAYBE_NUMBER,
            job=ref("Job"),
        ),
        "JobBegun": _thing(status={"const": "running"}, job=ref("Job")),
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
        query={"sha256": (_TEXT, "The file's SHA-256, where that is known.")},
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
    other = {"other": (_TEXT, "Another snapshot; left out, the live sheet.")}
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
        "get": operation("Every snapshot, newest first.", json_content(_many(dict(ref("Backup"))))),
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
