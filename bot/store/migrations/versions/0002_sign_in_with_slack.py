"""Sign in with Slack: what proved a link on Slack's side."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("links", sa.Column("slack_email", sa.String(length=320), nullable=True))
    # The same e-mail on both sides proved all links that stand by now.
    op.execute("UPDATE links SET slack_email = email")
    op.add_column(
        "link_attempts",
        sa.Column("signed_in_to_slack", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
