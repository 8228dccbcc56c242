"""The replica in the description of the API."""

from __future__ import annotations

from typing import Any, Final

from camerasheet.replica.status import State
from camerasheet.web.api.bodies import Body
from camerasheet.web.api.operations import json_content, operation, path, ref
from camerasheet.web.api.replica import WantedState
from camerasheet.web.api.shapes import MAYBE_NUMBER, MAYBE_TEXT, NUMBER, TEXT, many, thing

BODIES: Final[tuple[type[Body], ...]] = (WantedState,)

_REFUSALS: Final = ("replica_empty", "replica_failed", "trouble")


def answers() -> dict[str, Any]:
    """The schemas that answers about the replica are made of, by name."""
    database = thing(
        path=TEXT,
        txid=MAYBE_NUMBER,
        replicated_txid=MAYBE_NUMBER,
        last_sync=MAYBE_TEXT,
        lag_seconds={"type": ["number", "null"]},
    )
    return {
        "ReplicaStatus": thing(
            status={"enum": [state.value for state in State]},
            lag_seconds={"type": ["number", "null"]},
            last_sync=MAYBE_TEXT,
            replica_url=MAYBE_TEXT,
            retention_hours=MAYBE_NUMBER,
            databases=many(database),
            error=MAYBE_TEXT,
            version=MAYBE_TEXT,
        ),
        "ReplicaPoints": thing(
            first=TEXT,
            last=TEXT,
            precision=many(thing(since=TEXT, seconds=NUMBER)),
            points=many(thing(at=TEXT, txid=NUMBER)),
            count=NUMBER,
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
