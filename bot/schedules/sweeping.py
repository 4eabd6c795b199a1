"""The clock's tick, in every process that works: what is due, what is held no longer, what was lost."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import or_, select

from bot.schedules.common_time import Now
from bot.schedules.finding import Finding
from bot.schedules.rewinding import Rewinding
from bot.schedules.taking import Taking
from bot.store.engine import Database
from bot.store.tables import firings, schedules

#: A clock that is set right by less than this has not gone back to another time.
CLOCKS_WANDER = timedelta(minutes=1)


class Tick:
    """One for a process. A tick that takes long keeps the next ones away. `ahead`: how early something is taken."""

    def __init__(
        self,
        database: Database,
        *,
        now: Now,
        ahead: Callable[[], timedelta],
        taking: Taking,
        finding: Finding,
        rewinding: Rewinding,
    ) -> None:
        self._database = database
        self._ahead = ahead
        self._now = now
        self._taking = taking
        self._finding = finding
        self._rewinding = rewinding
        self._last = datetime.min.replace(tzinfo=UTC)
        self._is_busy = False

    async def once(self) -> None:
        """Hands on all that waits. Raises StoreUnavailable; the next tick goes on."""
        if self._is_busy:
            return
        self._is_busy = True
        try:
            now = await self._now()
            if now + CLOCKS_WANDER < self._last:
                await self._rewinding.to(now)
            self._last = now
            ahead = self._ahead()
            if await self._anything(now, now + ahead):
                await self._all(now, ahead)
        finally:
            self._is_busy = False

    async def _all(self, now: datetime, ahead: timedelta) -> None:
        more = True
        while more:
            more = bool(await self._taking.some(now, ahead) or await self._finding.some(now))
            await asyncio.sleep(0)  # Whoever asks something meanwhile is not kept waiting for all of it.

    async def _anything(self, now: datetime, until: datetime) -> bool:
        """A look that takes nobody's turn to write."""
        due = select(schedules.c.id).where(schedules.c.next_at <= until).exists()
        waiting = select(firings.c.schedule_id).where(firings.c.look_at <= now).exists()
        async with self._database.read() as tx:
            return bool((await tx.execute(select(or_(due, waiting)))).scalar_one())
