"""Join links: whoever has one comes into one show, in one role, without an account.

Crews show the same QR code again all day, so the secret is kept as it is, and admins can see it:
whoever can read control.db could come in. It opens one show only, and can be revoked at once.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Gone, Malformed, NotFound
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.credentials import new_link_secret
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.shows import require_show
from camerasheet.storage.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class Link:
    """A join link. ``expires_at`` None: until revoked. ``created_by`` is the id of who made it."""

    id: str
    secret: str = field(repr=False)
    show_id: str
    role: Role
    camera_id: str | None
    label: str
    created_by: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def open_at(self, now: datetime) -> bool:
        """Whether it lets people in at that moment, and keeps those in who came by it."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def open_link(connection: Connection, secret: str, now: datetime) -> Link:
    """The link of that secret, within a transaction.

    Raises ``NotFound`` for one that never was, ``Gone`` for one that ended, or whose show did.
    """
    query = select(tables.links).where(tables.links.c.secret == secret)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("This link leads nowhere. Ask for a new one.")
    link = Link(**row)
    if not link.open_at(now):
        raise Gone("This link has ended. Ask for a new one.")
    if require_show(connection, link.show_id).archived_at is not None:
        raise Gone("This show has been put away.")
    return link


class Links:
    """``control.links``. Changes are audited; writes raise ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def create(
        self,
        show_id: str,
        role: Role,
        *,
        label: str,
        camera_id: str | None = None,
        expires_at: datetime | None = None,
        by: Who,
    ) -> Link:
        """Make a link.

        Raises ``NotFound``, and ``Malformed`` for an operator without a camera or a link that has
        expired already.
        """
        now = self._store.now()
        if expires_at is not None and expires_at <= now:
            raise Malformed("A link cannot end before it begins.")
        link = Link(
            id=self._store.new_id(),
            secret=new_link_secret(),
            show_id=show_id,
            role=role,
            camera_id=rules.place(role, camera_id),
            label=rules.name(label, "A label"),
            created_by=by.id,
            created_at=now,
            expires_at=expires_at,
            revoked_at=None,
        )
        with self._store.writing() as connection:
            require_show(connection, show_id)
            values = {name: getattr(link, name) for name in Link.__dataclass_fields__}
            connection.execute(insert(tables.links).values(values))
            _log(connection, by, AuditAction.LINK_CREATED, link, now)
        return link

    def revoke(self, link_id: str, *, by: Who) -> Link:
        """End a link; whoever came by it is out. Nothing happens the second time.

        Raises ``NotFound``.
        """
        now = self._store.now()
        table = tables.links.c
        with self._store.writing() as connection:
            ended = connection.execute(
                update(tables.links)
                .where(table.id == link_id, table.revoked_at.is_(None))
                .values(revoked_at=now)
            ).rowcount
            link = _require(connection, link_id)
            if ended:
                _log(connection, by, AuditAction.LINK_REVOKED, link, now)
        self._store.rights_changed()
        return link

    def by_id(self, link_id: str) -> Link:
        """Raises ``NotFound``."""
        with self._store.reading() as connection:
            return _require(connection, link_id)

    def by_secret(self, secret: str) -> Link:
        """The open link of that secret, to show what it leads to. Raises as ``open_link``."""
        with self._store.reading() as connection:
            return open_link(connection, secret, self._store.now())

    def of_show(self, show_id: str, *, ended: bool = False) -> list[Link]:
        """A show's links, newest first; with ``ended`` also those that let nobody in any more."""
        table = tables.links.c
        query = select(tables.links).where(table.show_id == show_id).order_by(table.id.desc())
        with self._store.reading() as connection:
            links = [Link(**row) for row in connection.execute(query).mappings()]
        now = self._store.now()
        return [link for link in links if ended or link.open_at(now)]


def _require(connection: Connection, link_id: str) -> Link:
    query = select(tables.links).where(tables.links.c.id == link_id)
    row = connection.execute(query).mappings().first()
    if row is None:
        raise NotFound("There is no such link.")
    return Link(**row)


def _log(connection: Connection, by: Who, action: AuditAction, link: Link, now: datetime) -> None:
    write_entry(
        connection,
        now,
        by,
        action,
        link.show_id,
        link=link.id,
        label=link.label,
        role=link.role.value,
        camera=link.camera_id,
    )
