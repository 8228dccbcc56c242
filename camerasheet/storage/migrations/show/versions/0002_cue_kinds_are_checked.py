"""The database itself refuses a row that is neither a cue nor a heading, and ages out answers fast.

``cues`` is rebuilt for its new constraint: SQLite cannot add one in place. Its shots survive
because migrations run with foreign keys off (see ``storage/migrate.py``).
"""

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("cues") as cues:
        cues.create_check_constraint("cue_kinds", "kind IN ('cue', 'heading')")
    op.create_index("answers_by_age", "answers", ["at"])


def downgrade() -> None:
    op.drop_index("answers_by_age", "answers")
    with op.batch_alter_table("cues") as cues:
        cues.drop_constraint("cue_kinds", type_="check")
