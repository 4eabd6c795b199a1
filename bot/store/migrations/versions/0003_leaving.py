"""Sleeping links of which their people are still to be told, and the limits of one person."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("links", sa.Column("asleep_why", sa.String(length=16), nullable=True))
    op.add_column("links", sa.Column("notice_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("links", sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_links_notice", "links", ["notice_at"], unique=False)
    op.add_column("seen", sa.Column("person", sa.String(length=66), nullable=True))
    op.create_index("ix_seen_person", "seen", ["person", "at"], unique=False)
    op.create_index("ix_link_attempts_person", "link_attempts", ["team_id", "slack_user"], unique=False)
