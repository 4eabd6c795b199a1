"""Tells a channel, once, that a digest of its stands still because nobody's token can look any more."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, select, update

from bot.clock import Clock
from bot.schedules.schedule import Schedule, ScheduleState
from bot.schedules.stored import COLUMNS, schedule_of
from bot.slack.sender import Unsent
from bot.store.engine import Database
from bot.store.tables import schedules

log = logging.getLogger(__name__)

#: Who tells has so long for it; then it is another's turn.
LEASE = timedelta(minutes=2)
AT_ONCE = 20

#: Raises `Unsent` where it is to be told later. What can never be told counts as told.
Tell = Callable[[Schedule], Awaitable[None]]


class Noticing:
    """Swept by every process that works; the rows say whose turn it is."""

    def __init__(self, database: Database, clock: Clock, tell: Tell) -> None:
        self._database = database
        self._clock = clock
        self._tell = tell

    async def once(self) -> None:
        """All that stand still and were not told of. A kill in the middle may make it two messages."""
        now = self._clock.now()
        for row in await self._untold(now):
            if await self._set(row.id, row.notice_at, now + LEASE):
                await self._told(schedule_of(row), now + LEASE)

    async def _untold(self, now: datetime) -> Sequence[Row[Any]]:
        query: Select[Any] = (
            select(*COLUMNS, schedules.c.notice_at)
            .where(
                schedules.c.notice_at <= now,
                schedules.c.state == ScheduleState.PAUSED,
                schedules.c.kind == "digest",
                schedules.c.channel.is_not(None),
            )
            .order_by(schedules.c.notice_at)
            .limit(AT_ONCE)
        )
        async with self._database.read() as tx:
            return list((await tx.execute(query)).all())

    async def _told(self, schedule: Schedule, turn: datetime) -> None:
        try:
            await self._tell(schedule)
        except Unsent as failure:
            log.info("that digest %s stands still is told later: %s", schedule.id, failure)
            return
        await self._set(schedule.id, turn, None)

    async def _set(self, schedule_id: str, was: datetime, becomes: datetime | None) -> bool:
        """Whether this process was the first to."""
        mine = (schedules.c.id == schedule_id) & (schedules.c.notice_at == was)
        async with self._database.begin() as tx:
            done = await tx.execute(update(schedules).where(mine).values(notice_at=becomes))
        return bool(done.rowcount)
