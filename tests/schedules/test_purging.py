"""What is deleted, and what is not yet."""

from datetime import timedelta

from bot.schedules.firing_rows import GONE_AFTER
from bot.schedules.rules import Once
from tests.schedules.clockroom import Clockroom


async def test_a_reminder_set_long_ago_is_kept_when_it_has_come(room: Clockroom) -> None:
    at = room.clock.now() + GONE_AFTER + timedelta(days=10)
    one = await room.add(Once(at=at))
    await room.to(at + timedelta(seconds=1))
    assert len(room.said) == 1
    await room.rows.purge()
    kept = await room.schedules.find(one.id)
    assert kept is not None
    assert kept.is_over
    room.clock.by(GONE_AFTER + timedelta(days=1))
    await room.rows.purge()
    assert await room.schedules.find(one.id) is None
