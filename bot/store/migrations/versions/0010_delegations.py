"""Whom leads have named to decide in their place."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "delegations",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("current_of", sa.String(length=64), nullable=True),
        sa.Column("team_id", sa.String(length=32), nullable=False),
        sa.Column("slack_user", sa.String(length=32), nullable=False),
        sa.Column("workspace", sa.String(length=32), nullable=False),
        sa.Column("link_id", sa.String(length=32), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("delegate", sa.String(length=64), nullable=False),
        sa.Column("delegate_team", sa.String(length=32), nullable=False),
        sa.Column("delegate_slack", sa.String(length=32), nullable=False),
        sa.Column("delegate_workspace", sa.String(length=32), nullable=False),
        sa.Column("delegate_link", sa.String(length=32), nullable=False),
        sa.Column("delegate_name", sa.Text(), nullable=False),
        sa.Column("until", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("news", sa.String(length=16), nullable=True),
        sa.Column("notice_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("current_of", name="uq_delegations_current_of"),
    )
    op.create_index("ix_delegations_delegate", "delegations", ["delegate"])
