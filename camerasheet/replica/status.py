"""What is said of the replica: to the panel, to programs, to Prometheus and on the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any


class State(StrEnum):
    """``active``: all is replicated, or was a moment ago. ``stalled``: Litestream answers and the
    store does not take it. ``down``: Litestream does not answer. ``off``: there is none."""

    ACTIVE = "active"
    STALLED = "stalled"
    DOWN = "down"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class DatabaseStatus:
    """One database. ``path`` is within the data directory.

    The transactions are Litestream's own count, None where it has not told; ``replicated_txid``
    is the last one known to be in the replica. ``last_sync`` is when all of it last was there,
    ``behind_since`` when the first thing was written that is not. ``lag_seconds`` is for how long
    that has waited; while Litestream is down, how long ago all was there.
    """

    path: str
    txid: int | None = None
    replicated_txid: int | None = None
    last_sync: datetime | None = None
    behind_since: datetime | None = None
    lag_seconds: float | None = None

    def at(self, now: datetime, *, down: bool) -> DatabaseStatus:
        """The same with its lag at that moment."""
        since = self.last_sync if down else self.behind_since or now
        lag = max(0.0, (now - since).total_seconds()) if since else None
        return replace(self, lag_seconds=None if lag is None else round(lag, 1))

    def as_json(self) -> dict[str, Any]:
        """The database for programs."""
        return {
            "path": self.path,
            "txid": self.txid,
            "replicated_txid": self.replicated_txid,
            "last_sync": self.last_sync.isoformat() if self.last_sync else None,
            "lag_seconds": self.lag_seconds,
        }


@dataclass(frozen=True, slots=True)
class ReplicaStatus:
    """All of it. ``error`` is a sentence, '' where nothing is wrong; ``since`` is when it got into
    its state. ``replica_url`` holds no credentials."""

    state: State
    since: datetime
    lag_seconds: float | None = None
    last_sync: datetime | None = None
    replica_url: str = ""
    retention_hours: int = 0
    databases: tuple[DatabaseStatus, ...] = ()
    error: str = ""
    version: str = ""

    def of(self, *paths: str) -> ReplicaStatus:
        """The same, with these databases only."""
        return replace(self, databases=tuple(each for each in self.databases if each.path in paths))

    def as_json(self) -> dict[str, Any]:
        """The status for programs."""
        return {
            "status": self.state.value,
            "lag_seconds": self.lag_seconds,
            "last_sync": self.last_sync.isoformat() if self.last_sync else None,
            "replica_url": self.replica_url or None,
            "retention_hours": self.retention_hours or None,
            "databases": [each.as_json() for each in self.databases],
            "error": self.error or None,
            "version": self.version or None,
        }
