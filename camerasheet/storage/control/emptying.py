"""Emptying control.db in place.

Its rows go and the file stays: a sidecar that replicates it by name must never meet another file
under that name.
"""

from datetime import datetime

from sqlalchemy import delete

from camerasheet.storage.control import tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.identity import Who
from camerasheet.storage.engine import Database


def empty(database: Database, at: datetime, *, by: Who) -> None:
    """Remove every account, show, link, token and session; the audit log stays, and says so.

    For a directory that nobody serves. Raises ``Trouble`` with nothing changed.
    """
    with database.writing() as connection:
        for table in reversed(tables.metadata.sorted_tables):
            if table is not tables.audit:
                connection.execute(delete(table))
        write_entry(connection, at, by, AuditAction.EVERYTHING_REVOKED, reason="reset")
