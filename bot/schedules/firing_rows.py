"""The rows of firings. Who claims one is named in it, and nobody else may write what became of it."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Update, and_, bindparam, case, delete, func, or_, select, tuple_, update

from bot.clock import Clock, real
from bot.errors import StoreUnavailable
from bot.schedules.common_time import Now
from bot.schedules.fired import Fired, Held, Sent, Skipped
from bot.schedules.lease import LEASE
from bot.schedules.schedule import Firing, Paused
from bot.schedules.stored import COLUMNS, schedule_of
from bot.store.engine import Database
from bot.store.lists import one_of
from bot.store.tables import firings, schedules

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
#: A look that found nothing is only kept for as long as clocks may go back.
LOOKS_KEPT_FOR = timedelta(days=1)
#: Schedules that are over, and those whose owners have not come back.
GONE_AFTER = timedelta(days=90)
AT_ONCE = 500
SLOWEST_AGAIN_S = 60.0

#: Longer than a sweep's second, nobody should have the chance to say it again.
WRITE_AGAIN_S = 0.2

_due_at = func.coalesce(firings.c.held_until, firings.c.fire_at)


@dataclass(frozen=True)
class Claimed:
    """A firing that is this runner's to carry out. `due_at`: when it was to be said, last; `is_early`: not before."""

    firing: Firing
    batch: str
    runner: str
    tries: int
    due_at: datetime
    is_early: bool


#: What became of one; None: it is tried again, the later the more often it was.
Outcome = tuple[Claimed, Fired | None]


class FiringRows:
    """What runners ask of the table."""

    def __init__(self, database: Database, now: Now, clock: Clock) -> None:
        """`clock` tells how fast the time of `now` passes."""
        self._database = database
        self._now = now
        self._clock = clock
        self._ends = _ends(is_sqlite=database.is_sqlite)
        self._held = self._ends.values(held_until=bindparam("look_at"))

    @property
    def _lease(self) -> timedelta:
        return real(LEASE, self._clock)

    async def claim(self, batch: str) -> list[Claimed]:
        """All of a batch that nobody has; none when another runner was faster. What is not due yet is "ready" then."""
        runner, now = secrets.token_hex(8), await self._now()
        unclaimed = and_(firings.c.batch == batch, firings.c.state == "due")
        state = case((_due_at > now, "ready"), else_="running")
        taken = {"state": state, "runner": runner, "tries": firings.c.tries + 1, "look_at": now + self._lease}
        mine = and_(firings.c.batch == batch, firings.c.runner == runner)
        query = select(*COLUMNS, firings.c.fire_at, firings.c.tries, _due_at.label("due_at"))
        query = query.join_from(firings, schedules, schedules.c.id == firings.c.schedule_id).where(mine)
        async with self._database.begin() as tx:
            if (await tx.execute(update(firings).where(unclaimed).values(taken))).rowcount == 0:
                return []
            rows = (await tx.execute(query.order_by(firings.c.fire_at, schedules.c.link_id))).all()
            for at in {row.due_at for row in rows if row.due_at > now}:
                early = update(firings).where(mine, _due_at == at)
                await tx.execute(early.values(look_at=at + self._lease))
        return [
            Claimed(Firing(schedule_of(row), row.fire_at), batch, runner, row.tries, row.due_at, row.due_at > now)
            for row in rows
        ]

    async def begin(self, ready: Sequence[Claimed]) -> Sequence[Claimed]:
        """Of what was ready for one moment, which has come: all that nobody has recalled or taken over."""
        now, theirs = await self._now(), and_(_of(ready), _due_at == ready[0].due_at)
        begun = update(firings).where(theirs, firings.c.state == "ready")
        running = select(firings.c.schedule_id, firings.c.runner).where(theirs, firings.c.state == "running")
        async with self._database.begin() as tx:
            many = (await tx.execute(begun.values(state="running", look_at=now + self._lease))).rowcount
            if many == len(ready):
                return ready
            mine = {(row.schedule_id, row.runner) for row in await tx.execute(running)}
        return [one for one in ready if (one.firing.schedule.id, one.runner) in mine]

    async def hand_back(self, ready: Sequence[Claimed]) -> None:
        """At a stop: others may wait for their moment in our place."""
        theirs = and_(_of(ready), firings.c.state == "ready")
        waiting = {"state": "due", "runner": None, "tries": firings.c.tries - 1, "look_at": await self._now()}
        async with self._database.begin() as tx:
            await tx.execute(update(firings).where(theirs).values(waiting))

    async def renew(self, claimed: Sequence[Claimed]) -> None:
        """Says that their runner lives."""
        now, theirs = await self._now(), and_(_of(claimed), firings.c.state == "running")
        async with self._database.begin() as tx:
            await tx.execute(update(firings).where(theirs).values(look_at=now + self._lease))

    async def end(self, outcomes: Sequence[Outcome]) -> None:
        """Writes what became of them, unless somebody else took them meanwhile.

        While the database is away the words are said already: it waits.
        """
        now = await self._now()
        ends = [(one, _end_of(one, fired, now)) for one, fired in outcomes]
        while True:
            try:
                return await self._write(ends)
            except StoreUnavailable as away:
                log.warning("what became of firing %s is written later: %s", outcomes[0][0].firing.id, away)
                await asyncio.sleep(WRITE_AGAIN_S)

    async def give_back(self, claimed: Sequence[Claimed]) -> None:
        """At a stop: others may take at once what was not begun."""
        now = await self._now()
        await self._write([(one, _End("due", look_at=now, tries=one.tries - 1)) for one in claimed])

    async def purge(self) -> None:
        """Deletes what nobody asks for any more, a little at a time."""
        now = await self._now()
        # What was set long before it came is over since it came, and may still be held, snoozed or edited.
        old = and_(schedules.c.changed_at < now - GONE_AFTER, schedules.c.done_at < now - GONE_AFTER)
        over = and_(schedules.c.next_at.is_(None), old)
        async with self._database.begin() as tx:
            await tx.execute(delete(schedules).where(over, schedules.c.paused_why.is_distinct_from(Paused.ASKED)))
        while await self._purged(now) == AT_ONCE:
            pass

    async def _purged(self, now: datetime) -> int:
        look = and_(firings.c.listed.is_(False), firings.c.ended_at < now - LOOKS_KEPT_FOR)
        some = select(firings.c.schedule_id, firings.c.fire_at).where(or_(look, firings.c.ended_at < now - KEPT_FOR))
        old = tuple_(firings.c.schedule_id, firings.c.fire_at).in_(some.limit(AT_ONCE))
        async with self._database.begin() as tx:
            return (await tx.execute(delete(firings).where(old))).rowcount

    async def _write(self, ends: Sequence[tuple[Claimed, "_End"]]) -> None:
        """Of many most end in the same way: those are one statement."""
        now = await self._now()
        alike: defaultdict[tuple[str, datetime, _End], list[str]] = defaultdict(list)
        for claimed, end in ends:
            alike[claimed.runner, claimed.firing.fire_at, end].append(claimed.firing.schedule.id)
        async with self._database.begin() as tx:
            for (runner, fire_at, end), ids in alike.items():
                values = {**asdict(end), "ended_at": None if end.look_at else now}
                key = {"ids": ids, "b_at": fire_at, "b_runner": runner}
                await tx.execute(self._held if end.state == "held" else self._ends, {**values, **key})


@dataclass(frozen=True)
class _End:
    """What is written of a firing. `look_at`: when it is looked at again; None: it has ended."""

    state: str
    look_at: datetime | None = None
    tries: int = 1
    reason: str | None = None
    listed: bool = True


_SENT = _End("sent")


def _of(claimed: Sequence[Claimed]) -> ColumnElement[bool]:
    """Whatever was claimed together with these."""
    batches, runners = {one.batch for one in claimed}, {one.runner for one in claimed}
    return and_(firings.c.batch.in_(batches), firings.c.runner.in_(runners))


def _ends(*, is_sqlite: bool) -> Update:
    """For one runner's firings of one moment."""
    theirs = (
        one_of(firings.c.schedule_id, "ids", is_sqlite=is_sqlite),
        firings.c.fire_at == bindparam("b_at"),
        firings.c.runner == bindparam("b_runner"),
        firings.c.state == "running",
    )
    written = ("state", "look_at", "tries", "reason", "listed", "ended_at")
    return update(firings).where(*theirs).values({name: bindparam(name) for name in written})


def _end_of(claimed: Claimed, fired: Fired | None, now: datetime) -> _End:
    match fired:
        case Sent():
            return _SENT
        case Skipped(reason=reason, listed=listed):
            return _End("skipped", reason=reason, listed=listed)
        case Held(until=until):
            return _End("held", look_at=until, tries=0)
        case None:
            pause_s = min(2.0**claimed.tries, SLOWEST_AGAIN_S)
            return _End("due", look_at=now + timedelta(seconds=pause_s), tries=claimed.tries)
