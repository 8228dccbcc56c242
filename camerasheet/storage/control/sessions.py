"""Sessions: what a browser's cookie stands for. Kept here, so that they can be ended here.

A session lasts a fixed time from its making; a guest's, no longer than the link they came by.
``Identities`` says whose a session is.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import NotFound, SignInNeeded
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.accounts import end_sessions, require_account
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.credentials import key_of, new_secret
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.links import open_link
from camerasheet.storage.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just made: the only time that its secret is known. It goes into the cookie."""

    secret: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Guest:
    """Somebody who came by a link, and is in."""

    id: str
    name: str
    link_id: str
    role: Role
    camera_id: str | None
    joined_at: datetime
    last_seen_at: datetime


class Sessions:
    """``control.sessions``. Raises ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore, lifetime: timedelta) -> None:
        self._store = store
        self._lifetime = lifetime

    def open(self, account_id: str) -> NewSession:
        """A session for somebody who has just authenticated.

        Raises ``NotFound``, and ``SignInNeeded`` for an account that has been disabled since.
        """
        with self._store.writing() as connection:
            if require_account(connection, account_id).disabled_at is not None:
                raise SignInNeeded("This account is disabled.")
            return self._insert(connection, None, account_id=account_id)

    def join(self, link_secret: str, name: str, *, address: str) -> NewSession:
        """A session for a guest who came by a link and calls themselves ``name``.

        Raises ``Malformed``, ``NotFound``, ``Gone``.
        """
        now = self._store.now()
        who = Who(f"guest:{self._store.new_id()}", rules.name(name), address)
        with self._store.writing() as connection:
            link = open_link(connection, link_secret, now)
            made = self._insert(
                connection,
                link.expires_at,
                link_id=link.id,
                guest_id=who.id.removeprefix("guest:"),
                guest_name=who.name,
            )
            write_entry(connection, now, who, AuditAction.GUEST_JOINED, link.show_id, link=link.id)
        return made

    def close(self, secret: str, *, by: Who) -> None:
        """Sign out. Nothing happens for a session that has ended or never was."""
        now = self._store.now()
        table = tables.sessions.c
        with self._store.writing() as connection:
            ended = connection.execute(
                update(tables.sessions)
                .where(table.key == key_of(secret), table.revoked_at.is_(None))
                .values(revoked_at=now)
            ).rowcount
            if ended:
                write_entry(connection, now, by, AuditAction.LOGOUT)
        if ended:
            self._store.rights_changed()

    def revoke_account(self, account_id: str, *, by: Who, keep: str | None = None) -> int:
        """End an account's sessions, and say how many.

        ``keep`` is the ``credential`` of the identity who asks and stays in. Raises ``NotFound``.
        """
        now = self._store.now()
        with self._store.writing() as connection:
            login = require_account(connection, account_id).login
            ended = end_sessions(connection, account_id, now, keep)
            write_entry(
                connection,
                now,
                by,
                AuditAction.SESSIONS_REVOKED,
                account=account_id,
                login=login,
                sessions=ended,
            )
        self._store.rights_changed()
        return ended

    def remove_guest(self, guest_id: str, *, by: Who) -> None:
        """Send one guest out; their link stays open. Raises ``NotFound``."""
        now = self._store.now()
        table = tables.sessions.c
        theirs = (table.guest_id == guest_id, table.revoked_at.is_(None))
        query = (
            select(table.guest_name, tables.links.c.show_id)
            .join(tables.links, tables.links.c.id == table.link_id)
            .where(*theirs)
        )
        with self._store.writing() as connection:
            guest = connection.execute(query).first()
            if guest is None:
                raise NotFound("There is no such guest any more.")
            connection.execute(update(tables.sessions).where(*theirs).values(revoked_at=now))
            write_entry(
                connection,
                now,
                by,
                AuditAction.GUEST_REMOVED,
                guest.show_id,
                guest=guest_id,
                name=guest.guest_name,
            )
        self._store.rights_changed()

    def guests_of(self, show_id: str) -> list[Guest]:
        """The guests of a show whose sessions are valid now, first come first."""
        now = self._store.now()
        table, link = tables.sessions.c, tables.links.c
        query = (
            select(
                table.guest_id.label("id"),
                table.guest_name.label("name"),
                table.link_id,
                link.role,
                link.camera_id,
                table.created_at.label("joined_at"),
                table.last_seen_at,
            )
            .join(tables.links, link.id == table.link_id)
            .where(
                link.show_id == show_id,
                link.revoked_at.is_(None),
                table.revoked_at.is_(None),
                table.expires_at > now,
            )
            .order_by(table.created_at, table.guest_id)
        )
        with self._store.reading() as connection:
            return [Guest(**row) for row in connection.execute(query).mappings()]

    def prune(self, before: datetime) -> int:
        """Forget sessions that ended before that, and say how many."""
        table = tables.sessions.c
        ended = (table.expires_at < before) | (table.revoked_at < before)
        with self._store.writing() as connection:
            return connection.execute(delete(tables.sessions).where(ended)).rowcount

    def _insert(
        self, connection: Connection, not_after: datetime | None, **whose: object
    ) -> NewSession:
        now = self._store.now()
        expires_at = now + self._lifetime
        if not_after is not None:
            expires_at = min(expires_at, not_after)
        secret = new_secret()
        connection.execute(
            insert(tables.sessions).values(
                key=key_of(secret),
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
                **whose,
            )
        )
        return NewSession(secret, expires_at)
