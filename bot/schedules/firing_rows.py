"""The rows of firings. Who claims one is named in it, and nobody else may write what became of it."""

import asyncio
import logging
import secrets
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, bindparam, delete, or_, select, tuple_, update

from bot.clock import Clock, real
from bot.errors import StoreUnavailable
from bot.schedules.common_time import Now
from bot.schedules.fired import Fired, Held, Sent, Skipped
from bot.schedules.lease import LEASE
from bot.schedules.schedule import Firing, Paused
from bot.schedules.stored import COLUMNS, schedule_of
from bot.store.batches import Batches
from bot.store.engine import Database
from bot.store.tables import firings, schedules

log = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=30)
#: A look that found nothing is only kept for as long as clocks may go back.
LOOKS_KEPT_FOR = timedelta(days=1)
#: Schedules that are over, and those whose owners have not come back.
GONE_AFTER = timedelta(days=90)
AT_ONCE = 500

#: Longer than a sweep's second, nobody should have the chance to say it again.
WRITE_AGAIN_S = 0.2

_ENDS = (
    update(firings)
    .where(
        firings.c.schedule_id.in_(bindparam("ids", expanding=True)),
        firings.c.fire_at == bindparam("b_at"),
        firings.c.runner == bindparam("b_runner"),
        firings.c.state == "running",
    )
    .values({name: bindparam(name) for name in ("state", "look_at", "tries", "reason", "listed", "ended_at")})
)
_HELD = _ENDS.values(held_until=bindparam("look_at"))


@dataclass(frozen=True)
class Claimed:
    """A firing that is this runner's to carry out. `due_at`: when it was to be said, last."""

    firing: Firing
    runner: str
    tries: int
    due_at: datetime


class FiringRows:
    """What runners ask of the table."""

    def __init__(self, database: Database, now: Now, clock: Clock) -> None:
        """`clock` tells how fast the time of `now` passes."""
        self._database = database
        self._now = now
        self._clock = clock
        self._writes: Batches[tuple[Claimed, _End], None] = Batches(self._written)

    @property
    def _lease(self) -> timedelta:
        return real(LEASE, self._clock)

    async def claim(self, batch: str) -> list[Claimed]:
        """All of a batch that nobody has; none when another runner was faster."""
        runner, now = secrets.token_hex(8), await self._now()
        unclaimed = and_(firings.c.batch == batch, firings.c.state == "due")
        taken = {"state": "running", "runner": runner, "tries": firings.c.tries + 1, "look_at": now + self._lease}
        mine = and_(firings.c.batch == batch, firings.c.runner == runner)
        query = select(*COLUMNS, firings.c.fire_at, firings.c.tries, firings.c.held_until)
        query = query.join_from(firings, schedules, schedules.c.id == firings.c.schedule_id).where(mine)
        async with self._database.begin() as tx:
            if (await tx.execute(update(firings).where(unclaimed).values(taken))).rowcount == 0:
                return []
            rows = (await tx.execute(query.order_by(firings.c.fire_at, schedules.c.link_id))).all()
        return [
            Claimed(Firing(schedule_of(row), row.fire_at), runner, row.tries, row.held_until or row.fire_at)
            for row in rows
        ]

    async def renew(self, runner: str) -> None:
        """Says that this runner lives."""
        now = await self._now()
        mine = and_(firings.c.runner == runner, firings.c.state == "running")
        async with self._database.begin() as tx:
            await tx.execute(update(firings).where(mine).values(look_at=now + self._lease))

    async def end(self, claimed: Claimed, fired: Fired) -> None:
        """Writes what became of it, unless somebody else took it meanwhile."""
        match fired:
            case Sent():
                await self._write(claimed, _End("sent"))
            case Skipped(reason=reason, listed=listed):
                await self._write(claimed, _End("skipped", reason=reason, listed=listed))
            case Held(until=until):
                await self._write(claimed, _End("held", look_at=until, tries=0))

    async def again(self, claimed: Claimed, at: datetime) -> None:
        """Gives it back, to be tried again then."""
        await self._write(claimed, _End("due", look_at=at, tries=claimed.tries))

    async def give_back(self, claimed: Sequence[Claimed]) -> None:
        """At a stop: others may take at once what was not begun."""
        now = await self._now()
        for one in claimed:
            await self._write(one, _End("due", look_at=now, tries=one.tries - 1))

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

    async def _write(self, claimed: Claimed, end: "_End") -> None:
        """Together with what others have to write. While the database is away the words are said already: it waits."""
        firing = claimed.firing
        while True:
            try:
                return await self._writes.ask((claimed, end))
            except StoreUnavailable as away:
                log.warning("what became of firing %s is written later: %s", firing.id, away)
                await asyncio.sleep(WRITE_AGAIN_S)

    async def _written(self, ends: Sequence[tuple[Claimed, "_End"]]) -> Sequence[None]:
        """Of many most end in the same way: those are one statement."""
        now = await self._now()
        alike: defaultdict[tuple[str, datetime, _End], list[str]] = defaultdict(list)
        for claimed, end in ends:
            alike[claimed.runner, claimed.firing.fire_at, end].append(claimed.firing.schedule.id)
        async with self._database.begin() as tx:
            for (runner, fire_at, end), ids in alike.items():
                values = {**asdict(end), "ended_at": None if end.look_at else now}
                key = {"ids": ids, "b_at": fire_at, "b_runner": runner}
                await tx.execute(_HELD if end.state == "held" else _ENDS, {**values, **key})
        return [None] * len(ends)


@dataclass(frozen=True)
class _End:
    """What is written of a firing. `look_at`: when it is looked at again; None: it has ended."""

    state: str
    look_at: datetime | None = None
    tries: int = 1
    reason: str | None = None
    listed: bool = True
