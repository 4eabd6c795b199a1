"""The rooms of the clock on a real database, without the rest of the house.

Who is asked who somebody is, and who says what is due, are played here; jobs wait until a test runs them.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy import and_, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import MovableClock
from bot.errors import OnQueueError
from bot.genesys.client import Genesys
from bot.identity.actors import Actor
from bot.identity.links import Me
from bot.identity.slack_people import SlackId
from bot.jobs.port import Run
from bot.metrics import Metrics
from bot.schedules.common_time import common_time
from bot.schedules.contents import ReminderContent
from bot.schedules.finding import Finding
from bot.schedules.fired import Fired, Sent
from bot.schedules.firing import Runner
from bot.schedules.firing_rows import FiringRows
from bot.schedules.following import Following
from bot.schedules.rewinding import Rewinding
from bot.schedules.rows import Schedules
from bot.schedules.rules import Rule
from bot.schedules.schedule import Firing, Schedule
from bot.schedules.sweeping import Tick
from bot.schedules.taking import Taking
from bot.store.engine import Database
from bot.store.tables import firings, links, schedules

TEAM = "T1"
BERLIN = ZoneInfo("Europe/Berlin")
KINDS = ("reminder", "digest")

Answer = Callable[[tuple[Firing, ...], datetime], Awaitable[Sequence[Fired]]]


@dataclass
class Promises:
    """Jobs that wait until a test runs them."""

    deferred: list[str] = field(default_factory=list)

    def task(self, name: str, run: Run) -> None: ...

    async def defer(self, tx: AsyncConnection, task: str, arg: str, at: datetime | None = None) -> None:  # noqa: ARG002 - the port's signature
        self.deferred.append(arg)

    async def forget(self, task: str, due_before: datetime) -> None: ...

    def start(self, ends_within_s: float) -> None: ...

    async def stop(self) -> None: ...


@dataclass
class Said:
    """One call of a handler."""

    who: str
    firings: tuple[Firing, ...]
    at: datetime


class Clockroom:
    """One process. Several share a database and a clock, and what was said."""

    def __init__(self, database: Database, clock: MovableClock, said: list[Said] | None = None) -> None:
        self.database, self.clock = database, clock
        self.said: list[Said] = [] if said is None else said
        self.zones: dict[str, ZoneInfo] = {}
        self.trouble: dict[str, OnQueueError] = {}
        self.answer: Answer = _sent
        self.knows = False  # whether somebody is known before they are asked for
        self.known: set[str] = set()
        self.asked: list[str] = []
        self.promises = Promises()
        now = common_time(database, clock)
        self.rows = FiringRows(database, now, clock)
        self.following = Following(database, cast("object", None), clock)  # type: ignore[arg-type] # nobody asks Slack here
        self.runner = Runner(
            rows=self.rows,
            owners=self,
            following=self.following,
            carry_out=self._carry_out,
            now=now,
            clock=clock,
            metrics=Metrics(),
        )
        self.schedules = Schedules(database, clock)
        self.taking = Taking(database, self.promises, KINDS)
        self.finding = Finding(database, self.promises, KINDS, self.runner.carried)
        self.tick = Tick(
            database,
            now=now,
            ahead=self.runner.ahead,
            taking=self.taking,
            finding=self.finding,
            rewinding=Rewinding(database, KINDS),
        )

    async def expect(self, link_ids: Collection[str]) -> None: ...

    def actor_known(self, link_id: str, zone: ZoneInfo) -> Actor | None:
        if not self.knows:
            return None
        self.known.add(link_id)
        return actor(link_id, zone)

    async def actor_when_due(self, link_id: str, zone: ZoneInfo, *, crowd: bool) -> Actor:  # noqa: ARG002 - the port's signature
        self.asked.append(link_id)
        if link_id in self.trouble:
            raise self.trouble[link_id]
        return actor(link_id, self.zones.get(link_id, BERLIN))

    async def add(
        self, rule: Rule, *, zone: ZoneInfo | None = None, who: str = "ana", text: str = "go on queue"
    ) -> Schedule:
        owner = actor(who, self.zones.get(who, BERLIN))
        return await self.schedules.add(owner, rule, ReminderContent(text=text), zone=zone)

    async def to(self, moment: datetime) -> None:
        """The clock shows it, and all that is due then is carried out."""
        self.clock.to(moment)
        await self.tick.once()
        await self.work()

    async def later(self, **span: float) -> None:
        await self.to(self.clock.now() + timedelta(**span))

    async def work(self) -> None:
        """Runs the jobs, several at once, and lets end what was ready for now."""
        while self.promises.deferred:
            batches, self.promises.deferred = self.promises.deferred, []
            await asyncio.gather(*(self.runner.run(batch) for batch in batches))
        while any(at <= self.clock.now() for at in self.runner.moments()):  # noqa: ASYNC110 - as `until` does
            await asyncio.sleep(0.01)

    def moments(self, schedule: Schedule) -> list[datetime]:
        """When it was said for."""
        return [one.fire_at for call in self.said for one in call.firings if one.schedule.id == schedule.id]

    async def edits(self, schedule: Schedule, **values: object) -> None:
        """Writes into the row what nothing of ours would."""
        async with self.database.begin() as tx:
            await tx.execute(update(schedules).where(schedules.c.id == schedule.id).values(**values))

    async def is_due(self, schedule: Schedule) -> bool:
        """By its row alone, whether the rest of it can be read or not."""
        due = and_(schedules.c.id == schedule.id, schedules.c.next_at <= self.clock.now())
        async with self.database.read() as tx:
            return bool((await tx.execute(select(schedules.c.id).where(due))).all())

    async def states(self) -> list[str]:
        async with self.database.read() as tx:
            return list((await tx.execute(select(firings.c.state).order_by(firings.c.fire_at))).scalars())

    async def until(self, state: str, count: int) -> None:
        """Waits until so many firings are in this state; what is written behind the loop's back takes a moment."""
        for _ in range(1000):
            if (await self.states()).count(state) >= count:
                return
            await asyncio.sleep(0.01)
        raise AssertionError(f"{count} never were {state}")

    async def until_known(self, count: int) -> None:
        """Waits until so many people are known before their moment."""
        while len(self.known) < count:  # noqa: ASYNC110 - as `until` does
            await asyncio.sleep(0.01)

    async def _carry_out(self, kind: str, who: Actor, due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        assert {one.schedule.kind for one in due} == {kind}
        answers = await self.answer(due, now)
        self.said.append(Said(who.link_id, due, now))
        return answers


async def _sent(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
    return [Sent()] * len(due)


def actor(link_id: str, zone: ZoneInfo = BERLIN) -> Actor:
    """Of these people link and Slack user have the same name."""
    me = Me(f"genesys-{link_id}", link_id, f"{link_id}@example.com")
    return Actor(SlackId(TEAM, link_id), me, zone, cast("Genesys", None), link_id)


async def link(database: Database, link_id: str, *, who: str = "", state: str = "live") -> None:
    values = {
        "id": link_id,
        "team_id": TEAM,
        "slack_user": who or link_id,
        "org_id": "org",
        "genesys_user": f"genesys-{link_id}",
        "email": f"{link_id}@example.com",
        "name": link_id,
        "state": state,
        "linked_at": datetime(2026, 1, 1, tzinfo=UTC),
        "access_token_sealed": b"",
        "expires_at": datetime(2026, 1, 1, tzinfo=UTC),
        "generation": 1,
    }
    async with database.begin() as tx:
        await tx.execute(insert(links).values(values))
