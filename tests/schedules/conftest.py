"""A room for each test, on each database."""

import pytest

from bot.clock import MovableClock
from bot.store.engine import Database
from tests.schedules.clockroom import Clockroom
from tests.schedules.rule_table import utc


@pytest.fixture
def room(database: Database) -> Clockroom:
    """A Wednesday morning in Berlin, 07:00; the clock stands still."""
    clock = MovableClock(utc("2026-11-25 06:00"))
    clock.run_at(0)
    return Clockroom(database, clock)
