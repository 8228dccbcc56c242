"""The lease on a show is for what changes it; copies are carried to and from elsewhere without."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_GOING = "state IN ('queued', 'running')"
_CARRYING = "kind IN ('push', 'fetch')"


def upgrade() -> None:
    _renew_index(f"{_GOING} AND kind IN ('restore', 'undo')")


def downgrade() -> None:
    # The older program knows no such kinds.
    op.execute(f"DELETE FROM jobs WHERE {_CARRYING}")  # noqa: S608  (our own words)
    _renew_index(_GOING)


def _renew_index(condition: str) -> None:
    op.drop_index("jobs_one_at_a_time", "jobs")
    op.create_index(
        "jobs_one_at_a_time",
        "jobs",
        ["show_id"],
        unique=True,
        sqlite_where=sa.text(condition),
    )
