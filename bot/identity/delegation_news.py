"""Tells the two of a delegation what became of it, each once, and ends it when one of them has left.

When its own moment has come nobody is told: both read that moment before, and it is often midnight.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, delete, or_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import record
from bot.clock import Clock
from bot.identity.delegation_entries import over
from bot.identity.delegations import (
    DELEGATE,
    LEAD,
    News,
    both_links,
    by_itself,
    delegate_of,
    end,
    has_left,
    lead_of,
)
from bot.identity.slack_people import SlackId
from bot.log import new_request_id
from bot.slack.sender import Unsent
from bot.store.engine import Database
from bot.store.tables import delegations

log = logging.getLogger(__name__)

#: Who tells has so long for it; then it is another's turn.
LEASE = timedelta(minutes=1)
AT_ONCE = 20


@dataclass(frozen=True)
class Notice:
    """One message: to whom, what, and of whom. `other` is empty for somebody who was forgotten since."""

    to: SlackId
    news: News
    other: str
    until: datetime


#: Raises `Unsent` where it is to be told later. What can never be told counts as told.
Tell = Callable[[Notice], Awaitable[None]]


class DelegationNews:
    """Swept by every process; the rows say whose turn it is. A kill in the middle may make it two messages."""

    def __init__(self, database: Database, clock: Clock, tell: Tell) -> None:
        self._database = database
        self._clock = clock
        self._tell = tell

    async def once(self) -> None:
        """All that is over, left, or not told yet."""
        for row in await self._some():
            if row.until <= self._clock.now():
                await self._forget(row)
            elif row.current_of and (row.lead_left or row.delegate_left):
                await self._leave(row)
            else:
                await self._tell_of(row)

    async def _some(self) -> Sequence[Row[Any]]:
        now = self._clock.now()
        left = and_(delegations.c.current_of.is_not(None), or_(has_left(LEAD), has_left(DELEGATE)))
        due = or_(delegations.c.until <= now, delegations.c.notice_at <= now, left)
        async with self._database.read() as tx:
            found = await tx.execute(both_links().where(due).order_by(delegations.c.made_at).limit(AT_ONCE))
            return list(found.all())

    async def _forget(self, row: Row[Any]) -> None:
        """Who names somebody else at this moment, or another process, may have been first."""
        was = and_(delegations.c.id == row.id, delegations.c.current_of.is_not_distinct_from(row.current_of))
        async with self._database.begin() as tx:
            if (await tx.execute(delete(delegations).where(was))).rowcount and row.current_of:
                await self._record(tx, row)

    async def _leave(self, row: Row[Any]) -> None:
        """Whoever is still here reads it, unless it is a delegate who was not told that they are one."""
        news = News.DELEGATE_LEFT if row.delegate_left else News.LEAD_LEFT
        is_told = not (row.lead_left and (row.delegate_left or row.news == News.NAMED))
        now = self._clock.now()
        async with self._database.begin() as tx:
            if await self._set(tx, row, notice_at=now):
                await end(tx, row, news if is_told else None, now)
                await self._record(tx, row)

    async def _tell_of(self, row: Row[Any]) -> None:
        turn = self._clock.now() + LEASE
        async with self._database.begin() as tx:
            if not await self._set(tx, row, notice_at=turn):
                return
        try:
            await self._tell(_notice(row))
        except Unsent as failure:
            log.info("what became of delegation %s is told later: %s", row.id, failure)
            return
        mine = and_(delegations.c.id == row.id, delegations.c.notice_at == turn)
        async with self._database.begin() as tx:
            if row.current_of:
                await tx.execute(update(delegations).where(mine).values(news=None, notice_at=None))
            else:
                await tx.execute(delete(delegations).where(mine))

    async def _record(self, tx: AsyncConnection, row: Row[Any]) -> None:
        now = self._clock.now()
        await record(tx, over(row, by_itself(row, now), now, new_request_id()))

    async def _set(self, tx: AsyncConnection, row: Row[Any], **values: Any) -> bool:
        """Whether this process was the first to, and nothing became of it since it was read."""
        seen = delegations.c.notice_at.is_not_distinct_from(row.notice_at)
        same = and_(delegations.c.id == row.id, seen, delegations.c.news.is_not_distinct_from(row.news))
        return bool((await tx.execute(update(delegations).where(same).values(values))).rowcount)


def _notice(row: Row[Any]) -> Notice:
    news = News(row.news)
    if news is News.DELEGATE_LEFT:
        return Notice(lead_of(row), news, row.delegate_name, row.until)
    return Notice(delegate_of(row), news, row.name, row.until)
