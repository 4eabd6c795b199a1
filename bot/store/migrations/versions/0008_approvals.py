"""Changes that wait for a decision: requests, their cards, and what is to be put back."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0006"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for name, kind in (("wanted_at", MOMENT), ("acting_link_id", sa.String(32)), ("act_by", MOMENT), ("until", MOMENT)):
        op.add_column("changes", sa.Column(name, kind, nullable=True))
    _requests()
    _cards()
    _put_backs()


def _requests() -> None:
    op.create_table(
        "requests",
        sa.Column("change_id", sa.String(8), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("requester", sa.String(64), nullable=False),
        sa.Column("requester_name", sa.Text(), nullable=False),
        sa.Column("requester_email", sa.String(320), nullable=False),
        sa.Column("requester_slack_email", sa.String(320), nullable=True),
        sa.Column("subject_name", sa.Text(), nullable=False),
        sa.Column("subject_email", sa.String(320), nullable=False),
        sa.Column("asked", sa.String(16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("with_user", sa.String(64), nullable=True),
        sa.Column("with_room", sa.String(32), nullable=True),
        sa.Column("with_since", MOMENT, nullable=True),
        sa.Column("course", sa.JSON(), nullable=True),
        sa.Column("came_to", sa.JSON(), nullable=False),
        sa.Column("passed", sa.JSON(), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("nudged_at", MOMENT, nullable=True),
        sa.Column("nudge_wanted", sa.Boolean(), nullable=True),
        sa.Column("snoozed_until", MOMENT, nullable=True),
        sa.Column("look_at", MOMENT, nullable=True),
        sa.Column("look_lease_until", MOMENT, nullable=True),
        sa.Column("yes", sa.JSON(), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=True),
        sa.Column("drawing", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("decided_by", sa.JSON(), nullable=True),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("open_key", sa.String(64), nullable=True),
        sa.PrimaryKeyConstraint("change_id"),
        sa.UniqueConstraint("open_key", name="uq_requests_open_key"),
    )
    op.create_index("ix_requests_requester", "requests", ["team_id", "requester"])
    op.create_index("ix_requests_with", "requests", ["with_user"])


def _cards() -> None:
    op.create_table(
        "cards",
        sa.Column("change_id", sa.String(8), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("team_id", sa.String(32), nullable=False),
        sa.Column("workspace", sa.String(32), nullable=False),
        sa.Column("slack_user", sa.String(32), nullable=False),
        sa.Column("channel", sa.String(32), nullable=False),
        sa.Column("ts", sa.String(32), nullable=False),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("change_id", "role", "who"),
    )


def _put_backs() -> None:
    op.create_table(
        "put_backs",
        sa.Column("genesys_user", sa.String(64), nullable=False),
        sa.Column("thing", sa.String(96), nullable=False),
        sa.Column("change_id", sa.String(8), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("asks_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("genesys_user", "thing"),
    )
    op.create_index("ix_put_backs_change", "put_backs", ["change_id"])
    op.create_index("ix_put_backs_due", "put_backs", ["state", "due_at"])
