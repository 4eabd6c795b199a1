"""The one door through which every write goes, and the way back."""

import asyncio
from datetime import timedelta
from weakref import WeakValueDictionary

from sqlalchemy.exc import IntegrityError

from bot.changes.executing import Executor
from bot.changes.kinds import AnyChange
from bot.changes.outcome import NotUndone, NoUndo, Outcome
from bot.changes.row import ChangeRow, Origin
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.errors import NotServed, Unserved
from bot.identity.actors import Actor
from bot.identity.limits import MOST_WAITING
from bot.policy.verdict import Judgement, Verdict, judge

UNDO_WITHIN = timedelta(minutes=10)


class Door:
    """Asks policy, writes the row, carries it out."""

    def __init__(self, rows: ChangeRows, executor: Executor, clock: Clock) -> None:
        self._rows = rows
        self._executor = executor
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def propose(self, change: AnyChange, actor: Actor, origin: Origin) -> Outcome | Judgement:
        """The outcome, or the judgement that keeps the change from going ahead at once."""
        judgement = judge(change.effect, own=change.user_id == actor.me.id)
        if judgement.verdict is not Verdict.AT_ONCE:
            return judgement
        async with self._turn(change):
            await self._check_waiting(actor)
            return await self._executor.run(await self._rows.add(change, origin), actor)

    async def undo(self, actor: Actor, origin: Origin, change_id: str | None = None) -> Outcome | NotUndone:
        """Takes back one change, or the newest; only one's own, within ten minutes, and unless it changed since."""
        newest = await self._rows.newest_done(actor.slack)
        row = newest if change_id is None else await self._rows.find(change_id)
        refused = await self._refused(row, actor, named=change_id is not None)
        if refused or row is None or row.before is None or row.after is None:
            return refused or NotUndone(NoUndo.NOTHING)
        inverse = row.change.inverse(row.before)
        if inverse is None:
            return NotUndone(NoUndo.NO_WAY_BACK)
        now = await row.change.read(actor.genesys)
        if not row.change.same(now, row.after):
            return NotUndone(NoUndo.CHANGED_SINCE, row.change.shown(now))
        async with self._turn(inverse):
            await self._check_waiting(actor)
            try:
                undo = await self._rows.add(inverse, origin, undoes=row.id)
            except IntegrityError:
                return NotUndone(NoUndo.ALREADY_UNDONE)
            return await self._executor.run(undo, actor)

    async def before_this(self, actor: Actor, kinds: tuple[str, ...]) -> ChangeRow | None:
        """The newest change of these kinds that took effect, for what goes back to "before"."""
        return await self._rows.newest_done(actor.slack, kinds)

    async def keeps(self, request_id: str) -> bool:
        """Whether what was asked has a row whose end is still to be told."""
        return await self._rows.is_kept(request_id)

    async def told(self, change_id: str) -> None:
        """Its person has read the end."""
        await self._rows.told(change_id)

    def _turn(self, change: AnyChange) -> asyncio.Lock:
        """Of one person one after the other: two at once would both see the old state, and both write.

        It is waited for before there is a row: what has one runs, or the sweep would take it for left behind.
        """
        return self._turns.setdefault(change.user_id, asyncio.Lock())

    async def _check_waiting(self, actor: Actor) -> None:
        """While Genesys is down, nobody piles up more than can be looked through afterwards. Raises NotServed."""
        if await self._rows.waiting(actor.slack) >= MOST_WAITING:
            raise NotServed(Unserved.TOO_MANY_WAITING)

    async def _refused(self, row: ChangeRow | None, actor: Actor, *, named: bool) -> NotUndone | None:
        if row is None or row.state != "done" or (row.undoes and not named):
            return NotUndone(NoUndo.NOTHING)
        if row.origin.slack != actor.slack:
            return NotUndone(NoUndo.NOT_YOURS)
        if await self._rows.is_undone(row.id):
            return NotUndone(NoUndo.ALREADY_UNDONE)
        if self._clock.now() - row.asked_at > UNDO_WITHIN:
            return NotUndone(NoUndo.TOO_LATE)
        return None
