"""Jobs: what is to be looked at, and when."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Nothing yet."""
