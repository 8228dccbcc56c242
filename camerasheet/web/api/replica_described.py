"""The replica in the description of the API."""

from __future__ import annotations

from typing import Any, Final

from camerasheet.replica.status import State
from camerasheet.web.api.bodies import Body
from camerasheet.web.api.operations import json_content, operation, path, ref
from camerasheet.web.api.replica import WantedState

BODIES: Final[tuple[type[Body], ...]] = (WantedState,)

_TEXT: Final = {"type": "string"}
_MAYBE_TEXT: Final = {"type": ["string", "null"]}
_NUMBER: Final = {"type": "integer"}
_MAYBE_NUMBER: Final = {"type": ["integer", "null"]}
_REFUSALS: Final = ("replica_empty", "replica_failed", "trouble")


def _thing(**properties: Any) -> dict[str, Any]:
    """An object with exactly these properties."""
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _many(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def answers() -> dict[str, Any]:
    """The schemas that answers about the replica are made of, by name."""
    database = _thing(
        path=_TEXT,
        txid=_MAYBE_NUMBER,
        replicated_txid=_MAYBE_NUMBER,
        last_sync=_MAYBE_TEXT,
        lag_seconds={"type": ["number", "null"]},
    )
    return {
        "ReplicaStatus": _thing(
            status={"enum": [state.value for state in State]},
            lag_seconds={"type": ["number", "null"]},
            last_sync=_MAYBE_TEXT,
            replica_url=_MAYBE_TEXT,
            retention_hours=_MAYBE_NUMBER,
            databases=_many(database),
            error=_MAYBE_TEXT,
            version=_MAYBE_TEXT,
        ),
        "ReplicaPoints": _thing(
            first=_TEXT,
            last=_TEXT,
            precision=_many(_thing(since=_TEXT, seconds=_NUMBER)),
            points=_many(_thing(at=_TEXT, txid=_NUMBER)),
            count=_NUMBER,
        ),
    }


def paths() -> dict[str, Any]:
    """Every address of the replica."""
    found: dict[str, Any] = {}
    for base, above in (("/shows/{slug}/backups", ("slug",)), ("/backups", ())):
        found[f"{base}/litestream/status"] = path(
            above,
            get=operation("How the replica stands.", json_content(ref("ReplicaStatus"))),
        )
        found[f"{base}/litestream/points"] = path(
            above,
            get=operation(
                "To which moments the replica can go back, newest first.",
                json_content(ref("ReplicaPoints")),
                refusals=_REFUSALS,
            ),
        )
        found[f"{base}/litestream/fetch"] = path(
            above,
            post=operation(
                "Fetch the show as it was, as a snapshot.",
                json_content(ref("Backup")),
                status="201",
                body=json_content(ref("WantedState")),
                refusals=(*_REFUSALS, "snapshot", "storage", "snapshot_newer"),
            ),
        )
    return found
