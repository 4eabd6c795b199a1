"""Deliveries that came already, and how many came of one person.

Bolt removes no doubles, and Slack repeats events with new signatures.
"""

from collections import OrderedDict
from datetime import timedelta
from typing import TypeVar

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.sql.dml import ReturningInsert

from bot.clock import Clock
from bot.identity.limits import MINUTE
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import seen

T = TypeVar("T")

KEPT = timedelta(minutes=15)
REMEMBERED = 20_000
#: From so many in the last minute on, another process may be at the same count: it is counted again, committed.
CLOSE = 40


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
        return (
            await self._inserted(insert(seen).values(key=key, at=self._clock.now()).returning(seen.c.key)) is not None
        )

    async def count(self, key: str, slack: SlackId) -> int | None:
        """None for a delivery that came before; else the person's deliveries of the last minute, this one included.

        One statement, because it is on every command's path. Two processes at the same instant do not see each other's
        row in it; whoever commits later sees both.
        """
        now = self._clock.now()
        person = f"{slack.team_id}:{slack.user_id}"
        lately = (seen.c.person == person) & (seen.c.at > now - MINUTE)
        others = select(func.count()).where(lately & (seen.c.key != key))
        row = insert(seen).values(key=key, at=now, person=person)
        found = await self._inserted(row.returning(others.scalar_subquery()))
        if found is not None and found >= CLOSE and not self._database.is_sqlite:
            async with self._database.read() as tx:
                found = (await tx.execute(others)).scalar_one()
        return None if found is None else found + 1

    async def uncount(self, key: str) -> None:
        """It was refused, and does not count against what its person asks next."""
        async with self._database.begin() as tx:
            await tx.execute(update(seen).where(seen.c.key == key).values(person=None))

    async def _inserted(self, row: ReturningInsert[T]) -> T | None:
        """What the statement returns; None where the key is there already."""
        now = self._clock.now()
        if now - self._cleared_at > KEPT:
            self._cleared_at = now
            async with self._database.begin() as tx:
                await tx.execute(delete(seen).where(seen.c.at < now - KEPT))
        try:
            async with self._database.begin() as tx:
                return (await tx.execute(row)).scalar_one()
        except IntegrityError:
            return None
