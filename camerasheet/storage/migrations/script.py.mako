"""${message}."""

from alembic import op

revision = "${up_revision}"
down_revision = ${f'"{down_revision}"' if down_revision else None}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "raise NotImplementedError"}


def downgrade() -> None:
    # What the older program does not know is set aside, not dropped: going back loses nothing.
    ${downgrades if downgrades else "raise NotImplementedError"}
