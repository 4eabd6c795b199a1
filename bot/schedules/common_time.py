"""One time for all that sweep: several machines never show quite the same."""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy import literal_column, select

from bot.clock import Clock, SystemClock
from bot.store.engine import Database
from bot.store.tables import UtcDateTime

Now = Callable[[], Awaitable[datetime]]
ASKED_EVERY_S = 1.0


def common_time(database: Database, clock: Clock) -> Now:
    """Where several machines may work on one database, and the clock is the machine's own, the database tells it."""
    if database.is_sqlite or not isinstance(clock, SystemClock):
        return _of_clock(clock)
    return _DatabaseTime(database).now


def _of_clock(clock: Clock) -> Now:
    async def now() -> datetime:
        return clock.now()

    return now


class _DatabaseTime:
    """Asked once a second; what has passed since is measured here."""

    _QUERY = select(literal_column("clock_timestamp()", UtcDateTime))

    def __init__(self, database: Database) -> None:
        self._database = database
        self._told: tuple[datetime, float] | None = None
        self._is_asking = False

    async def now(self) -> datetime:
        # While one asks again, the others go by what was told before: with many at one moment that is a crowd.
        is_old = self._told is not None and time.monotonic() - self._told[1] > ASKED_EVERY_S
        if self._told is None or (is_old and not self._is_asking):
            self._told = await self._asked()
        told, at = self._told
        return told + timedelta(seconds=time.monotonic() - at)

    async def _asked(self) -> tuple[datetime, float]:
        self._is_asking = True
        try:
            async with self._database.read() as tx:
                return (await tx.execute(self._QUERY)).scalar_one(), time.monotonic()
        finally:
            self._is_asking = False
