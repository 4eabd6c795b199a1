"""Deliveries that came already, and how many came of one person.

Bolt removes no doubles, and Slack repeats events with new signatures.
"""

import asyncio
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from weakref import WeakValueDictionary

from sqlalchemy import delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.identity.limits import MINUTE
from bot.identity.slack_people import SlackId
from bot.store.batches import Batches
from bot.store.engine import Database
from bot.store.tables import seen

KEPT = timedelta(minutes=15)
REMEMBERED = 20_000
#: From so many in the last minute on, another process may be at the same count: it is counted again, committed.
CLOSE = 40


@dataclass(frozen=True)
class _Came:
    """A row of `seen`; without a person it is not counted."""

    key: str
    at: datetime
    person: str | None


class Seen:
    """A set in memory before the acknowledgement, a unique key in the database after it.

    It is on every command's path: what comes while the database writes goes into the next transaction together.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._here: OrderedDict[str, None] = OrderedDict()
        self._cleared_at = clock.now()
        self._batches = Batches(self._write)
        self._counting: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        insert = sqlite.insert(seen) if database.is_sqlite else postgresql.insert(seen)
        self._insert = insert.on_conflict_do_nothing().returning(seen.c.key)

    def here(self, key: str) -> bool:
        """Whether this process took the delivery before; remembers it."""
        known = key in self._here
        self._here[key] = None
        if len(self._here) > REMEMBERED:
            self._here.popitem(last=False)
        return known

    async def first(self, key: str) -> bool:
        """Whether no process took it before: who inserts the key second loses."""
        return await self._batches.ask(_Came(key, self._clock.now(), None)) is not None

    async def count(self, key: str, slack: SlackId) -> int | None:
        """None for a delivery that came before; else the person's deliveries of the last minute, this one included.

        Two processes at the same instant do not see each other's rows; whoever commits later sees both.
        """
        person = f"{slack.team_id}:{slack.user_id}"
        # One after another: those of one transaction would not know which of them was one too many.
        async with self._counting.setdefault(person, asyncio.Lock()):
            came = _Came(key, self._clock.now(), person)
            found = await self._batches.ask(came)
            if found is not None and found > CLOSE and not self._database.is_sqlite:
                async with self._database.read() as tx:
                    found = (await _counted(tx, [came]))[person]
        return found

    async def uncount(self, key: str) -> None:
        """It was refused, and does not count against what its person asks next."""
        async with self._database.begin() as tx:
            await tx.execute(update(seen).where(seen.c.key == key).values(person=None))

    async def _write(self, came: Sequence[_Came]) -> list[int | None]:
        """For each: None where its key was there, else its person's count."""
        now = self._clock.now()
        # In one order, so that two processes with the same keys never wait for each other in a circle.
        rows = [asdict(one) for one in sorted(came, key=lambda one: one.key)]
        async with self._database.begin() as tx:
            if now - self._cleared_at > KEPT:
                await tx.execute(delete(seen).where(seen.c.at < now - KEPT))
                self._cleared_at = now
            new = set((await tx.execute(self._insert, rows)).scalars())
            counts = await _counted(tx, came)
        found: list[int | None] = []
        for one in came:
            found.append(counts[one.person] if one.key in new else None)
            new.discard(one.key)  # The same key twice in one transaction: the second loses too.
        return found


async def _counted(tx: AsyncConnection, came: Sequence[_Came]) -> Counter[str | None]:
    """How many deliveries each of these people has in the minute before."""
    people = {one.person for one in came if one.person is not None}
    lately = seen.c.at > max(one.at for one in came) - MINUTE
    asked = select(seen.c.person, func.count()).where(seen.c.person.in_(people), lately).group_by(seen.c.person)
    rows = (await tx.execute(asked)).all() if people else []
    return Counter(dict(rows))
