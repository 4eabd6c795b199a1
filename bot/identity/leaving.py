"""What comes of links while nobody asks for anything: sleepers are told so once, the others looked at now and then.

Slack tells when somebody changes or leaves, but not to a bot that was away at the time: a look a day finds those.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, ColumnElement, Row, func, select, update

from bot.clock import Clock
from bot.errors import NotLinked, NotServed, SignInEnded, SlackUnavailable
from bot.identity.actors import Actor
from bot.identity.identity import Identity
from bot.identity.links import Asleep, LinkState
from bot.identity.slack_people import SlackId
from bot.slack.sender import Unsent
from bot.store.engine import Database
from bot.store.tables import links

log = logging.getLogger(__name__)

#: Who tells somebody has so long for it; then it is another's turn.
LEASE = timedelta(minutes=1)
LOOK_EVERY = timedelta(days=1)
AT_ONCE = 20

Tell = Callable[[SlackId, Asleep], Awaitable[None]]
Seen = Callable[[Actor], Awaitable[None]]


class Leaving:
    """Swept by every process; the rows say whose turn it is. `tell` raises `Unsent`; `seen` gets whoever is here."""

    def __init__(self, database: Database, clock: Clock, identity: Identity, tell: Tell, seen: Seen) -> None:
        self._database = database
        self._clock = clock
        self._identity = identity
        self._tell = tell
        self._seen = seen

    async def tell_sleepers(self) -> None:
        """One message to each person whose link fell asleep since. A kill in its middle may make it two."""
        now = self._clock.now()
        for row in await self._some(
            (links.c.state == LinkState.ASLEEP) & (links.c.notice_at <= now), links.c.notice_at
        ):
            if await self._taken(row.id, links.c.notice_at, row.notice_at, now + LEASE):
                slack = SlackId(row.team_id, row.slack_user, row.workspace or "")
                await self._told(row.id, slack, Asleep(row.asleep_why))

    async def look_around(self) -> None:
        """Each living link once a day, a few at a time: whether its person is still here, under the same address."""
        now, last_look = self._clock.now(), func.coalesce(links.c.looked_at, links.c.linked_at)
        for row in await self._some((links.c.state == LinkState.LIVE) & (last_look <= now - LOOK_EVERY), last_look):
            if await self._taken(row.id, links.c.looked_at, row.looked_at, now):
                await self._looked_at(row.id)

    async def _told(self, link_id: str, slack: SlackId, why: Asleep) -> None:
        try:
            await self._tell(slack, why)
        except Unsent as failure:
            log.info("that link %s sleeps is told later: %s", link_id, failure)
            return
        async with self._database.begin() as connection:
            await connection.execute(update(links).where(links.c.id == link_id).values(notice_at=None))

    async def _looked_at(self, link_id: str) -> None:
        try:
            await self._seen(await self._identity.actor_of_link(link_id))
        except (NotLinked, NotServed, SignInEnded) as found:
            log.info("link %s does not hold any more: %s", link_id, type(found).__name__)
        except SlackUnavailable as away:
            log.info("the person of link %s could not be looked at: %s", link_id, away)

    async def _some(self, which: ColumnElement[bool], order: ColumnElement[Any]) -> Sequence[Row[Any]]:
        async with self._database.read() as connection:
            return (await connection.execute(select(links).where(which).order_by(order).limit(AT_ONCE))).all()

    async def _taken(self, link_id: str, column: Column[Any], was: datetime | None, now: datetime) -> bool:
        """Whether this process takes its turn; of several that read the same, one is first."""
        async with self._database.begin() as connection:
            done = await connection.execute(
                update(links).where(links.c.id == link_id, column.is_not_distinct_from(was)).values({column.name: now})
            )
        return done.rowcount == 1
