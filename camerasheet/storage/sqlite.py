"""The one place that knows which SQLite driver we use, and how a connection is made.

The driver is pysqlite3, because it carries its own SQLite; the one in the operating system's
Python is usually a version that can lose committed writes (see ``check_sqlite``).
"""

import sqlite3
from pathlib import Path
from typing import Final, Literal, cast
from urllib.parse import quote

import pysqlite3.dbapi2 as driver  # type: ignore[import-untyped]

from camerasheet.sheet.errors import StorageFailed, UnsafeSqlite

__all__ = [
    "BUSY_TIMEOUT_MS",
    "VERSION",
    "Connection",
    "DriverError",
    "check_sqlite",
    "connect",
    "driver",
    "open_raw",
]

# pysqlite3 has the standard library's interface and no annotations: its types are borrowed from
# there, for the type checker only. Nothing ever runs the standard library's SQLite.
Connection = sqlite3.Connection

VERSION: Final[tuple[int, int, int]] = driver.sqlite_version_info
DriverError: Final[type[Exception]] = driver.Error

BUSY_TIMEOUT_MS: Final = 5000
_TRIES: Final = 3
"""How often a log that nobody can read yet is tried; SQLite itself gives up after ten seconds."""

_FIRST_WITH_WAL = (3, 7, 0)
_FIRST_SAFE = (3, 51, 3)

Mode = Literal["rw", "ro"]


def check_sqlite(version: tuple[int, int, int] = VERSION) -> None:
    """Raise ``UnsafeSqlite`` when ``version`` has the WAL-reset bug (3.7.0 up to 3.51.2).

    It loses committed writes when one process writes while another checkpoints, which is what we
    do beside a Litestream sidecar.
    """
    if _FIRST_WITH_WAL <= version < _FIRST_SAFE:
        found = ".".join(str(part) for part in version)
        raise UnsafeSqlite(
            f"SQLite {found} can lose committed writes when one process writes while another "
            "checkpoints (the WAL-reset bug, fixed in 3.51.3). "
            "Install pysqlite3 0.6.1 or later, which brings a safe one.",
            version=found,
        )


def open_raw(path: Path, mode: Mode) -> Connection:
    """A bare connection that is in no transaction until told ``BEGIN``; it creates no file.

    ``ro`` sets nothing on the file, so that it stays as it is to the byte; ``rw`` is for
    ``connect``. Raises the driver's own errors; the caller closes the connection.
    """
    check_sqlite()
    connection = driver.connect(
        f"file:{quote(str(path))}?mode={mode}",
        uri=True,
        isolation_level=None,  # or the driver begins transactions of its own, and never before DDL
        check_same_thread=False,  # the pool hands a connection to one thread at a time
        timeout=BUSY_TIMEOUT_MS / 1000,
    )
    return cast(Connection, connection)


def connect(path: Path, *, foreign_keys: bool = True, query_only: bool = False) -> Connection:
    """A connection to an existing file, with the pragmas that every connection of ours has.

    The sidecar checkpoints where there is one, else ``checkpoints.py``: hence no autocheckpoint.
    Raises the driver's errors, and ``StorageFailed`` where the file system cannot do WAL.
    """
    connection = open_raw(path, "rw")
    try:
        mode = _into_wal(connection)
        if mode != "wal":
            raise StorageFailed(
                f"{path} cannot be used in WAL mode (SQLite answered {mode!r}): "
                "put the data directory on a local disk.",
                path=str(path),
            )
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")
        connection.execute("PRAGMA wal_autocheckpoint=0")
        connection.execute("PRAGMA trusted_schema=OFF")
        connection.execute(f"PRAGMA query_only={'ON' if query_only else 'OFF'}")
    except BaseException:
        connection.close()
        raise
    return connection


def _into_wal(connection: Connection) -> str:
    """The mode that the file is in then.

    Where the index has to be made and another process is in a transaction, SQLite waits without
    heeding ``busy_timeout`` and then says ``SQLITE_PROTOCOL``. A sidecar that was started first, on
    a machine that is busy, can be that long about it.
    """
    tries = 1
    while True:
        try:
            return str(connection.execute("PRAGMA journal_mode=WAL").fetchone()[0])
        except DriverError as error:
            code = getattr(error, "sqlite_errorcode", None)
            if code != driver.SQLITE_PROTOCOL or tries == _TRIES:
                raise
            tries += 1
