"""Deliveries that came already. Bolt removes no doubles, and Slack repeats events with new signatures."""

from collections import OrderedDict
from datetime import timedelta

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.store.engine import Database
from bot.store.tables import seen

KEPT = timedelta(minutes=15)
REMEMBERED = 20_000


class Seen:
    """A set in memory before the acknowledgement, a unique key in the database after it."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._here: OrderedDict[str, None] = OrderedDict()
        self._cleared_at = clock.now()

    def here(self, key: str) -> bool:
        """Whether this process took the delivery before; remembers it."""
        known = key in self._here
        self._here[key] = None
        if len(self._here) > REMEMBERED:
            self._here.popitem(last=False)
        return known

    async def first(self, key: str) -> bool:
        """Whether no process took it before: who inserts the key second loses."""
        now = self._clock.now()
        if now - self._cleared_at > KEPT:
            self._cleared_at = now
            async with self._database.begin() as tx:
                await tx.execute(delete(seen).where(seen.c.at < now - KEPT))
        try:
            async with self._database.begin() as tx:
                await tx.execute(insert(seen).values(key=key, at=now))
        except IntegrityError:
            return False
        return True
