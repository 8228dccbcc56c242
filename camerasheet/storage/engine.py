"""SQLAlchemy engines on one SQLite file: readers that never wait, and the one writer."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import NullPool, QueuePool

from camerasheet.sheet.errors import DatabaseMissing
from camerasheet.storage import slow_queries, sqlite
from camerasheet.storage.files import create_private, make_private
from camerasheet.storage.sqlite import check_sqlite, driver
from camerasheet.storage.troubles import storage_errors, translate

__all__ = [
    "Access",
    "Database",
    "check_sqlite",
    "open_database",
    "open_engine",
    "path_of",
    "storage_errors",
    "translate",
]


class Access(Enum):
    """What an engine is for."""

    # Takes no lock until the first SELECT, and never the write lock; cannot write.
    READER = "reader"
    # Takes the write lock at BEGIN: a deferred transaction that reads and then writes can fail at
    # the write without waiting. Never for reading, or every SELECT would take the write lock.
    WRITER = "writer"
    # As the writer, with foreign keys off: a table rebuilt under them loses its children.
    MIGRATION = "migration"


_POOLS: Final[dict[Access, dict[str, Any]]] = {
    Access.READER: {"poolclass": QueuePool, "pool_size": 8, "max_overflow": 24, "pool_timeout": 10},
    # One connection: threads that want to write queue here, in order, not in SQLite's busy sleep.
    Access.WRITER: {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 10},
    Access.MIGRATION: {"poolclass": NullPool},
}


def open_engine(
    path: Path,
    access: Access,
    *,
    must_exist: bool = True,
    slow_query_ms: float | None = None,
) -> Engine:
    """An engine on the file ``path``; the caller disposes it.

    With ``must_exist`` a missing file raises ``DatabaseMissing``, at once and at every later
    connection; without, an empty one of mode 0600 is made. Nothing else makes a file, ever.
    Statements that take ``slow_query_ms`` milliseconds or more are logged as warnings.
    Raises ``UnsafeSqlite`` and ``StorageFailed``; a damaged file is noticed at the first connection
    (wrap what uses the engine in ``storage_errors``).
    """
    check_sqlite()
    _settle_file(path, must_exist)

    def creator() -> DBAPIConnection:
        with storage_errors(path):
            connection: Any = sqlite.connect(
                path,
                foreign_keys=access is not Access.MIGRATION,
                query_only=access is Access.READER,
            )
            return connection  # type: ignore[no-any-return]

    engine = create_engine(
        URL.create("sqlite+pysqlite", database=str(path)),
        module=driver,
        creator=creator,
        hide_parameters=True,  # an error's text goes to the log, and a link's secret is one
        **_POOLS[access],
    )
    _begin_with(engine, "BEGIN DEFERRED" if access is Access.READER else "BEGIN IMMEDIATE")
    if slow_query_ms is not None:
        slow_queries.watch(engine, slow_query_ms)
    return engine


def path_of(engine: Engine) -> Path:
    """The file that an engine of ours is on."""
    if engine.url.database is None:
        raise ValueError("an engine without a file")
    return Path(engine.url.database)


@dataclass(frozen=True, slots=True)
class Database:
    """One file with its reader and its writer."""

    path: Path
    reader: Engine
    writer: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that sees one moment of the file throughout. Raises ``Trouble``."""
        with storage_errors(self.path), self.reader.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, durable when the block has ended, undone when it raises.

        Raises ``Trouble``. Not to be nested: there is one writer, and the inner would wait for the
        outer until it gives up.
        """
        with storage_errors(self.path), self.writer.begin() as connection:
            yield connection

    def dispose(self) -> None:
        """Close every connection; the last to leave folds the WAL into the file."""
        self.reader.dispose()
        self.writer.dispose()


def open_database(path: Path, *, slow_query_ms: float | None = None) -> Database:
    """A reader and a writer on an existing file. Raises as ``open_engine`` does."""
    return Database(
        path=path,
        reader=open_engine(path, Access.READER, slow_query_ms=slow_query_ms),
        writer=open_engine(path, Access.WRITER, slow_query_ms=slow_query_ms),
    )


def _settle_file(path: Path, must_exist: bool) -> None:
    with storage_errors(path):
        if path.is_file():
            make_private(path)
        elif path.exists():
            raise IsADirectoryError(errno.EISDIR, "Is a directory", str(path))
        elif must_exist:
            raise DatabaseMissing(
                f"{path} is not there. Bring it back from a snapshot or the replica.",
                path=str(path),
            )
        else:
            create_private(path)


def _begin_with(engine: Engine, statement: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)
