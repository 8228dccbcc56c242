"""Whether a file is a snapshot that may be listed and restored, in the order that is safe.

Each step relies on those before it: no statement runs before the header makes sense, and none that
evaluates the file's own expressions before its schema is known to be ours.
"""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.errors import SnapshotRefused
from camerasheet.snapshots import reader
from camerasheet.snapshots.reader import Facts
from camerasheet.snapshots.schema import check_revision, check_schema
from camerasheet.snapshots.shelf import is_regular, sha256_of
from camerasheet.storage.files import discard
from camerasheet.storage.migrate import DatabaseKind
from camerasheet.storage.sqlite import DriverError
from camerasheet.storage.troubles import storage_errors

_MAGIC: Final = b"SQLite format 3\0"
_HEADER: Final = struct.Struct(">16sHBBBBBBIIIIIIIIIIII20xII")


@dataclass(frozen=True, slots=True)
class Expected:
    """What is known beforehand; None for what is not."""

    size: int | None = None
    sha256: str | None = None


def examine(
    path: Path,
    scratch: Path,
    expected: Expected | None = None,
    *,
    kind: DatabaseKind = DatabaseKind.SHOW,
) -> Facts:
    """Read all of a file that nobody changes. ``scratch`` is where it may be copied and migrated.

    Raises ``SnapshotRefused`` with a sentence that says what is wrong, ``SnapshotTooNew``, and
    ``StorageFailed`` when the disk is.
    """
    with storage_errors(path):
        _check_file(path, expected or Expected())
        _check_header(path, kind)
    with reader.opened(path) as connection:
        revision: str = _sound(lambda: _check_tables(connection, kind))
        _sound(lambda: _check_pages(connection))
        if kind is DatabaseKind.CONTROL:
            return Facts(revision)
        _sound(lambda: reader.check_rows(connection))
    return contents(path, revision, scratch)


def contents(path: Path, revision: str, scratch: Path) -> Facts:
    """What is in a file whose tables are ours. Raises as ``examine`` does."""
    current = reader.at_head(path, revision, scratch)
    try:
        return reader.facts_of(reader.load(current), revision)
    finally:
        if current != path:
            discard(current)


def _sound(step: Callable[[], Any]) -> Any:
    try:
        return step()
    except (DriverError, UnicodeDecodeError) as error:  # the latter for a text that is none
        raise SnapshotRefused(f"This file is damaged: {str(error)[:200]}.") from error


def _check_file(path: Path, expected: Expected) -> None:
    if not is_regular(path):
        raise SnapshotRefused("This is not a file.")
    size = path.stat().st_size
    if size == 0:
        raise SnapshotRefused("This file is empty.")
    if expected.size is not None and size != expected.size:
        raise SnapshotRefused(f"This file has {size} bytes and should have {expected.size}.")
    if expected.sha256 is not None and sha256_of(path) != expected.sha256:
        raise SnapshotRefused("This file is not what it was: its checksum differs.")


def _check_header(path: Path, kind: DatabaseKind) -> None:
    with path.open("rb") as file:
        head = file.read(100)
    if not head.startswith(_MAGIC) or len(head) < 100:
        raise SnapshotRefused("This is not an SQLite database.")
    fields = _HEADER.unpack(head)
    page, write_version, read_version = fields[1], fields[2], fields[3]
    page = 65536 if page == 1 else page
    pages, encoding, application_id = fields[9], fields[16], fields[19]
    if page < 512 or page & (page - 1):
        raise SnapshotRefused(f"This file says its pages have {page} bytes, which cannot be.")
    if write_version > 2 or read_version > 2 or encoding != 1:
        raise SnapshotRefused("This file is an SQLite database of a kind that we do not use.")
    if application_id != kind.application_id:
        raise SnapshotRefused("This is a database, but not a show of camerasheet's.")
    size = path.stat().st_size
    if size % page or pages * page != size:
        raise SnapshotRefused(
            f"This file is cut off or has grown: it says {pages} pages of {page} bytes, and has "
            f"{size} bytes."
        )


def _check_tables(connection: Any, kind: DatabaseKind) -> str:
    check_schema(connection, kind)
    revision = reader.revision_of(connection)
    check_revision(connection, kind, revision)
    return revision


def _check_pages(connection: Any) -> None:
    found = connection.execute("PRAGMA integrity_check(3)").fetchall()
    if found != [("ok",)]:
        raise SnapshotRefused(f"This file is damaged: {str(found[0][0])[:200]}.")
    broken = connection.execute("PRAGMA foreign_key_check").fetchone()
    if broken is not None:
        raise SnapshotRefused(f"This file is damaged: a row of {broken[0]} points to nothing.")
