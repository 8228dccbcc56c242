"""API tokens: how programs come in, in one role, in one show or in all.

``Identities`` says whose a token is. A token for one show is in no other; a token for all has its
role instance-wide, so that only an admin's token for all may manage the instance.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select, update

from camerasheet.sheet.crew import Role
from camerasheet.sheet.errors import Malformed, NotFound
from camerasheet.storage.control import rules, tables
from camerasheet.storage.control.audit import AuditAction, write_entry
from camerasheet.storage.control.credentials import TOKEN_PREFIX, key_of, new_secret
from camerasheet.storage.control.identity import Who
from camerasheet.storage.control.shows import require_show
from camerasheet.storage.control.store import ControlStore


@dataclass(frozen=True, slots=True)
class Token:
    """A token, without its secret. ``show_id`` None: every show."""

    id: str
    name: str
    role: Role
    show_id: str | None
    camera_id: str | None
    created_by: str
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None


class Tokens:
    """``control.tokens``. Changes are audited; writes raise ``Trouble`` with nothing changed."""

    def __init__(self, store: ControlStore) -> None:
        self._store = store

    def create(
        self,
        name: str,
        role: Role,
        *,
        show_id: str | None = None,
        camera_id: str | None = None,
        by: Who,
    ) -> tuple[str, Token]:
        """A new token's secret, which is not kept, and the token.

        An operator's without a camera can do no more than a viewer's. Raises ``NotFound``, and
        ``Malformed`` for a camera without a show.
        """
        if camera_id is not None and show_id is None:
            raise Malformed("A camera is one of a show: say which show.")
        secret = TOKEN_PREFIX + new_secret()
        token = Token(
            id=self._store.new_id(),
            name=rules.name(name),
            role=role,
            show_id=show_id,
            camera_id=camera_id,
            created_by=by.id,
            created_at=self._store.now(),
            revoked_at=None,
            last_used_at=None,
        )
        values = {name: getattr(token, name) for name in Token.__dataclass_fields__}
        with self._store.writing() as connection:
            if show_id is not None:
                require_show(connection, show_id)
            connection.execute(insert(tables.tokens).values(key=key_of(secret), **values))
            _log(connection, by, AuditAction.TOKEN_CREATED, token, token.created_at)
        return secret, token

    def revoke(self, token_id: str, *, by: Who) -> Token:
        """End a token. Nothing happens the second time. Raises ``NotFound``."""
        now = self._store.now()
        table = tables.tokens.c
        with self._store.writing() as connection:
            ended = connection.execute(
                update(tables.tokens)
                .where(table.id == token_id, table.revoked_at.is_(None))
                .values(revoked_at=now)
            ).rowcount
            row = connection.execute(_query().where(table.id == token_id)).mappings().first()
            if row is None:
                raise NotFound("There is no such token.")
            token = Token(**row)
            if ended:
                _log(connection, by, AuditAction.TOKEN_REVOKED, token, now)
        self._store.rights_changed()
        return token

    def list(self, *, revoked: bool = False) -> list[Token]:
        """Every token in use, newest first; with ``revoked`` those that were, too."""
        query = _query().order_by(tables.tokens.c.id.desc())
        if not revoked:
            query = query.where(tables.tokens.c.revoked_at.is_(None))
        with self._store.reading() as connection:
            return [Token(**row) for row in connection.execute(query).mappings()]


def _query() -> Select[tuple[object, ...]]:
    return select(*(column for column in tables.tokens.c if column.name != "key"))


def _log(connection: Connection, by: Who, action: AuditAction, token: Token, at: datetime) -> None:
    write_entry(
        connection,
        at,
        by,
        action,
        token.show_id,
        token=token.id,
        name=token.name,
        role=token.role.value,
        camera=token.camera_id,
    )
