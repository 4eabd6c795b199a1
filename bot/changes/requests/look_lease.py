"""Who looks at a request: two at once would post twice, and one that was killed must not keep the next away."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, update

from bot.changes.rows import LEASE
from bot.clock import Clock, real
from bot.errors import StoreUnavailable
from bot.store.engine import Database
from bot.store.tables import requests


class LookLease:
    """Renewed while somebody looks, so it can be short: another goes on as soon as with a change."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._here: set[str] = set()  # What this process looks at is not over because a clock was moved.

    @asynccontextmanager
    async def held(self, change_id: str) -> AsyncIterator[bool]:
        """Whether it is ours in the block; if not, somebody else looks now."""
        if change_id in self._here:
            yield False
            return
        self._here.add(change_id)
        try:
            until = await self._taken(change_id)
            if until is None:
                yield False
                return
            async with self._renewed(change_id, until):
                yield True
        finally:
            self._here.discard(change_id)

    @asynccontextmanager
    async def _renewed(self, change_id: str, until: datetime) -> AsyncIterator[None]:
        """While the body runs; given back behind it."""
        over = asyncio.Event()
        renewing = asyncio.create_task(self._kept(change_id, until, over))
        try:
            yield
        finally:
            over.set()
            await renewing

    async def _taken(self, change_id: str) -> datetime | None:
        now = self._clock.now()
        column = requests.c.look_lease_until
        return await self._set(change_id, or_(column.is_(None), column <= now), now + real(LEASE, self._clock))

    async def _kept(self, change_id: str, until: datetime, over: asyncio.Event) -> None:
        """Renews it until the look is over, and gives it back; once it was another's, it is left to them."""
        ours: datetime | None = until
        while ours and not await _set_within(over, LEASE.total_seconds() / 3):
            longer = self._clock.now() + real(LEASE, self._clock)
            with suppress(StoreUnavailable):  # An outage of a moment ends no lease.
                ours = await self._set(change_id, requests.c.look_lease_until == ours, longer)
        if ours:
            await self._set(change_id, requests.c.look_lease_until == ours, None)

    async def _set(self, change_id: str, now: ColumnElement[bool], then: datetime | None) -> datetime | None:
        """Answers `then`, or None where it was not `now`."""
        mine = update(requests).where(and_(requests.c.change_id == change_id, now))
        async with self._database.begin() as tx:
            return then if (await tx.execute(mine.values(look_lease_until=then))).rowcount == 1 else None


async def _set_within(event: asyncio.Event, span_s: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), span_s)
    except TimeoutError:
        return False
    return True
