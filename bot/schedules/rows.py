"""Schedules as their owners handle them. What the clock does with them is in `sweeping.py` and `firing.py`.

Each step is one transaction on a locked row, so that an edit and a sweep never undo one another.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.identity.actors import Actor
from bot.identity.slack_people import SlackId
from bot.schedules.contents import Content
from bot.schedules.fired import Skip
from bot.schedules.planning import next_at
from bot.schedules.recalling import coming_at, recall
from bot.schedules.rules import Rule
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.schedules.stored import COLUMNS, going_on, of_person, schedule_of
from bot.store.engine import Database
from bot.store.tables import firings, schedules

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
ID_LENGTHS = (4, 4, 4, 5, 5, 6, 7, 8)


@dataclass(frozen=True)
class Unsaid:
    """A moment at which nothing was said, and why."""

    fire_at: datetime
    reason: Skip


class Schedules:
    """Everything that handlers ask of the table. `by` is who asks: what is another's is not found."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def add(
        self, actor: Actor, rule: Rule, content: Content, *, channel: str | None = None, zone: ZoneInfo | None = None
    ) -> Schedule:
        """A new one, in the person's own zone unless it has one of its own (a channel's)."""
        now, zone_now = self._clock.now(), zone or actor.zone
        for length in ID_LENGTHS:
            made = Schedule(
                id=_short_id(length),
                slack=actor.slack,
                link_id=actor.link_id,
                channel=channel,
                zone=zone,
                zone_now=zone_now,
                rule=rule,
                content=content,
                state=ScheduleState.ACTIVE,
                paused_until=None,
                paused_why=None,
                next_at=next_at(rule, zone_now, now),
                done_at=now,
                made_at=now,
            )
            if await self._added(made):
                return made
        raise AssertionError("no free id")

    async def find(self, schedule_id: str) -> Schedule | None:
        """Whoever's it is; ids are read as people type them."""
        found = await self._some(schedules.c.id == schedule_id.strip().upper())
        return found[0] if found else None

    async def of(self, slack: SlackId, kind: str) -> list[Schedule]:
        """A person's own that are still to come, the oldest first."""
        return await self._some(and_(of_person(slack), schedules.c.kind == kind, _not_over(self._clock.now())))

    async def in_channel(self, team: str, channel: str) -> list[Schedule]:
        """What is posted there; `team` is the `team_id` of whoever asks."""
        return await self._some(
            and_(schedules.c.team_id == team, schedules.c.channel == channel, _not_over(self._clock.now()))
        )

    async def edit(
        self,
        schedule_id: str,
        by: SlackId,
        *,
        rule: Rule | None = None,
        content: Content | None = None,
        zone: ZoneInfo | None = None,
    ) -> Schedule | None:
        """Changes what is given. None: it is not theirs, or gone. A pause goes on."""

        def changed(now: datetime, old: Schedule) -> dict[str, Any]:
            values: dict[str, Any] = {}
            if content:
                values |= {"content": content.model_dump(mode="json"), "kind": content.kind}
            if zone:
                values |= {"zone": zone.key, "zone_now": zone.key}
            if rule or zone:
                values |= _timed(old, rule or old.rule, zone or old.zone_now, now)
            return values

        return await self._step(schedule_id, by, changed)

    async def pause(self, schedule_id: str, by: SlackId, until: datetime | None = None) -> Schedule | None:
        """Nothing before `until`, an aware moment; None: until it is resumed. What is held already is dropped."""

        def paused(_: datetime, old: Schedule) -> dict[str, Any]:
            coming = next_at(old.rule, old.zone_now, until) if until else None
            return {
                "state": ScheduleState.PAUSED,
                "paused_until": until,
                "paused_why": Paused.ASKED,
                "next_at": coming,
            }

        return await self._step(schedule_id, by, paused)

    async def resume(self, schedule_id: str, by: SlackId) -> Schedule | None:
        """Goes on with the next time after now."""
        return await self._step(schedule_id, by, lambda now, old: going_on(old, now))

    async def end(self, schedule_id: str, by: SlackId) -> Schedule | None:
        """For good. What is held already is dropped."""
        ended = {"state": ScheduleState.OFF, "next_at": None, "paused_until": None, "paused_why": None}
        return await self._step(schedule_id, by, lambda *_: ended)

    async def said_at(self, schedule_id: str) -> datetime | None:
        """When it was last said."""
        said = and_(firings.c.schedule_id == schedule_id, firings.c.state == "sent")
        async with self._database.read() as tx:
            row = (await tx.execute(select(func.max(firings.c.ended_at)).where(said))).one()
        return row[0]  # type: ignore[no-any-return] # the column's type is the function's

    async def skipped(self, schedule_id: str, limit: int = 20) -> list[Unsaid]:
        """The times at which nothing was said, the newest first."""
        query = (
            select(firings.c.fire_at, firings.c.reason)
            .where(firings.c.schedule_id == schedule_id, firings.c.state == "skipped", firings.c.listed)
            .order_by(firings.c.fire_at.desc())
            .limit(limit)
        )
        async with self._database.read() as tx:
            return [Unsaid(row.fire_at, Skip(row.reason)) for row in await tx.execute(query)]

    async def missed(self, slack: SlackId, kind: str, since: datetime) -> list[Schedule]:
        """A person's own that are over since then and were never said, though there was something to say."""
        told = (Skip.UNTRUE, Skip.NOTHING_NEW, Skip.ENDED)
        unsaid = and_(firings.c.state == "skipped", firings.c.ended_at >= since, firings.c.reason.not_in(told))
        theirs = and_(of_person(slack), schedules.c.kind == kind, schedules.c.state == ScheduleState.ACTIVE)
        of_it = select(firings.c.fire_at).where(firings.c.schedule_id == schedules.c.id, unsaid)
        return await self._some(and_(theirs, schedules.c.next_at.is_(None), of_it.exists()))

    async def due_now(self) -> int:
        """How many have come due and were not taken up yet."""
        query = select(func.count()).where(schedules.c.next_at <= self._clock.now())
        async with self._database.read() as tx:
            return (await tx.execute(query)).scalar_one()

    async def _added(self, made: Schedule) -> bool:
        try:
            async with self._database.begin() as tx:
                await tx.execute(insert(schedules).values(_values(made)))
        except IntegrityError:  # The id is taken.
            return False
        return True

    async def _step(
        self, schedule_id: str, by: SlackId, change: Callable[[datetime, Schedule], dict[str, Any]]
    ) -> Schedule | None:
        now = self._clock.now()
        theirs = and_(schedules.c.id == schedule_id.strip().upper(), of_person(by), _not_over(now))
        async with self._database.begin() as tx:
            await recall(tx, of_person(by), now)  # of all that they have at one moment, so that it stays one message
            row = (await tx.execute(select(*COLUMNS).where(theirs).with_for_update())).one_or_none()
            if row is None:
                return None
            values = {**change(now, schedule_of(row)), "changed_at": now}
            await tx.execute(update(schedules).where(schedules.c.id == row.id).values(values))
            return (await self._read(tx, schedules.c.id == row.id))[0]

    async def _some(self, which: ColumnElement[bool]) -> list[Schedule]:
        async with self._database.read() as tx:
            return await self._read(tx, which)

    async def _read(self, tx: AsyncConnection, which: ColumnElement[bool]) -> list[Schedule]:
        now = self._clock.now()
        query = select(*COLUMNS, coming_at(now).label("coming_at")).where(which)
        rows = await tx.execute(query.order_by(schedules.c.made_at, schedules.c.id))
        return [_as_of(schedule_of(row), row.coming_at, now) for row in rows]


def _timed(old: Schedule, rule: Rule, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """Another rule or zone begins now, or after the pause."""
    is_still = old.state is ScheduleState.PAUSED and old.paused_until is None
    coming = None if is_still else next_at(rule, zone, max(now, old.paused_until or now))
    return {"rule": rule.model_dump(mode="json"), "done_at": now, "next_at": coming}


def _as_of(schedule: Schedule, coming: datetime | None, now: datetime) -> Schedule:
    """A pause that is over is none, though nothing came due since to say so in the row."""
    schedule = replace(schedule, next_at=coming) if coming else schedule
    if schedule.paused_until is None or schedule.paused_until > now:
        return schedule
    return replace(schedule, state=ScheduleState.ACTIVE, paused_until=None, paused_why=None)


def _not_over(now: datetime) -> ColumnElement[bool]:
    comes = func.coalesce(coming_at(now), schedules.c.next_at).is_not(None)
    return or_(and_(schedules.c.state == ScheduleState.ACTIVE, comes), schedules.c.state == ScheduleState.PAUSED)


def _values(made: Schedule) -> dict[str, Any]:
    return {
        "id": made.id,
        "kind": made.kind,
        "team_id": made.slack.team_id,
        "slack_user": made.slack.user_id,
        "workspace": made.slack.workspace,
        "link_id": made.link_id,
        "channel": made.channel,
        "zone": made.zone.key if made.zone else None,
        "zone_now": made.zone_now.key,
        "rule": made.rule.model_dump(mode="json"),
        "content": made.content.model_dump(mode="json"),
        "state": made.state,
        "next_at": made.next_at,
        "done_at": made.made_at,
        "made_at": made.made_at,
        "changed_at": made.made_at,
    }


def _short_id(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
