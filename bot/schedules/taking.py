"""From due schedules to firings: one transaction for many, in as few statements as there are outcomes.

The transaction that writes a firing also says when its schedule is due next, and defers the job that looks at it: all
of it happens, or nothing. It is written some seconds before its moment, so that all can be made ready by then
(`preparing.py`). On PostgreSQL one process takes at a time (others go on with what they have), so that what one person
has at one moment is never torn into two messages; a row that its owner is just editing is left for the next second.
"""

import logging
import secrets
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import BindParameter, Row, String, bindparam, func, literal, or_, select, true, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.port import Jobs
from bot.schedules.fired import Skip
from bot.schedules.planning import Plan, plan
from bot.schedules.schedule import ScheduleState
from bot.schedules.stored import RULE_TEXT, rule_of, zone_of
from bot.store.engine import Database
from bot.store.tables import UtcDateTime, firings, schedules

log = logging.getLogger(__name__)

JOB = "schedules.fire"
AT_ONCE = 1000  #: rows in one transaction
BATCH = 50  #: firings that one job looks at, at least; what one person has at one moment stays together
SHARES = 4  #: of what is taken at once, for as many workers; smaller ones would cost more than they carry
#: Who was handed a batch and has not begun by then is taken for lost.
HANDED_ON = timedelta(seconds=15)
#: Any number of our own: who holds this lock takes.
_TURN = 0x0_C10C

Item = TypeVar("Item")
_ids: BindParameter[str] = bindparam("ids", expanding=True)
_DUE = (
    select(schedules.c.id, schedules.c.kind, schedules.c.link_id, schedules.c.zone_now, schedules.c.next_at, RULE_TEXT)
    .where(
        schedules.c.next_at <= bindparam("until"),
        # Nobody's pause ends early, only because something is due behind it.
        or_(
            schedules.c.next_at <= bindparam("now"),
            func.coalesce(schedules.c.paused_until, bindparam("now")) <= bindparam("now"),
        ),
        schedules.c.kind.in_(bindparam("kinds", expanding=True)),
        schedules.c.id.not_in(bindparam("unreadable", expanding=True)),
    )
    .order_by(schedules.c.next_at, schedules.c.link_id)
    .limit(AT_ONCE)
    .with_for_update(skip_locked=True)
)
_COLUMNS = ("schedule_id", "fire_at", "batch", "look_at", "state", "tries", "listed")
_DUE_FIRINGS = select(
    schedules.c.id,
    bindparam("fire_at", type_=UtcDateTime),
    bindparam("batch", type_=String),
    bindparam("look_at", type_=UtcDateTime),
    literal("due"),
    literal(0),
    true(),
).where(schedules.c.id.in_(_ids))
_GO_ON = (
    update(schedules)
    .where(schedules.c.id.in_(_ids))
    .values(
        done_at=bindparam("b_done_at"),
        next_at=bindparam("b_next_at"),
        state=ScheduleState.ACTIVE,
        paused_until=None,
        paused_why=None,
    )
)


class Taking:
    """What is due becomes firings. `kinds`: those that this release can carry out."""

    def __init__(self, database: Database, jobs: Jobs, kinds: Collection[str]) -> None:
        self._database = database
        self._jobs = jobs
        self._kinds = tuple(kinds)
        self._unreadable: set[str] = set()
        self._insert = sqlite.insert(firings) if database.is_sqlite else postgresql.insert(firings)
        # A firing that is there already stays as it is.
        self._insert_due = self._insert.from_select(_COLUMNS, _DUE_FIRINGS).on_conflict_do_nothing()

    async def some(self, now: datetime, ahead: timedelta) -> int:
        """Takes some of what is due so long ahead of now; answers how many. 0: nothing is, or it is another's turn."""
        async with self._database.begin() as tx:
            return await self.take(tx, now, ahead)

    async def take(self, tx: AsyncConnection, now: datetime, ahead: timedelta = timedelta(0)) -> int:
        """The same within a transaction."""
        if not await self._is_my_turn(tx):
            return 0
        wanted = {"now": now, "until": now + ahead, "kinds": self._kinds, "unreadable": [*self._unreadable, ""]}
        rows = whole_moments((await tx.execute(_DUE, wanted)).all())
        planned = self._planned(rows, now)
        firing = [(row, one) for row, one in planned if one.fires]
        for batch in batches(firing, lambda item: str(item[0].link_id), size=max(BATCH, len(firing) // SHARES)):
            await self._fire(tx, batch, now)
        await self._skip(tx, planned, now)
        await _go_on(tx, planned)
        return len(rows)

    async def _is_my_turn(self, tx: AsyncConnection) -> bool:
        if self._database.is_sqlite:
            return True
        return bool((await tx.execute(select(func.pg_try_advisory_xact_lock(_TURN)))).scalar_one())

    def _planned(self, rows: Sequence[Row[Any]], now: datetime) -> list[tuple[Row[Any], Plan]]:
        """Many have the same rule, zone and moment: those are planned once."""
        plans: dict[tuple[str, ...], Plan] = {}
        planned = []
        for row in rows:
            key, at = (row.rule_text, row.kind, row.zone_now, row.next_at), max(now, row.next_at)
            try:
                if key not in plans:
                    plans[key] = plan(rule_of(row.rule_text), row.kind, zone_of(row.zone_now), row.next_at, at)
            except ValidationError:
                log.exception("schedule %s cannot be read, and waits", row.id)
                self._unreadable.add(row.id)
            else:
                planned.append((row, plans[key]))
        return planned

    async def _fire(self, tx: AsyncConnection, batch: Sequence[tuple[Row[Any], Plan]], now: datetime) -> None:
        name = f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(6)}"
        by_moment: defaultdict[datetime, list[str]] = defaultdict(list)
        for row, planned in batch:
            assert planned.fires is not None
            by_moment[planned.fires].append(row.id)
        for fires, ids in by_moment.items():
            values = {"fire_at": fires, "batch": name, "look_at": now + HANDED_ON}
            await tx.execute(self._insert_due, {**values, "ids": ids})
        await self._jobs.defer(tx, JOB, name)

    async def _skip(self, tx: AsyncConnection, planned: Iterable[tuple[Row[Any], Plan]], now: datetime) -> None:
        ended = {"state": "skipped", "reason": Skip.LATE, "listed": True, "tries": 0, "ended_at": now}
        late = [{"schedule_id": row.id, "fire_at": at, **ended} for row, one in planned for at in one.late]
        if late:
            await tx.execute(self._insert.on_conflict_do_nothing(), late)


async def _go_on(tx: AsyncConnection, planned: Iterable[tuple[Row[Any], Plan]]) -> None:
    """When each is due next. A pause with an end is over by now, or it would not be due."""
    outcomes: defaultdict[tuple[datetime, datetime | None], list[str]] = defaultdict(list)
    for row, one in planned:
        outcomes[one.done_at, one.next_at].append(row.id)
    for (done_at, next_at), ids in outcomes.items():
        await tx.execute(_GO_ON, {"b_done_at": done_at, "b_next_at": next_at, "ids": ids})


def whole_moments(rows: Sequence[Row[Any]]) -> Sequence[Row[Any]]:
    """Without the last person's, of whom there may be more than were read."""
    if len(rows) < AT_ONCE:
        return rows
    last = rows[-1].next_at, rows[-1].link_id
    whole = [row for row in rows if (row.next_at, row.link_id) != last]
    return whole or rows


def batches(items: Iterable[Item], whose: Callable[[Item], str], *, size: int = BATCH) -> Iterator[list[Item]]:
    """What one job looks at each, cut between people."""
    batch: list[Item] = []
    for item in items:
        if len(batch) >= size and whose(batch[-1]) != whose(item):
            yield batch
            batch = []
        batch.append(item)
    if batch:
        yield batch
