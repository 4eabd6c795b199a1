"""What a decider asks of the requester, and what was shown before it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COLUMNS = (("was", sa.JSON()), ("changed_at", sa.DateTime(timezone=True)), ("talk", sa.JSON()))


def upgrade() -> None:
    for name, kind in COLUMNS:
        op.add_column("requests", sa.Column(name, kind, nullable=True))
