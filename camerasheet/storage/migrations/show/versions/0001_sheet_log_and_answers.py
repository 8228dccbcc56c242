"""The sheet, its log, and the answers given to edits.

Moments are integers: milliseconds since 1970 in UTC.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _switch(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False)


def upgrade() -> None:
    op.create_table(
        "show",
        sa.Column("only", sa.Integer, primary_key=True),
        _text("show_id"),
        _text("epoch"),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.CheckConstraint("only = 1"),
    )
    op.create_table(
        "cues",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        *map(_text, ("rank", "number", "title", "kind")),
        sa.Column("start", sa.Integer),
        sa.Column("duration", sa.Integer),
        *map(_text, ("transition", "notes")),
        sa.Column("versions", sa.JSON, nullable=False),
    )
    op.create_table(
        "cameras",
        sa.Column("id", sa.Text, primary_key=True, nullable=False),
        *map(_text, ("rank", "number", "name", "mount", "operator", "colour")),
        _switch("as_directed"),
        _text("role"),
        _switch("down"),
        sa.Column("versions", sa.JSON, nullable=False),
    )
    op.create_table(
        "shots",
        sa.Column("cue_id", sa.Text, sa.ForeignKey("cues.id", ondelete="CASCADE")),
        sa.Column("camera_id", sa.Text, sa.ForeignKey("cameras.id", ondelete="CASCADE")),
        *map(_text, ("size", "size_typed", "subject", "move", "move_typed")),
        *map(_text, ("angle", "angle_typed", "note")),
        _switch("taken"),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("cue_id", "camera_id"),
    )
    op.create_table(
        "terms",
        _text("family"),
        _text("code"),
        sa.Column("place", sa.Integer, nullable=False),
        _text("name"),
        sa.Column("aliases", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("family", "code"),
    )
    _run()
    _log()


def _run() -> None:
    op.create_table(
        "ready",
        sa.Column("cue_id", sa.Text, sa.ForeignKey("cues.id", ondelete="CASCADE")),
        sa.Column("camera_id", sa.Text, sa.ForeignKey("cameras.id", ondelete="CASCADE")),
        sa.PrimaryKeyConstraint("cue_id", "camera_id"),
    )
    op.create_table(
        "live",
        sa.Column("only", sa.Integer, primary_key=True),
        *map(_text, ("cue", "number", "rank", "next")),
        *map(_switch, ("standby", "hold")),
        sa.Column("at", sa.Integer),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.CheckConstraint("only = 1"),
    )
    op.create_table(
        "house",
        sa.Column("only", sa.Integer, primary_key=True),
        *map(_switch, ("uses_standby", "locked")),
        sa.Column("versions", sa.JSON, nullable=False),
        sa.CheckConstraint("only = 1"),
    )


def _log() -> None:
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True),
        *map(_text, ("kind", "by_id", "by_name")),
        sa.Column("at", sa.Integer, nullable=False),
        _text("edit"),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("notes", sa.JSON, nullable=False),
    )
    op.create_table(
        "answers",
        *map(_text, ("who", "edit", "digest")),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("who", "edit"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    for name in ("answers", "events", "house", "live", "ready", "terms", "shots", "cameras"):
        op.drop_table(name)
    op.drop_table("cues")
    op.drop_table("show")
