"""Schedules follow their people: into another zone, out of a sleeping link, and back."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, exists, select, update

from bot.clock import Clock
from bot.errors import NotServed
from bot.identity.actors import Actor
from bot.identity.links import LinkState
from bot.identity.slack_people import SlackId, SlackPeople
from bot.schedules import planning
from bot.schedules.recalling import recall
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.schedules.stored import COLUMNS, going_on, of_person, schedule_of
from bot.store.engine import Database
from bot.store.tables import links, schedules

AT_ONCE = 200
LEFT = (Paused.ASLEEP, Paused.UNLINKED)


class Following:
    """What happens to schedules because something happened to their owners."""

    def __init__(self, database: Database, people: SlackPeople, clock: Clock) -> None:
        self._database = database
        self._people = people
        self._clock = clock

    async def changed(self, slack: SlackId) -> None:
        """Slack told something about this person: their zone, perhaps. Raises SlackUnavailable."""
        try:
            person = await self._people.person(slack)
        except NotServed:
            return
        await self.moved(slack, person.zone)

    async def seen(self, actor: Actor) -> None:
        """The look that is taken at each link once a day: Slack's word of a move may have been missed."""
        await self.moved(actor.slack, actor.zone)

    async def moved(self, slack: SlackId, zone: ZoneInfo, *, unsaid: Collection[str] = ()) -> None:
        """Their clock shows another time now. `unsaid`: of these the last moment comes again, by the new zone."""
        away = and_(of_person(slack), schedules.c.zone.is_(None), schedules.c.zone_now != zone.key)
        now = self._clock.now()
        async with self._database.begin() as tx:
            await recall(tx, away, now)
            for row in (await tx.execute(select(*COLUMNS).where(away).with_for_update())).all():
                values = _moved(schedule_of(row), zone, now, said=row.id not in unsaid)
                await tx.execute(update(schedules).where(schedules.c.id == row.id).values(values))

    async def leave(self, link_id: str, why: Paused) -> None:
        """Nobody's token can look any more: what hangs on this link stands still until its person is back."""
        await self._stand_still(schedules.c.link_id == link_id, why)

    async def look_around(self) -> None:
        """Finds what nobody told: links that sleep or are gone, and people who are back."""
        asleep = select(links.c.id).where(links.c.state == LinkState.ASLEEP)
        await self._stand_still(schedules.c.link_id.in_(asleep), Paused.ASLEEP)
        gone = ~exists().where(links.c.id == schedules.c.link_id)
        await self._stand_still(gone, Paused.UNLINKED)
        while await self._woken(_is_back()) == AT_ONCE:
            pass

    async def back(self, slack: SlackId) -> None:
        """They have linked: what stood still for want of that goes on."""
        while await self._woken(and_(_is_back(), of_person(slack))) == AT_ONCE:
            pass

    async def _stand_still(self, which: ColumnElement[bool], why: Paused) -> None:
        now = self._clock.now()
        still = {"state": ScheduleState.PAUSED, "paused_why": why, "paused_until": None, "next_at": None}
        active = schedules.c.next_at.is_not(None)
        async with self._database.begin() as tx:
            await recall(tx, which, now)
            done = update(schedules).where(which, active)
            await tx.execute(done.values(**still, changed_at=now, notice_at=now))

    async def _woken(self, which: ColumnElement[bool]) -> int:
        """A person who links another Genesys account keeps their reminders; a digest showed what the old one saw."""
        query = select(*COLUMNS, links.c.id.label("new_link")).join(links, _same_person()).where(which).limit(AT_ONCE)
        now = self._clock.now()
        async with self._database.begin() as tx:
            rows = (await tx.execute(query.with_for_update(of=schedules))).all()
            for row in rows:
                values = {**going_on(schedule_of(row), now), "link_id": row.new_link, "changed_at": now}
                await tx.execute(update(schedules).where(schedules.c.id == row.id).values(values))
        return len(rows)


def _is_back() -> ColumnElement[bool]:
    same_account = schedules.c.link_id == links.c.id
    left = and_(schedules.c.state == ScheduleState.PAUSED, schedules.c.paused_why.in_(LEFT))
    return and_(left, links.c.state == LinkState.LIVE, same_account | (schedules.c.kind == "reminder"))


def _same_person() -> ColumnElement[bool]:
    return and_(schedules.c.team_id == links.c.team_id, schedules.c.slack_user == links.c.slack_user)


def _moved(old: Schedule, zone: ZoneInfo, now: datetime, *, said: bool) -> dict[str, Any]:
    done_at = planning.on_the_wall(old.done_at, old.zone_now, zone)
    if not said:
        done_at = min(done_at, now) - planning.MOMENT
    values: dict[str, Any] = {"zone_now": zone.key, "done_at": done_at}
    if old.next_at is None:
        return values
    if old.paused_until and old.paused_until > now:
        return values | {"next_at": planning.next_at(old.rule, zone, max(done_at, old.paused_until))}
    coming = planning.moved(old.rule, kind=old.kind, zone=zone, done_at=done_at, due_at=old.next_at, now=now)
    return values | {"next_at": coming}
