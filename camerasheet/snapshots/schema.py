"""What may stand in a snapshot's schema: exactly what our own revisions made, and nothing beside.

Compared by the text of each ``CREATE`` statement, so a trigger, a view, a generated column, a
virtual table or a check of somebody else's cannot hide in any corner of SQLite's grammar.
"""

import re
import tempfile
from functools import cache
from pathlib import Path
from typing import Any, Final

from camerasheet.sheet.errors import SnapshotRefused, SnapshotTooNew
from camerasheet.storage import migrate, sqlite
from camerasheet.storage.files import create_private
from camerasheet.storage.migrate import DatabaseKind

Thing = tuple[str, str, str, str]  # type, name, table, statement

_ALLOWED: Final = (
    # Litestream's, in every database that it has replicated.
    "CREATE TABLE _litestream_seq (id INTEGER PRIMARY KEY, seq INTEGER)",
    "CREATE TABLE _litestream_lock (id INTEGER)",
    # SQLite's own, from ANALYZE.
    "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
    "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
)
_WHAT: Final = {"trigger": "a trigger", "view": "a view", "index": "an index", "table": "a table"}


def check_schema(connection: Any, kind: DatabaseKind) -> None:
    """Raise ``SnapshotRefused`` for the first thing in a schema that we did not make."""
    found = _things(connection)
    tables = {name for what, name, _, _ in found if what == "table"}
    if "alembic_version" not in tables:
        raise SnapshotRefused("This is a database, but not one of camerasheet's.")
    known: set[Thing] = set().union(*(reference(kind, r) for r in migrate.revisions(kind)))
    names = {(what, name) for what, name, _, _ in known | _not_ours()}
    for what, name, _, _ in sorted(found):
        if (what, name) not in names:
            raise SnapshotRefused(
                f"This file has {_WHAT.get(what, what)} that camerasheet did not make "
                f"({name[:60]!r})."
            )


def check_revision(connection: Any, kind: DatabaseKind, revision: str) -> None:
    """Raise for a schema that is not exactly that of its revision, or of a newer program's."""
    if revision not in migrate.revisions(kind):
        raise SnapshotTooNew(
            "This snapshot was made by a newer camerasheet (its revision is "
            f"{revision[:40]}, this program knows up to {migrate.head(kind)}). Use that version.",
            revision=revision[:40],
        )
    expected = reference(kind, revision)
    found = _things(connection) - _not_ours()
    for what, name, _, _ in sorted(found - expected):
        raise SnapshotRefused(
            f"This file has {_WHAT.get(what, what)} that is not as camerasheet made it "
            f"({name[:60]!r})."
        )
    for _, name, _, _ in sorted(expected - found):
        raise SnapshotRefused(f"This file lacks a part of camerasheet's tables ({name!r}).")


@cache
def reference(kind: DatabaseKind, revision: str) -> frozenset[Thing]:
    """The schema of a revision, by making an empty database of it."""
    with tempfile.TemporaryDirectory(prefix="camerasheet-schema-") as directory:
        path = Path(directory) / "empty.db"
        create_private(path)
        migrate.upgrade(path, kind, revision, backups=None)
        connection = sqlite.open_raw(path, "ro")
        try:
            return frozenset(_things(connection))
        finally:
            connection.close()


@cache
def _not_ours() -> frozenset[Thing]:
    """What other programs leave in our files, and may."""
    names = [statement.split("(")[0].split()[2] for statement in _ALLOWED]
    return frozenset(
        ("table", name, name, _plain(statement))
        for name, statement in zip(names, _ALLOWED, strict=True)
    )


def _things(connection: Any) -> set[Thing]:
    listed = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
    return {(str(what), str(name), str(of), _plain(sql)) for what, name, of, sql in listed}


def _plain(statement: object) -> str:
    """A statement without the ways of writing that differ between a table made and one rebuilt."""
    text = re.sub(r'[\s"]+', " ", str(statement or ""))
    return re.sub(r"\s*([(),])\s*", r"\1", text).strip()
