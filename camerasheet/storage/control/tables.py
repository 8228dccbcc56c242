"""The tables of control.db at the newest revision. The revisions made them; a test compares.

Moments are integers, milliseconds since 1970 in UTC: short to index, and nothing to misread.
"""

import json
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    TypeDecorator,
    text,
)

from camerasheet.sheet.crew import Role

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND: Final = timedelta(milliseconds=1)


class Moment(TypeDecorator[datetime]):
    """A datetime with a time zone in Python, whole milliseconds in the file."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - _EPOCH) // _MILLISECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else _EPOCH + value * _MILLISECOND


class RoleName(TypeDecorator[Role]):
    """A ``Role`` in Python, its word in the file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Role | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: str | None, dialect: Dialect) -> Role | None:
        return None if value is None else Role(value)


class JsonText(TypeDecorator[object]):
    """A JSON value, readable in the file."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: object, dialect: Dialect) -> str:
        return json.dumps(value, ensure_ascii=False, sort_keys=True)

    def process_result_value(self, value: str | None, dialect: Dialect) -> object:
        return None if value is None else json.loads(value)


metadata = MetaData()

shows = Table(
    "shows",
    metadata,
    Column("id", Text, primary_key=True),
    Column("slug", Text, nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("archived_at", Moment),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("login", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("role", RoleName, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("disabled_at", Moment),
)

grants = Table(
    "grants",
    metadata,
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("show_id", Text, ForeignKey("shows.id", ondelete="CASCADE")),
    Column("role", RoleName, nullable=False),
    Column("camera_id", Text),
    PrimaryKeyConstraint("account_id", "show_id"),
    Index("grants_by_show", "show_id"),
)

links = Table(
    "links",
    metadata,
    Column("id", Text, primary_key=True),
    Column("secret", Text, nullable=False, unique=True),
    Column("show_id", Text, ForeignKey("shows.id", ondelete="CASCADE"), nullable=False),
    Column("role", RoleName, nullable=False),
    Column("camera_id", Text),
    Column("label", Text, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("expires_at", Moment),
    Column("revoked_at", Moment),
    Index("links_by_show", "show_id"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", Text, ForeignKey("accounts.id", ondelete="CASCADE")),
    Column("link_id", Text, ForeignKey("links.id", ondelete="CASCADE")),
    Column("guest_id", Text),
    Column("guest_name", Text),
    Column("created_at", Moment, nullable=False),
    Column("last_seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    CheckConstraint("(account_id IS NULL) <> (link_id IS NULL)", name="an_account_or_a_guest"),
    Index("sessions_by_account", "account_id"),
    Index("sessions_by_link", "link_id"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("id", Text, primary_key=True),
    Column("key", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", RoleName, nullable=False),
    Column("show_id", Text, ForeignKey("shows.id", ondelete="CASCADE")),
    Column("camera_id", Text),
    Column("created_by", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("last_used_at", Moment),
    Index("tokens_by_show", "show_id"),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("show_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("steps", JsonText, nullable=False),
    Column("by_id", Text, nullable=False),
    Column("by_name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("request", JsonText, nullable=False),
    Column("result", JsonText, nullable=False),
    Column("error", JsonText),
    Index("jobs_by_show", "show_id", "id"),
    Index(
        "jobs_one_at_a_time",
        "show_id",
        unique=True,
        sqlite_where=text("state IN ('queued', 'running') AND kind IN ('restore', 'undo')"),
    ),
)

snapshot_care = Table(
    "snapshot_care",
    metadata,
    Column("show_id", Text, primary_key=True),
    Column("policy", JsonText),
    Column("drill", JsonText),
)

settings = Table(
    "settings",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Moment, nullable=False),
    Column("who_id", Text, nullable=False),
    Column("who_name", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("show_id", Text),
    Column("detail", JsonText, nullable=False),
    Index("audit_by_show", "show_id", "id"),
    Index("audit_by_action", "action", "id"),
)
