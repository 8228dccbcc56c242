"""control.db as one object, wired."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from argon2 import PasswordHasher
from sqlalchemy import update

from camerasheet.sheet.errors import DatabaseMissing
from camerasheet.storage import migrate
from camerasheet.storage.clock import Clock
from camerasheet.storage.control import tables
from camerasheet.storage.control.accounts import Accounts, default_hasher
from camerasheet.storage.control.audit import AuditAction, AuditLog, write_entry
from camerasheet.storage.control.care import Care
from camerasheet.storage.control.grants import Grants
from camerasheet.storage.control.identities import Identities
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.jobs import Jobs
from camerasheet.storage.control.links import Links
from camerasheet.storage.control.sessions import Sessions
from camerasheet.storage.control.setup import Setup
from camerasheet.storage.control.shows import Shows
from camerasheet.storage.control.store import ControlStore
from camerasheet.storage.control.tokens import Tokens
from camerasheet.storage.datadir import DataDirectory
from camerasheet.storage.engine import Database, open_database
from camerasheet.storage.migrate import DatabaseKind

SESSION_LIFETIME: Final = timedelta(days=30)


class ControlDatabase:
    """Every service of control.db. For any thread; one transaction per call.

    ``changed`` holds callables without arguments. They are called after the commit, in the thread
    that made the change, whenever anybody may do less or other than before (role, grant, name,
    link or token revoked, session ended, account disabled, show archived); by then
    ``identities`` answers anew.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        *,
        session_lifetime: timedelta = SESSION_LIFETIME,
        hasher: PasswordHasher | None = None,
    ) -> None:
        self._store = ControlStore(database, clock)
        self.database = database
        self.audit = AuditLog(self._store)
        self.shows = Shows(self._store)
        self.accounts = Accounts(self._store, hasher or default_hasher())
        self.grants = Grants(self._store)
        self.links = Links(self._store)
        self.sessions = Sessions(self._store, session_lifetime)
        self.tokens = Tokens(self._store)
        self.setup = Setup(self._store, self.accounts)
        self.jobs = Jobs(self._store)
        self.care = Care(self._store)
        self.identities = Identities(self._store)
        self._store.changed.append(self.identities.forget)

    @property
    def changed(self) -> list[Callable[[], None]]:
        """Whom to tell when rights have changed. Append to it; the first is our own memory's."""
        return self._store.changed

    def revoke_everything(self, *, by: Who) -> None:
        """End every session, link and token; accounts and their passwords stay.

        For a file that is an old one, in which some that have been revoked since are still open.
        """
        now = self._store.now()
        with self._store.writing() as connection:
            for table in (tables.sessions, tables.links, tables.tokens):
                ending = update(table).where(table.c.revoked_at.is_(None))
                connection.execute(ending.values(revoked_at=now))
            write_entry(connection, now, by, AuditAction.EVERYTHING_REVOKED)
        self._store.rights_changed()

    def close(self) -> None:
        """Write down who was last seen, and close the file."""
        try:
            self.identities.flush_seen()
        finally:
            self.database.dispose()


def open_control(
    data: DataDirectory,
    clock: Clock,
    *,
    session_lifetime: timedelta = SESSION_LIFETIME,
    slow_query_ms: float | None = None,
    hasher: PasswordHasher | None = None,
) -> ControlDatabase:
    """control.db of a prepared directory that we own: made if missing, migrated if older.

    The caller closes it. Raises ``DatabaseTooNew``, ``DatabaseCorrupt``, ``StorageFailed``, and
    ``DatabaseMissing`` where there are shows: an empty one would hide them all.
    """
    if data.control.exists():
        migrate.upgrade(
            data.control,
            DatabaseKind.CONTROL,
            backups=data.backups_of(data.control),
            clock=clock,
        )
    elif data.show_files():
        raise DatabaseMissing(
            f"{data.control} is not there, but shows are. "
            "Bring it back from the replica or a copy before starting.",
            path=str(data.control),
        )
    else:
        migrate.create(data.control, DatabaseKind.CONTROL)
    database = open_database(data.control, slow_query_ms=slow_query_ms)
    return ControlDatabase(database, clock, session_lifetime=session_lifetime, hasher=hasher)
