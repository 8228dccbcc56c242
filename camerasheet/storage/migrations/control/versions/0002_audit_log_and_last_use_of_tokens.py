"""The audit log, and when each token was last used.

Going back sets both aside in tables that the older program does not look at; coming forward again
brings them back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("tokens", sa.Column("last_used_at", sa.Integer))
    if "set_aside_audit" in sa.inspect(op.get_bind()).get_table_names():
        _bring_back()
        return
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("who_id", sa.Text, nullable=False),
        sa.Column("who_name", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        # No foreign key: what was done outlives what it was done to.
        sa.Column("show_id", sa.Text),
        sa.Column("detail", sa.Text, nullable=False),
    )
    op.create_index("audit_by_show", "audit", ["show_id", "id"])
    op.create_index("audit_by_action", "audit", ["action", "id"])


def _bring_back() -> None:
    op.rename_table("set_aside_audit", "audit")
    op.execute(
        "UPDATE tokens SET last_used_at = "
        "(SELECT last_used_at FROM set_aside_token_use WHERE id = tokens.id)"
    )
    op.drop_table("set_aside_token_use")


def downgrade() -> None:
    op.rename_table("audit", "set_aside_audit")
    op.execute(
        "CREATE TABLE set_aside_token_use AS SELECT id, last_used_at FROM tokens "
        "WHERE last_used_at IS NOT NULL"
    )
    op.drop_column("tokens", "last_used_at")
