"""The audit log: who did what to whose rights, from where.

The other services write their entries in the transaction that does the thing, so that neither is
there without the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, delete, insert, select

from camerasheet.sheet.errors import Malformed
from camerasheet.storage.control import tables
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.store import ControlStore


class AuditAction(StrEnum):
    """What can stand in the log."""

    LOGIN = "login"
    LOGIN_FAILED = "login_failed"
    LOGOUT = "logout"
    SESSIONS_REVOKED = "sessions_revoked"
    GUEST_JOINED = "guest_joined"
    GUEST_REMOVED = "guest_removed"
    ACCOUNT_CREATED = "account_created"
    ACCOUNT_RENAMED = "account_renamed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105
    ROLE_CHANGED = "role_changed"
    GRANT_SET = "grant_set"
    GRANT_REMOVED = "grant_removed"
    LINK_CREATED = "link_created"
    LINK_REVOKED = "link_revoked"
    TOKEN_CREATED = "token_created"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    SHOW_CREATED = "show_created"
    SHOW_RENAMED = "show_renamed"
    SHOW_ARCHIVED = "show_archived"
    SHOW_REOPENED = "show_reopened"
    SETUP_CLAIMED = "setup_claimed"
    EVERYTHING_REVOKED = "everything_revoked"
    SHEET_IMPORTED = "sheet_imported"
    SHEET_RESTORED = "sheet_restored"
    SHEET_RESET = "sheet_reset"
    SNAPSHOT_CREATED = "snapshot_created"
    SNAPSHOT_UPLOADED = "snapshot_uploaded"
    SNAPSHOT_DOWNLOADED = "snapshot_downloaded"
    SNAPSHOT_DESCRIBED = "snapshot_described"
    SNAPSHOT_PINNED = "snapshot_pinned"
    SNAPSHOT_UNPINNED = "snapshot_unpinned"
    SNAPSHOT_VERIFIED = "snapshot_verified"
    SNAPSHOT_RESTORED = "snapshot_restored"
    SNAPSHOT_UNDONE = "snapshot_undone"
    SNAPSHOT_DELETED = "snapshot_deleted"
    SNAPSHOT_PRUNED = "snapshot_pruned"
    SNAPSHOT_SCHEDULE = "snapshot_schedule"
    SNAPSHOT_DRILLED = "snapshot_drilled"
    OFFSITE_PUSHED = "offsite_pushed"
    OFFSITE_FETCHED = "offsite_fetched"
    OFFSITE_DELETED = "offsite_deleted"
    OFFSITE_PRUNED = "offsite_pruned"
    DATABASE_RECOVERED = "database_recovered"
    DATABASE_SET_ASIDE = "database_set_aside"
    SHOW_ADOPTED = "show_adopted"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One line. ``detail`` holds JSON values and never a secret."""

    id: int
    at: datetime
    who: Who
    action: str  # not AuditAction: a later version's log can still be read
    show_id: str | None
    detail: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """Which lines; what is None does not matter. ``before_id`` is for the next page."""

    show_id: str | None = None
    action: str | None = None
    who_id: str | None = None
    since: datetime | None = None
    before_id: int | None = None
    limit: int = field(default=100)


def write_entry(
    connection: Connection,
    at: datetime,
    who: Who,
    action: AuditAction,
    show_id: str | None = None,
    **detail: object,
) -> None:
    """Write a line within somebody's transaction. ``detail``: JSON values, never a secret."""
    connection.execute(
        insert(tables.audit).values(
            at=at,
            who_id=who.id,
            who_name=who.name,
            address=who.address[:100],
            action=action.value,
            show_id=show_id,
            detail=detail,
        )
    )


class AuditLog:
    """``control.audit``."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def record(
        self, action: AuditAction, by: Who, show_id: str | None = None, **detail: object
    ) -> None:
        """Write a line about what was done elsewhere (an import, a restore). Raises ``Trouble``."""
        with self._store.writing() as connection:
            write_entry(connection, self._store.now(), by, action, show_id, **detail)

    def list(self, which: AuditFilter | None = None) -> list[AuditEntry]:
        """The newest lines that match, newest first. Raises ``Malformed`` for a limit over 1000."""
        which = which or AuditFilter()
        if not 1 <= which.limit <= 1000:
            raise Malformed("At most 1000 lines of the audit log at a time.")
        table = tables.audit.c
        equal = {"show_id": which.show_id, "action": which.action, "who_id": which.who_id}
        wanted = [table[name] == value for name, value in equal.items() if value is not None]
        if which.since is not None:
            wanted.append(table.at >= which.since)
        if which.before_id is not None:
            wanted.append(table.id < which.before_id)
        query = select(tables.audit).where(*wanted).order_by(table.id.desc()).limit(which.limit)
        with self._store.reading() as connection:
            rows = connection.execute(query).all()
        return [
            AuditEntry(
                row.id,
                row.at,
                Who(row.who_id, row.who_name, row.address),
                row.action,
                row.show_id,
                row.detail,
            )
            for row in rows
        ]

    def prune(self, before: datetime) -> int:
        """Forget lines older than that, and say how many."""
        with self._store.writing() as connection:
            return connection.execute(
                delete(tables.audit).where(tables.audit.c.at < before)
            ).rowcount
