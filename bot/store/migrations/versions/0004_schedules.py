"""What is said by the clock: schedules, and each time that they came due."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Nothing yet."""
