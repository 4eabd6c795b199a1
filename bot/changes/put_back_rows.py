"""What is to be put back: one row for a person and a thing, while it is open. A newer one takes over the older's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.row import ChangeRow
from bot.clock import Clock
from bot.jobs.port import Jobs
from bot.store.engine import Database
from bot.store.tables import put_backs

PUT_BACK = "changes.put_back"  #: the job that puts back what one change made, when its time has come
NET_AFTER = timedelta(seconds=30)


class Stage(StrEnum):
    """How far one is."""

    WAITING = auto()
    ASKING = auto()  #: its person is being asked
    ASKED = auto()  #: and decides


@dataclass(frozen=True)
class PutBack:
    """One row, or what several of one change say together. `change` is the part of the change that is put back."""

    change_id: str
    change: AnyChange
    before: State
    after: State
    due_at: datetime

    @property
    def back(self) -> AnyChange | None:
        """The way back; None: it is as it was."""
        way: AnyChange | None = self.change.inverse(self.before)
        return way


async def note(tx: AsyncConnection, jobs: Jobs, row: ChangeRow, outcome: Outcome) -> datetime | None:
    """Where a change ends: keeps what it promised to put back, and answers when that is.

    What is not promised ends what stood open of the same things: somebody wanted them to be as they are now.
    """
    if outcome.end not in {End.DONE, End.ALREADY}:
        return None
    user, things = row.change.user_id, row.change.things
    mine = and_(put_backs.c.genesys_user == user, put_backs.c.thing.in_(things))
    older = {one.thing: one for one in (await tx.execute(select(put_backs).where(mine))).all()}
    if outcome.end is End.ALREADY:
        return await _moved(tx, jobs, row, older)
    await tx.execute(delete(put_backs).where(mine))
    if row.until is None or outcome.before is None or outcome.after is None:
        return None
    for thing in things:
        first = older[thing].before if thing in older else _stored(row.change.piece(outcome.before, thing))
        after = _stored(row.change.piece(outcome.after, thing))
        kept = {"genesys_user": user, "thing": thing, "change_id": row.id, "before": first, "after": after}
        await tx.execute(put_backs.insert().values(**kept, due_at=row.until, state=Stage.WAITING.value))
    await jobs.defer(tx, PUT_BACK, row.id, row.until)
    return row.until


async def _moved(tx: AsyncConnection, jobs: Jobs, row: ChangeRow, older: dict[str, Any]) -> datetime | None:
    """It was so already: what stands open goes back at the newer moment."""
    if row.until is None or not older:
        return None
    for one in older.values():
        this = and_(put_backs.c.genesys_user == one.genesys_user, put_backs.c.thing == one.thing)
        await tx.execute(update(put_backs).where(this).values(due_at=row.until, state=Stage.WAITING.value))
    for change_id in {one.change_id for one in older.values()}:
        await jobs.defer(tx, PUT_BACK, change_id, row.until)
    return row.until


class PutBackRows:
    """Everything else that is asked of them."""

    def __init__(self, database: Database, clock: Clock, jobs: Jobs) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs

    async def of(self, row: ChangeRow, stages: Sequence[Stage], *, due: bool = False) -> PutBack | None:
        """What one change has open, together; only what is due and nobody is at, where that is said."""
        query = select(put_backs).where(put_backs.c.change_id == row.id, put_backs.c.state.in_(stages))
        if due:
            now = self._clock.now()
            free = or_(put_backs.c.asks_until.is_(None), put_backs.c.asks_until <= now)
            query = query.where(put_backs.c.due_at <= now, free)
        async with self._database.read() as tx:
            found = (await tx.execute(query)).all()
        if not found:
            return None
        part = row.change.only([one.thing for one in found])
        before, after = (
            part.pieced([row.change.state.model_validate(getattr(one, name)) for one in found])
            for name in ("before", "after")
        )
        return PutBack(row.id, part, before, after, min(one.due_at for one in found))

    async def open_of(self, user: str) -> list[tuple[str, datetime]]:
        """The changes of whose effect something is to be put back for a person, and when."""
        query = select(put_backs.c.change_id, put_backs.c.due_at).where(put_backs.c.genesys_user == user).distinct()
        async with self._database.read() as tx:
            return [(one.change_id, one.due_at) for one in await tx.execute(query.order_by(put_backs.c.due_at))]

    async def asking(self, change_id: str) -> bool:
        """Who asks its person has so long for it; whether nobody else does. Killed in between, they are asked again."""
        now = self._clock.now()
        free = or_(put_backs.c.asks_until.is_(None), put_backs.c.asks_until <= now)
        due = and_(put_backs.c.change_id == change_id, put_backs.c.due_at <= now, free)
        undecided = put_backs.c.state != Stage.ASKED.value
        values = {"state": Stage.ASKING.value, "asks_until": now + NET_AFTER}
        async with self._database.begin() as tx:
            done = await tx.execute(update(put_backs).where(due, undecided).values(values))
            await self._jobs.defer(tx, PUT_BACK, change_id, now + NET_AFTER)
        return done.rowcount > 0

    async def asked(self, change_id: str) -> None:
        """Its person was asked."""
        one = and_(put_backs.c.change_id == change_id, put_backs.c.state == Stage.ASKING.value)
        async with self._database.begin() as tx:
            await tx.execute(update(put_backs).where(one).values(state=Stage.ASKED.value))

    async def drop(self, change_id: str) -> bool:
        """Nothing of that change is put back any more; whether something was to be."""
        async with self._database.begin() as tx:
            return (await tx.execute(delete(put_backs).where(put_backs.c.change_id == change_id))).rowcount > 0

    async def left_behind(self, limit: int) -> list[str]:
        """What should have been put back by now: the net under the jobs."""
        late = put_backs.c.due_at <= self._clock.now() - NET_AFTER
        query = select(put_backs.c.change_id).where(put_backs.c.state != Stage.ASKED.value, late).distinct()
        async with self._database.read() as tx:
            return list((await tx.execute(query.limit(limit))).scalars())


def _stored(state: State) -> dict[str, Any]:
    return state.model_dump(mode="json")
