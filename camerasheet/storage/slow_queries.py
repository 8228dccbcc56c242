"""Logging statements that take long: the statement only, its values may be somebody's words."""

import logging
import time
from typing import Final

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

LIMIT: Final = "slow_query_ms"
"""What a connection's ``info`` calls the limit, in milliseconds, where there is one."""

_STARTED: Final = "query_started"

log = logging.getLogger(__name__)


def watch(engine: Engine, limit_ms: float) -> None:
    """Log what takes ``limit_ms`` milliseconds or more, on every connection made from now on."""

    @event.listens_for(engine, "connect")
    def connected(_connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        entry.info[LIMIT] = limit_ms

    @event.listens_for(engine, "before_cursor_execute")
    def started(conn: Connection, *_: object) -> None:
        conn.info[_STARTED] = time.perf_counter()

    @event.listens_for(engine, "after_cursor_execute")
    def ended(conn: Connection, _cursor: object, statement: str, *_: object) -> None:
        report(statement, time.perf_counter() - conn.info[_STARTED], limit_ms)


def report(statement: str, seconds: float, limit_ms: float) -> None:
    """Log a statement that took so long, if that is long."""
    if seconds * 1000 >= limit_ms:
        log.warning("slow query: %.0f ms: %s", seconds * 1000, " ".join(statement.split()))
