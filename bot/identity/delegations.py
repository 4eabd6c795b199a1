"""Delegations: whom a lead has named to decide in their place, and until when. Each lead has one at a time.

One holds until its moment, while both have a link. A sleeping link ends none, because sign-ins end in holidays, too;
but whoever became a guest or a stranger has left. That is asked at each reading, so nothing has to end it in time.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Row, Select, and_, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import record
from bot.clock import Clock
from bot.identity.actors import Actor
from bot.identity.delegation_entries import Namer, Over, named, over
from bot.identity.links import Asleep, Link, Me, find, of_genesys
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import delegations, links

LONGEST = timedelta(days=90)
LEAD, DELEGATE = links.alias("lead_link"), links.alias("delegate_link")


class News(StrEnum):
    """What one of the two is still to be told."""

    NAMED = auto()  #: the delegate
    TAKEN_BACK = auto()  #: the delegate
    LEAD_LEFT = auto()  #: the delegate
    DELEGATE_LEFT = auto()  #: the lead


@dataclass(frozen=True)
class Delegation:
    """Requests for the lead come to the delegate first."""

    id: str
    lead: Me
    delegate: Me
    until: datetime

    @property
    def delegate_id(self) -> str:
        return self.delegate.id


class Delegations:
    """Their rows. What they mean for a request is said by `bot/approvals/path.py`."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def of(self, genesys_ids: Collection[str]) -> Mapping[str, Delegation]:
        """Those that hold now, by the Genesys id of the lead."""
        query = self._holding().where(delegations.c.current_of.in_(genesys_ids))
        async with self._database.read() as tx:
            found = [_read(row) for row in (await tx.execute(query)).all()]
        return {one.lead.id: one for one in found}

    async def to(self, genesys_id: str) -> list[Delegation]:
        """Those by which requests come to somebody now, in the order of the leads' names."""
        query = self._holding().where(delegations.c.delegate == genesys_id).order_by(LEAD.c.name, delegations.c.id)
        async with self._database.read() as tx:
            return [_read(row) for row in (await tx.execute(query)).all()]

    async def link_of(self, genesys_id: str) -> Link | None:
        """The link of whoever is to be named."""
        async with self._database.read() as tx:
            return await find(tx, of_genesys(genesys_id))

    async def name(self, by: Namer, delegate: Link, until: datetime) -> Delegation | None:
        """From now on this one; answers the one that it replaces."""
        async with self._database.begin() as tx:
            before = await self._end_current(tx, by, Over.REPLACED, again=delegate.me.id)
            await tx.execute(insert(delegations).values(self._values(by.actor, delegate, until)))
            await record(tx, named(by, delegate.me.id, until, self._clock.now()))
        return before

    async def take_back(self, by: Namer) -> Delegation | None:
        """Answers what it was; None: there was none."""
        async with self._database.begin() as tx:
            return await self._end_current(tx, by, Over.TAKEN_BACK)

    def _values(self, lead: Actor, delegate: Link, until: datetime) -> dict[str, Any]:
        now = self._clock.now()
        return {
            "id": secrets.token_hex(8),
            "current_of": lead.me.id,
            "team_id": lead.slack.team_id,
            "slack_user": lead.slack.user_id,
            "workspace": lead.slack.workspace,
            "link_id": lead.link_id,
            "name": lead.me.name,
            "delegate": delegate.me.id,
            "delegate_team": delegate.slack.team_id,
            "delegate_slack": delegate.slack.user_id,
            "delegate_workspace": delegate.slack.workspace,
            "delegate_link": delegate.id,
            "delegate_name": delegate.me.name,
            "until": until,
            "made_at": now,
            "news": News.NAMED,
            "notice_at": now,
        }

    async def _end_current(self, tx: AsyncConnection, by: Namer, why: Over, *, again: str = "") -> Delegation | None:
        """Ends what there is. `again`: who is named anew, and so is not told that it ended."""
        lead, now = by.actor.me.id, self._clock.now()
        # Of two at once the later one sees what the earlier one wrote: they queue at the lead's link.
        await tx.execute(select(links.c.id).where(of_genesys(lead)).with_for_update())
        query = select(delegations).where(delegations.c.current_of == lead).with_for_update()
        row = (await tx.execute(query)).one_or_none()
        if row is None:
            return None
        held = (await tx.execute(self._holding().where(delegations.c.id == row.id))).one_or_none()
        knows = row.news != News.NAMED or row.notice_at > now  # it may just be on its way
        await end(tx, row, News.TAKEN_BACK if knows and held and row.delegate != again else None, now)
        ended = over(row, why, now, by) if held else over(row, by_itself(row, now), now, by.request_id)
        await record(tx, ended)
        return _read(held) if held else None

    def _holding(self) -> Select[Any]:
        held = and_(delegations.c.current_of.is_not(None), delegations.c.until > self._clock.now())
        return both_links().where(held, ~has_left(LEAD), ~has_left(DELEGATE))


def both_links() -> Select[Any]:
    """Delegations with the links of the two, where there are any."""
    names = [
        one.c[name].label(f"{side}_{name}")
        for side, one in (("lead_link", LEAD), ("delegate_link", DELEGATE))
        for name in ("name", "email")
    ]
    joined = delegations.outerjoin(LEAD, LEAD.c.id == delegations.c.link_id)
    joined = joined.outerjoin(DELEGATE, DELEGATE.c.id == delegations.c.delegate_link)
    left = [has_left(LEAD).label("lead_left"), has_left(DELEGATE).label("delegate_left")]
    return select(delegations, *names, *left).select_from(joined)


def has_left(link: FromClause) -> ColumnElement[bool]:
    """Unlinked, or such that the bot doesn't serve them any more."""
    return or_(link.c.id.is_(None), link.c.asleep_why.is_not_distinct_from(Asleep.RESTRICTED.value))


async def end(tx: AsyncConnection, row: Row[Any], news: News | None, now: datetime) -> None:
    """It holds no more; `news` is what is to be told of it, None: nothing."""
    this = delegations.c.id == row.id
    if news is None:
        await tx.execute(delete(delegations).where(this))
        return
    await tx.execute(update(delegations).where(this).values(current_of=None, news=news, notice_at=now))


def by_itself(row: Row[Any], now: datetime) -> Over:
    """Why one that nobody took back holds no more."""
    return Over.TIME if row.until <= now else Over.LEFT


def lead_of(row: Row[Any]) -> SlackId:
    return SlackId(row.team_id, row.slack_user, row.workspace)


def delegate_of(row: Row[Any]) -> SlackId:
    return SlackId(row.delegate_team, row.delegate_slack, row.delegate_workspace)


def _read(row: Row[Any]) -> Delegation:
    return Delegation(
        id=row.id,
        lead=Me(row.current_of, row.lead_link_name, row.lead_link_email),
        delegate=Me(row.delegate, row.delegate_link_name, row.delegate_link_email),
        until=row.until,
    )
