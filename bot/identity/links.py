"""Links: which Genesys account belongs to which Slack user. Rows, and a short memory of them."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.identity.slack_people import SlackId
from bot.identity.together import Together
from bot.store.engine import Database
from bot.store.tables import links

#: Other processes write links too; for so long we may not notice.
REMEMBERED_FOR = timedelta(seconds=5)
MOST_REMEMBERED = 20_000


@dataclass(frozen=True)
class Me:
    """A Genesys user, with the name and e-mail of when the link was made."""

    id: str
    name: str
    email: str


class LinkState(StrEnum):
    """`ASLEEP`: kept, but its person must sign in again."""

    LIVE = auto()
    ASLEEP = auto()


class Asleep(StrEnum):
    """Why a link sleeps; `handlers/leaving.py` has the sentence for each."""

    SIGN_IN_ENDED = auto()
    EMAIL_CHANGED = auto()
    RESTRICTED = auto()


@dataclass(frozen=True)
class Link:
    """One row. `generation` grows with each stored token; whoever changes tokens names the one they saw."""

    id: str
    slack: SlackId
    org_id: str
    me: Me
    slack_email: str | None  #: what Slack showed when the link was proved
    state: LinkState
    linked_at: datetime
    looked_at: datetime | None  #: when Slack was last asked about its person though nobody asked for anything
    access_token_sealed: bytes = field(repr=False)
    refresh_token_sealed: bytes | None = field(repr=False)
    expires_at: datetime
    generation: int


class Links:
    """Look-ups of links, remembered for a few seconds, and the writes that are not part of a larger transaction."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._remembered: OrderedDict[str, tuple[datetime, Link]] = OrderedDict()
        self._ids: dict[SlackId, str] = {}
        self._writes = 0
        self._reading: Together[tuple[SlackId | str, int], Link | None] = Together()

    async def of(self, slack: SlackId) -> Link | None:
        """The link of a Slack user, perhaps a few seconds old."""
        link_id = self._ids.get(slack)
        recent = link_id and self.remembered(link_id)
        # One command makes many calls, and each looks for its token: together they read once.
        return recent or await self._reading.ask((slack, self._writes), lambda: self._read(of_slack(slack)))

    def remembered(self, link_id: str) -> Link | None:
        """A link of which nobody has to ask, as it was a few seconds ago."""
        read_at, link = self._remembered.get(link_id, (None, None))
        return link if read_at and abs(self._clock.now() - read_at) < REMEMBERED_FOR else None

    async def get(self, link_id: str) -> Link | None:
        """A link by id, perhaps a few seconds old."""
        recent = self.remembered(link_id)
        return recent or await self._reading.ask((link_id, self._writes), lambda: self.latest(link_id))

    async def of_user(self, genesys_user: str) -> Link | None:
        """The link of a Genesys user, as it is in the database now."""
        return await self._read(of_genesys(genesys_user))

    async def expect(self, link_ids: Collection[str]) -> None:
        """Reads together what is about to be asked for one by one, and not remembered."""
        read_at, writes = self._clock.now(), self._writes
        link_ids = [link_id for link_id in link_ids if self.remembered(link_id) is None]
        if not link_ids:
            return
        async with self._database.read() as connection:
            rows = (await connection.execute(select(links).where(links.c.id.in_(link_ids)))).all()
        if writes == self._writes:
            for row in rows:
                self._remember(_link(row), read_at)

    async def latest(self, link_id: str) -> Link | None:
        """A link as it is in the database now."""
        return await self._read(links.c.id == link_id)

    async def states(self) -> dict[LinkState, int]:
        """How many links there are in each state."""
        query = select(links.c.state, func.count()).group_by(links.c.state)
        async with self._database.read() as tx:
            counted = {LinkState(state): many for state, many in (await tx.execute(query)).all()}
        return {state: counted.get(state, 0) for state in LinkState}

    async def put_to_sleep(self, link: Link, why: Asleep) -> None:
        """Its person must sign in again, and is to be told so, once: of several who find it out, one is first.

        Nothing happens to a link that got new tokens meanwhile.
        """
        live = (links.c.generation == link.generation) & (links.c.state == LinkState.LIVE)
        asleep = {"state": LinkState.ASLEEP, "asleep_why": why, "notice_at": self._clock.now()}
        async with self._database.begin() as connection:
            await connection.execute(
                update(links)
                .where(links.c.id == link.id, live)
                .values(**asleep, refresh_lease=None, refresh_lease_until=None)
            )
        self.forget(link)

    async def delete(self, link: Link) -> None:
        async with self._database.begin() as connection:
            await connection.execute(links.delete().where(links.c.id == link.id))
        self.forget(link)

    def forget(self, link: Link) -> None:
        """Drops what is remembered; to be called after each write."""
        self._writes += 1
        self._remembered.pop(link.id, None)
        self._ids.pop(link.slack, None)

    async def _read(self, which: ColumnElement[bool]) -> Link | None:
        read_at, writes = self._clock.now(), self._writes
        async with self._database.read() as connection:
            link = await find(connection, which)
        if link is not None and writes == self._writes:  # else it may be what was just overwritten
            self._remember(link, read_at)
        return link

    def _remember(self, link: Link, read_at: datetime) -> None:
        self._remembered[link.id] = read_at, link
        self._remembered.move_to_end(link.id)
        self._ids[link.slack] = link.id
        if len(self._remembered) > MOST_REMEMBERED:
            _, (_, oldest) = self._remembered.popitem(last=False)
            self._ids.pop(oldest.slack, None)


def of_slack(slack: SlackId) -> ColumnElement[bool]:
    return (links.c.team_id == slack.team_id) & (links.c.slack_user == slack.user_id)


def of_genesys(user_id: str) -> ColumnElement[bool]:
    return links.c.genesys_user == user_id


async def find(connection: AsyncConnection, which: ColumnElement[bool]) -> Link | None:
    """The link for which `which` holds; at most one does for a Slack user, a Genesys user or an id."""
    row = (await connection.execute(select(links).where(which))).one_or_none()
    return None if row is None else _link(row)


def _link(row: Row[Any]) -> Link:
    return Link(
        id=row.id,
        slack=SlackId(row.team_id, row.slack_user, row.workspace or ""),
        org_id=row.org_id,
        me=Me(row.genesys_user, row.name, row.email),
        slack_email=row.slack_email,
        state=LinkState(row.state),
        linked_at=row.linked_at,
        looked_at=row.looked_at,
        access_token_sealed=row.access_token_sealed,
        refresh_token_sealed=row.refresh_token_sealed,
        expires_at=row.expires_at,
        generation=row.generation,
    )
