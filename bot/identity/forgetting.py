"""Everything that is kept of one person, found and deleted. The audit stays: it holds ids and states, no names."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, Table, delete, func, select, union, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import record
from bot.clock import Clock, SystemClock
from bot.identity.delegation_entries import Over, over
from bot.identity.delegations import News
from bot.identity.forgetting_requests import OPEN, Whose, forget_requests
from bot.identity.identity import Identity
from bot.identity.slack_people import SlackId
from bot.log import new_request_id
from bot.store.engine import Database
from bot.store.tables import (
    asked,
    audit,
    changes,
    delegations,
    firings,
    installations,
    link_attempts,
    links,
    reminder_hours,
    schedules,
    seen,
)

DELEGATION_SIDES = (
    (delegations.c.team_id, delegations.c.slack_user),
    (delegations.c.delegate_team, delegations.c.delegate_slack),
)


@dataclass(frozen=True)
class Kept:
    """What there is of a Slack user. Name and e-mail are those of the linked Genesys user, empty without a link."""

    slack: SlackId
    name: str
    email: str
    addresses: int
    questions: int
    schedules: int
    changes: int
    audited: int


@dataclass(frozen=True)
class Forgotten:
    """`revoked` is None where nothing was linked. `under_way`: changes that have not come to their end yet."""

    revoked: bool | None
    under_way: int


class Forgetting:
    """Used while nobody of ours may be running, or several are: they notice within seconds."""

    def __init__(self, database: Database, identity: Identity, clock: Clock | None = None) -> None:
        self._database = database
        self._identity = identity
        self._clock = clock or SystemClock()

    async def find(self, said: str) -> list[Kept]:
        """Whoever is meant by a Slack user id, or by the e-mail or the id of a linked Genesys user."""
        email = said.casefold()
        linked = (links.c.genesys_user == said) | (func.lower(links.c.email) == email)
        queries: list[Select[tuple[str, str]]] = [
            select(table.c.team_id, table.c.slack_user).where(table.c.slack_user == said)
            for table in (links, link_attempts, asked, schedules, changes, audit)
        ]
        queries.append(select(links.c.team_id, links.c.slack_user).where(linked))
        queries += [select(team, slack_user).where(slack_user == said) for team, slack_user in DELEGATION_SIDES]
        async with self._database.read() as connection:
            found = {SlackId(row.team_id, row.slack_user) for row in await connection.execute(union(*queries))}
            return [await self._kept(connection, slack) for slack in sorted(found, key=str)]

    async def people_of(self, team: str) -> list[SlackId]:
        """Everybody of whom something is kept through this workspace, or this enterprise."""
        queries = [
            select(table.c.team_id, table.c.slack_user).where((table.c.team_id == team) | (table.c.workspace == team))
            for table in (links, link_attempts, asked, schedules, changes)
        ]
        queries += [
            select(table.c.team_id, table.c.slack_user).where(table.c.team_id == team, table.c.slack_user != "")
            for table in (reminder_hours, audit)  # Nobody took some steps of the audit.
        ]
        queries += [select(side, slack_user).where(side == team) for side, slack_user in DELEGATION_SIDES]
        async with self._database.read() as connection:
            found = {SlackId(row.team_id, row.slack_user) for row in await connection.execute(union(*queries))}
        return sorted(found, key=str)

    async def is_installed(self, team: str) -> bool:
        """Whether the app is in this workspace, as far as we know."""
        living = (installations.c.id == team) & installations.c.left_at.is_(None)
        async with self._database.read() as connection:
            return (await connection.execute(select(installations.c.id).where(living))).first() is not None

    async def forget_workspace(self, team: str) -> bool:
        """Deletes that the app was ever there; whether it was."""
        left = (installations.c.id == team) & installations.c.left_at.is_not(None)
        async with self._database.begin() as connection:
            return (await connection.execute(delete(installations).where(left))).rowcount == 1

    async def forget(self, slack: SlackId) -> Forgotten:
        """Revokes, and deletes all but what is still under way; run again, that goes too. Raises StoreUnavailable."""
        whose = await self._whose(slack)
        unlinked = await self._identity.unlink(slack)
        async with self._database.begin() as connection:
            theirs = select(schedules.c.id).where(_theirs(schedules, slack))
            await connection.execute(delete(firings).where(firings.c.schedule_id.in_(theirs)))
            for table in (links, link_attempts, asked, schedules, reminder_hours):
                await connection.execute(delete(table).where(_theirs(table, slack)))
            await forget_requests(connection, whose, self._clock.now())
            await connection.execute(delete(changes).where(_theirs(changes, slack), changes.c.state.not_in(OPEN)))
            await _forget_delegations(connection, slack, self._clock.now())
            person = f"{slack.team_id}:{slack.user_id}"
            await connection.execute(update(seen).where(seen.c.person == person).values(person=None))
            under_way = await _count(connection, changes, slack)
        return Forgotten(unlinked.revoked if unlinked else None, under_way)

    async def _whose(self, slack: SlackId) -> Whose:
        query = select(links.c.genesys_user, links.c.name).where(_theirs(links, slack))
        async with self._database.read() as connection:
            return Whose(slack, *((await connection.execute(query)).one_or_none() or ("", "")))

    async def _kept(self, connection: AsyncConnection, slack: SlackId) -> Kept:
        query = select(links.c.name, links.c.email).where(_theirs(links, slack))
        name, email = (await connection.execute(query)).one_or_none() or ("", "")
        counts = [await _count(connection, table, slack) for table in (link_attempts, asked, schedules, changes, audit)]
        return Kept(slack, name, email, *counts)


async def _forget_delegations(connection: AsyncConnection, slack: SlackId, now: datetime) -> None:
    """Whoever had named them still reads that their delegate is gone, without a name."""
    columns = delegations.c
    named = (columns.delegate_team == slack.team_id) & (columns.delegate_slack == slack.user_id)
    holding = columns.current_of.is_not(None) & (named | _theirs(delegations, slack))
    noticed_by = new_request_id()
    for row in (await connection.execute(select(delegations).where(holding).with_for_update())).all():
        await record(connection, over(row, Over.LEFT, now, noticed_by))
    await connection.execute(delete(delegations).where(_theirs(delegations, slack)))
    blank = dict.fromkeys(
        ("delegate", "delegate_team", "delegate_slack", "delegate_workspace", "delegate_link", "delegate_name"), ""
    )
    left = {"current_of": None, "news": News.DELEGATE_LEFT, "notice_at": columns.made_at}
    is_for_them = columns.current_of.is_(None) & (columns.news != News.DELEGATE_LEFT)
    await connection.execute(delete(delegations).where(named, is_for_them))
    await connection.execute(update(delegations).where(named).values(**blank, **left))


async def _count(connection: AsyncConnection, table: Table, slack: SlackId) -> int:
    return (await connection.execute(select(func.count()).select_from(table).where(_theirs(table, slack)))).scalar_one()


def _theirs(table: Table, slack: SlackId) -> ColumnElement[bool]:
    return (table.c.team_id == slack.team_id) & (table.c.slack_user == slack.user_id)
