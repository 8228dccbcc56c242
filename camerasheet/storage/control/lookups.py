"""Finding whose a session or a token is: one query each, by the key, on an open connection."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from camerasheet.storage.control import tables
from camerasheet.storage.control.credentials import SESSION, TOKEN
from camerasheet.storage.control.identity import Identity, IdentityKind, Place


def session_identity(connection: Connection, key: str, now: datetime) -> Identity | None:
    """Whose session that is; None when it, its account or its link has ended, or never was."""
    session, account = tables.sessions.c, tables.accounts.c
    link, grant = tables.links.c, tables.grants.c
    query = (
        select(
            session.account_id,
            session.guest_id,
            session.guest_name,
            session.expires_at,
            account.name,
            account.role,
            link.show_id.label("link_show_id"),
            link.role.label("link_role"),
            link.camera_id.label("link_camera_id"),
            link.expires_at.label("link_expires_at"),
            grant.show_id.label("grant_show_id"),
            grant.role.label("grant_role"),
            grant.camera_id.label("grant_camera_id"),
        )
        .select_from(tables.sessions)
        .outerjoin(tables.accounts, account.id == session.account_id)
        .outerjoin(tables.links, link.id == session.link_id)
        .outerjoin(tables.grants, grant.account_id == session.account_id)
        .where(
            session.key == key,
            session.revoked_at.is_(None),
            session.expires_at > now,
            account.disabled_at.is_(None),
            link.revoked_at.is_(None),
        )
    )
    rows = connection.execute(query).all()
    if not rows:
        return None
    identity = _account(rows, key) if rows[0].account_id else _guest(rows[0], key)
    return identity if identity.valid_at(now) else None


def _account(rows: Sequence[Row[*tuple[Any, ...]]], key: str) -> Identity:
    first = rows[0]
    return Identity(
        id=f"account:{first.account_id}",
        name=first.name,
        kind=IdentityKind.ACCOUNT,
        role=first.role,
        places={
            row.grant_show_id: Place(row.grant_role, row.grant_camera_id)
            for row in rows
            if row.grant_show_id
        },
        credential=f"{SESSION}{key}",
        expires_at=first.expires_at,
    )


def _guest(row: Row[*tuple[Any, ...]], key: str) -> Identity:
    ends = [moment for moment in (row.expires_at, row.link_expires_at) if moment is not None]
    return Identity(
        id=f"guest:{row.guest_id}",
        name=row.guest_name,
        kind=IdentityKind.GUEST,
        role=None,
        places={row.link_show_id: Place(row.link_role, row.link_camera_id)},
        credential=f"{SESSION}{key}",
        expires_at=min(ends),
    )


def token_identity(connection: Connection, key: str) -> Identity | None:
    """Whose token that is; None when it was revoked or never was."""
    token = tables.tokens.c
    query = select(tables.tokens).where(token.key == key, token.revoked_at.is_(None))
    row = connection.execute(query).first()
    if row is None:
        return None
    places = {row.show_id: Place(row.role, row.camera_id)} if row.show_id else {}
    return Identity(
        id=f"token:{row.id}",
        name=row.name,
        kind=IdentityKind.TOKEN,
        role=None if row.show_id else row.role,
        places=places,
        credential=f"{TOKEN}{key}",
    )
