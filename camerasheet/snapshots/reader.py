"""Reading a show file that may come from anywhere: rows only, by our own statements.

The file is opened immutable and read-only, by a connection of its own that trusts no schema; it is
never attached to, or read by, a connection that a live show has.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.pool import NullPool
from ulid import ULID

from camerasheet.sheet.digest import content_digest
from camerasheet.sheet.errors import DatabaseCorrupt, SnapshotRefused
from camerasheet.sheet.model import Sheet
from camerasheet.snapshots.soundness import check_sheet
from camerasheet.storage import migrate
from camerasheet.storage.files import discard, make_private
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.show.sheets import load_sheet
from camerasheet.storage.sqlite import DriverError, check_sqlite, driver

MOST_EVENTS: Final = 5_000_000
_MOST_ROWS: Final = {
    "show": 1,
    "live": 1,
    "house": 1,
    "cues": 5_000,
    "cameras": 40,
    "shots": 200_000,
    "ready": 200_000,
    "terms": 300,
    "events": MOST_EVENTS,
    "answers": MOST_EVENTS,
}


_UNREADABLE: Final = (SQLAlchemyError, DriverError, ValueError, TypeError, LookupError)


@dataclass(frozen=True, slots=True)
class Facts:
    """What a snapshot's manifest says of the sheet in it. Empty for a copy of control.db."""

    revision: str
    show_id: str = ""
    epoch: str = ""
    seq: int = 0
    cues: int = 0
    cameras: int = 0
    shots: int = 0
    digest: str = ""

    def as_json(self) -> dict[str, Any]:
        """The facts, for the process that asked."""
        return asdict(self)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A bare connection to a file that nobody changes."""
    check_sqlite()
    connection = _connect(path)
    try:
        yield connection
    finally:
        connection.close()


def _connect(path: Path) -> Any:
    connection = driver.connect(
        f"file:{quote(str(path))}?mode=ro&immutable=1",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
    )
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


@contextmanager
def _alchemy(path: Path) -> Iterator[Connection]:
    engine = create_engine(
        "sqlite+pysqlite://", module=driver, creator=lambda: _connect(path), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def revision_of(connection: Any) -> str:
    """The revision that a file says it has. Raises ``SnapshotRefused``, and the driver's errors."""
    rows = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if len(rows) != 1 or not isinstance(rows[0][0], str):
        raise SnapshotRefused(
            "This file does not say which revision of camerasheet's tables it has, so it is no "
            "snapshot."
        )
    return rows[0][0]


def check_rows(connection: Any) -> None:
    """Raise ``SnapshotRefused`` for more rows than a show can have."""
    for table, most in _MOST_ROWS.items():
        (count,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()  # noqa: S608
        if count > most:
            raise SnapshotRefused(
                f"This file has {count} rows of {table}; a show has at most {most}."
            )


def load(path: Path) -> Sheet:
    """The sheet in a file that is at head, every value of it checked. Raises ``SnapshotRefused``.

    What is wrong with it is a sentence: a row that breaks our own statements is damage too.
    """
    try:
        with _alchemy(path) as connection:
            sheet = load_sheet(connection)
    except DatabaseCorrupt as error:  # which speaks of a live show's file
        raise SnapshotRefused("This file lacks its own record of the show.") from error
    except (*_UNREADABLE, RecursionError) as error:  # the last for JSON without end
        raise SnapshotRefused("This file's rows cannot be read as a camera sheet.") from error
    check_sheet(sheet)
    return sheet


def at_head(path: Path, revision: str, scratch: Path) -> Path:
    """The file itself, or a migrated copy of it in the directory ``scratch``.

    Only for a file whose tables were found to be ours. Raises ``SnapshotRefused`` for rows that
    today's tables do not take, and ``Trouble``; no copy is left then.
    """
    if revision == migrate.head(DatabaseKind.SHOW):
        return path
    copy = scratch / f".migrated-{ULID()}.partial"
    try:
        shutil.copyfile(path, copy)
        make_private(copy)
        migrate.upgrade(copy, DatabaseKind.SHOW, backups=None)
    except BaseException as error:
        discard(copy)
        if isinstance(error.__cause__, IntegrityError):
            raise SnapshotRefused(
                "This file does not hold a camera sheet that makes sense: its rows cannot be "
                "brought into the tables of this version."
            ) from error
        raise
    return copy


def facts_of(sheet: Sheet, revision: str) -> Facts:
    """What a manifest says of that sheet."""
    rows = sheet.rows.values()
    return Facts(
        revision=revision,
        show_id=sheet.show,
        epoch=sheet.epoch,
        seq=sheet.seq,
        cues=len(sheet.cue_ids),
        cameras=len(sheet.cameras),
        shots=sum(not shot.is_blank for row in rows for shot in row.shots.values()),
        digest=content_digest(sheet),
    )
