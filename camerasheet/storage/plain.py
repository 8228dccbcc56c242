"""Plain SQL on a connection of SQLAlchemy's, within the transaction that it has begun.

The writer of a show runs the same handful of statements all day. SQLAlchemy spends several times
as long on each as SQLite does, and that is processor time in which nobody is told anything.
"""

import time
from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import Connection

from camerasheet.storage.slow_queries import LIMIT, report

Row = tuple[Any, ...]

_NO_VALUES: Final[Row] = ()


def query(connection: Connection, statement: str, values: Row = _NO_VALUES) -> list[Row]:
    """All rows that a statement finds. Raises the driver's errors: see ``storage_errors``."""
    return _run(connection, statement, values, many=False).fetchall()  # type: ignore[no-any-return]


def run(connection: Connection, statement: str, values: Row = _NO_VALUES) -> None:
    """Run a statement for what it does. Raises as :func:`query` does."""
    _run(connection, statement, values, many=False)


def run_many(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement once for each row of values. Raises as :func:`query` does."""
    _run(connection, statement, rows, many=True)


def _run(connection: Connection, statement: str, values: Any, *, many: bool) -> Any:
    cursor = connection.connection.cursor()
    limit = connection.info.get(LIMIT)
    began = time.perf_counter()
    (cursor.executemany if many else cursor.execute)(statement, values)
    if limit is not None:
        report(statement, time.perf_counter() - began, limit)
    return cursor
