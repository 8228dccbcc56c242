"""Long work on shows, one at a time for each, and how their snapshots are cared for.

Neither refers to a show by foreign key: what was done outlives what it was done to. Going back
sets both aside in tables that the older program does not look at; coming forward brings them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_TABLES = ("jobs", "snapshot_care")


def upgrade() -> None:
    if "set_aside_jobs" in sa.inspect(op.get_bind()).get_table_names():
        for name in _TABLES:
            op.rename_table(f"set_aside_{name}", name)
    else:
        _create()
    op.create_index("jobs_by_show", "jobs", ["show_id", "id"])
    op.create_index(
        "jobs_one_at_a_time",
        "jobs",
        ["show_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('queued', 'running')"),
    )


def _create() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("show_id", "kind", "state", "steps", "by_id", "by_name", "address")
        ),
        sa.Column("created_at", sa.Integer, nullable=False),
        sa.Column("finished_at", sa.Integer),
        sa.Column("request", sa.Text, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("error", sa.Text),
    )
    op.create_table(
        "snapshot_care",
        sa.Column("show_id", sa.Text, primary_key=True),
        sa.Column("policy", sa.Text),
        sa.Column("drill", sa.Text),
    )


def downgrade() -> None:
    op.drop_index("jobs_one_at_a_time", "jobs")
    op.drop_index("jobs_by_show", "jobs")
    for name in _TABLES:
        op.rename_table(name, f"set_aside_{name}")
