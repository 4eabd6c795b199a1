"""The workspaces that have installed the app, and through which of them people came."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("links", "link_attempts", "asked", "changes"):
        op.add_column(table, sa.Column("workspace", sa.String(length=32), nullable=True))
