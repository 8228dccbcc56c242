"""Offsite copies in the description of the API: their addresses and the shapes of answers."""

from __future__ import annotations

from typing import Any, Final

from camerasheet.web.api.operations import json_content, operation, path, ref
from camerasheet.web.api.shapes import MAYBE_TEXT, SWITCH, TEXT, thing

_STORE: Final = ("no_offsite", "offsite")
_CARRY: Final = (*_STORE, "exists", "snapshot", "storage", "trouble", "shutting_down", "internal")


def _copy(backup: dict[str, Any]) -> dict[str, Any]:
    """A snapshot's manifest, and what is known of its copy."""
    pushed = {"type": "string", "format": "date-time"}
    return thing(**backup["properties"], pushed=pushed, here=SWITCH)


def _done() -> dict[str, Any]:
    return thing(
        show=MAYBE_TEXT,
        filename=MAYBE_TEXT,
        pushed=SWITCH,
        error={"type": ["object", "null"]},
    )


def answers(backup: dict[str, Any]) -> dict[str, Any]:
    """The schemas that answers about offsite copies are made of; ``backup`` is a snapshot's."""
    return {
        "OffsiteCopy": _copy(backup),
        "Carried": thing(status={"enum": ["pushed", "fetched"]}, filename=TEXT, job=ref("Job")),
        "Daily": thing(
            status={"const": "done"},
            offsite=MAYBE_TEXT,
            shows={"type": "array", "items": ref("DailyDone")},
            control=ref("DailyDone"),
        ),
        "DailyDone": _done(),
    }


def _carrying(summary: str) -> dict[str, Any]:
    return operation(
        f"{summary} With `Prefer: respond-async` the answer is 202 and the job.",
        json_content(ref("Carried")),
        refusals=_CARRY,
        or_else={"202": json_content(ref("JobBegun"))},
    )


def paths() -> dict[str, Any]:
    """Every address of offsite copies."""
    copies = json_content({"type": "array", "items": ref("OffsiteCopy")})
    meant = {"type": "string", "enum": ["0", "1"]}
    sure = {"last_verified_too": (meant, "1: also the last one known to be sound.")}
    listed = operation("Every offsite copy, newest first.", copies, refusals=_STORE)
    pushed = _carrying("Push a snapshot offsite, and wait until it is there.")
    fetched = _carrying("Fetch an offsite copy, and wait until it is a snapshot here.")
    removed = operation(
        "Remove an offsite copy.",
        json_content(ref("DeletedBackup")),
        query=sure,
        refusals=("last_verified", *_STORE),
    )
    daily = operation(
        "A snapshot of every show and of control.db, each pushed offsite; for whoever asks once "
        "a day. When anything failed the answer is the first refusal, and what became of each.",
        json_content(ref("Daily")),
        refusals=("busy", "locked", "snapshot_newer", *_CARRY),
    )
    found: dict[str, Any] = {"/backups/daily": path((), post=daily)}
    for base, above in (("/shows/{slug}", ("slug",)), ("", ())):
        found[f"{base}/offsite"] = path(above, get=listed)
        found[f"{base}/backups/{{name}}/offsite"] = path((*above, "name"), post=pushed)
        found[f"{base}/offsite/{{name}}"] = path((*above, "name"), delete=removed)
        found[f"{base}/offsite/{{name}}/fetch"] = path((*above, "name"), post=fetched)
    return found
