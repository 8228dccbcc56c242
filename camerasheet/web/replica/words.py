"""How the replica stands, for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from camerasheet.replica.status import ReplicaStatus, State
from camerasheet.storage.clock import utc_now
from camerasheet.web.production import production

_ADVICE = {
    State.DOWN: (
        "Look whether Litestream runs, and in its log. camerasheet serve --litestream starts it "
        "again by itself; a sidecar is started by whoever runs it."
    ),
    State.STALLED: (
        "Look at the store: its address, its keys, its bucket, its disk. What was written "
        "meanwhile follows by itself."
    ),
}


@dataclass(frozen=True, slots=True)
class Said:
    """What the box says. ``tone`` is good, wrong or plain."""

    tone: str
    title: str
    text: str
    advice: str


def status_of(show_id: str) -> ReplicaStatus:
    """How the replica stands, with what one show lives in: its file and the accounts."""
    place = production()
    files = (place.data.control, place.data.show_file(show_id))
    return place.replica.status().of(*(str(file.relative_to(place.data.path)) for file in files))


def said(status: ReplicaStatus, now: datetime | None = None) -> Said:
    """The status in a sentence or two."""
    now = now or utc_now()
    if status.state is State.OFF:
        return Said(
            "plain",
            "Not replicated",
            "What is lost with this disk is lost since the last snapshot that is elsewhere.",
            "Start the server with --litestream to have every edit copied as it is made.",
        )
    if status.state is State.ACTIVE:
        lag = status.lag_seconds or 0.0
        synced = status.last_sync or now
        if lag >= 1:
            when = "just now being sent"
        else:
            seconds = (now - synced).total_seconds()
            when = "just now" if seconds < 2 else f"{_span(seconds)} ago"
        return Said("good", "Replicated", f"{when} to {status.replica_url}", "")
    title = "Replication stands still" if status.state is State.STALLED else "Litestream is down"
    last = (
        f" The replica was complete {_span((now - status.last_sync).total_seconds())} ago."
        if (status.last_sync)
        else ""
    )
    return Said(
        "wrong",
        f"{title} for {_span((now - status.since).total_seconds())}",
        f"{_reason(status.error)}{last}",
        _ADVICE[status.state],
    )


def _reason(error: str) -> str:
    """The error without the names of files, which only programs know."""
    reason = error.partition(" replicated: ")[2]
    return reason[0].upper() + reason[1:] if reason else error


def _span(seconds: float) -> str:
    whole = max(0, round(seconds))
    if whole < 90:
        return f"{whole} s"
    if whole < 5400:
        return f"{round(whole / 60)} min"
    return f"{round(whole / 3600)} h"
