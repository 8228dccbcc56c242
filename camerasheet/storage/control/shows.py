"""The shows there are. A show's file is named by its id; the slug is only here.

An archived show keeps its slug until it is renamed, so that old links never open another show.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, RowMapping, insert, select, update

from camerasheet.sheet.errors import AlreadyExists, NotFound
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.memory import Memory
from camerasheet.storage.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class Show:
    """A show's record. ``archived_at`` is None while it is in use."""

    id: str
    slug: str
    title: str
    created_at: datetime
    archived_at: datetime | None


def require_show(connection: Connection, show_id: str) -> Show:
    """The show, within a transaction. Raises ``NotFound``."""
    row = _find(connection, tables.shows.c.id == show_id)
    if row is None:
        raise NotFound("There is no such show.")
    return Show(**row)


class Shows:
    """``control.shows``. Changes are audited; writes raise ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store
        self._memory: Memory[Show] = Memory()

    def new_id(self) -> str:
        """An id for a show whose file is to be made before its record."""
        return self._store.new_id()

    def create(self, slug: str, title: str, *, by: Who, show_id: str | None = None) -> Show:
        """Record a show; with ``show_id``, one whose file is there. The file is not made here.

        Raises ``Malformed`` and ``AlreadyExists``.
        """
        show = Show(
            id=show_id or self.new_id(),
            slug=rules.slug(slug),
            title=rules.title(title),
            created_at=self._store.now(),
            archived_at=None,
        )
        with self._store.writing() as connection:
            _check_free(connection, show.slug, show.id)
            if _find(connection, tables.shows.c.id == show.id) is not None:
                raise AlreadyExists("That show is recorded already.")
            connection.execute(
                insert(tables.shows).values(
                    id=show.id, slug=show.slug, title=show.title, created_at=show.created_at
                )
            )
            write_entry(
                connection,
                show.created_at,
                by,
                AuditAction.SHOW_CREATED,
                show.id,
                slug=show.slug,
                title=show.title,
            )
        self._memory.forget()
        return show

    def rename(
        self, show_id: str, *, slug: str | None = None, title: str | None = None, by: Who
    ) -> Show:
        """Give a show another slug or title; None leaves it. No file is touched.

        Raises ``Malformed``, ``AlreadyExists``, ``NotFound``.
        """
        with self._store.writing() as connection:
            before = require_show(connection, show_id)
            new_slug = before.slug if slug is None else rules.slug(slug)
            new_title = before.title if title is None else rules.title(title)
            _check_free(connection, new_slug, show_id)
            _set(connection, show_id, slug=new_slug, title=new_title)
            write_entry(
                connection,
                self._store.now(),
                by,
                AuditAction.SHOW_RENAMED,
                show_id,
                slug=[before.slug, new_slug],
                title=[before.title, new_title],
            )
            after = require_show(connection, show_id)
        self._memory.forget()
        return after

    def archive(self, show_id: str, *, by: Who) -> Show:
        """Put a show away; its file stays. Nothing happens the second time. Raises ``NotFound``."""
        return self._set_archived(show_id, True, by)

    def reopen(self, show_id: str, *, by: Who) -> Show:
        """Bring an archived show back. Raises ``NotFound``."""
        return self._set_archived(show_id, False, by)

    def list(self, *, archived: bool = False) -> list[Show]:
        """The shows in use, or the archived ones, oldest first."""
        column = tables.shows.c.archived_at
        condition = column.is_not(None) if archived else column.is_(None)
        query = select(tables.shows).where(condition).order_by(tables.shows.c.id)
        with self._store.reading() as connection:
            return [Show(**row) for row in connection.execute(query).mappings()]

    def by_slug(self, slug: str) -> Show:
        """The show of that slug, archived or not. Raises ``NotFound``."""
        show = self._memory.recall(slug, self._store.now(), lambda: self._look_up(slug))
        if show is None:
            raise NotFound("There is no show at this address.")
        return show

    def by_id(self, show_id: str) -> Show:
        """The show of that id, archived or not. Raises ``NotFound``."""
        with self._store.reading() as connection:
            return require_show(connection, show_id)

    def default(self, slug: str = "") -> Show | None:
        """The show that the bare address opens: the one of that slug, else the only one in use.

        None when that is nobody's choice to make. Raises ``NotFound`` for a slug that is not there.
        """
        if slug:
            return self.by_slug(slug)
        shows = self.list()
        return shows[0] if len(shows) == 1 else None

    def _look_up(self, slug: str) -> Show | None:
        with self._store.reading() as connection:
            row = _find(connection, tables.shows.c.slug == slug)
        return Show(**row) if row is not None else None

    def _set_archived(self, show_id: str, archived: bool, by: Who) -> Show:
        now = self._store.now()
        with self._store.writing() as connection:
            before = require_show(connection, show_id)
            if (before.archived_at is not None) == archived:
                return before
            _set(connection, show_id, archived_at=now if archived else None)
            action = AuditAction.SHOW_ARCHIVED if archived else AuditAction.SHOW_REOPENED
            write_entry(connection, now, by, action, show_id, slug=before.slug)
            after = require_show(connection, show_id)
        self._memory.forget()
        self._store.rights_changed()
        return after


def _find(connection: Connection, condition: ColumnElement[bool]) -> RowMapping | None:
    return connection.execute(select(tables.shows).where(condition)).mappings().first()


def _set(connection: Connection, show_id: str, **values: object) -> None:
    connection.execute(update(tables.shows).where(tables.shows.c.id == show_id).values(**values))


def _check_free(connection: Connection, slug: str, show_id: str) -> None:
    row = _find(connection, tables.shows.c.slug == slug)
    if row is None or row["id"] == show_id:
        return
    if row["archived_at"] is not None:
        raise AlreadyExists(
            f"The archived show {row['title']!r} has the address {slug!r}; rename it."
        )
    raise AlreadyExists(f"The show {row['title']!r} has the address {slug!r} already.")
