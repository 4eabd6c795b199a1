"""Carries out one row: claim it, look, write what is left, look again. Safe to be killed or overtaken anywhere.

Nothing runs a remote effect exactly once; what helps is a fence on the row and a look at Genesys before each write.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.row import ChangeRow
from bot.changes.rows import LEASE, ChangeRows, Overtaken
from bot.clock import Clock
from bot.directory.menus import Menus
from bot.errors import (
    AskedAnew,
    Conflict,
    Forbidden,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    StoreUnavailable,
    TimedOut,
    Unavailable,
)
from bot.genesys.noting import noted
from bot.identity.actors import Actor

log = logging.getLogger(__name__)

WRITES = 2  #: a write whose answer was lost and whose effect is not there may be written once more
LOOKS_S = (0.0, 0.2, 0.4, 0.8, 1.6)  #: pauses before reading back: some effects come after their answer
GIVE_UP = timedelta(minutes=15)  #: what Genesys did not take by then is no longer wanted
SLOWEST_RETRY_S = 30.0


class Undecided(Protocol):
    """Where a change goes that a decider's token could not do."""

    async def ask_again(
        self, row: ChangeRow, fence: int, problem: OnQueueError, *, token_of: str, is_done_with: bool
    ) -> None:
        """It waits for a decision again; of the next one, if they are done with it."""


class Executor:
    """Runs rows with the token of the person who asked, or of who decided."""

    def __init__(
        self, rows: ChangeRows, undecided: Undecided, clock: Clock, menus: Menus, changed: Callable[[str], None]
    ) -> None:
        """`changed` hears the Genesys user's id after each run, whatever came of it."""
        self._rows = rows
        self._undecided = undecided
        self._clock = clock
        self._menus = menus
        self._changed = changed
        # By row, while it runs, once a write of it was begun here: under which ids Genesys keeps what it answered.
        self._wrote: dict[str, list[str]] = {}

    async def run(self, row: ChangeRow, actor: Actor) -> Outcome:
        """Takes the row and brings it to its end, or leaves it waiting. Overtaken: as far as the other runner came."""
        try:
            fence = await self._rows.claim(row)
            async with self._handed_back(row.id, fence), self._leased(row.id, fence):
                outcome = await self._settled(row, fence, actor)
                return await self._kept(row, fence, outcome, actor)
        except Overtaken:
            return ((await self._rows.find(row.id)) or row).outcome()
        except StoreUnavailable as away:
            # The row stands, so it is gone on with; how far it came is not known here.
            return Outcome(row.id, row.change, End.WAITING, row.before, None, away)
        finally:
            self._menus.forget(row.change.user_id)
            self._changed(row.change.user_id)

    def is_too_old(self, row: ChangeRow) -> bool:
        """Whether its person no longer waits for it."""
        return self._clock.now() - row.wanted_since >= GIVE_UP

    async def lost_decider(self, row: ChangeRow, problem: OnQueueError) -> Outcome:
        """Whoever said yes has left before anything was written: the next one is asked."""
        fence = await self._rows.claim(row)
        await self._undecided.ask_again(row, fence, problem, token_of="", is_done_with=True)
        return Outcome(row.id, row.change, End.ASKED, row.before, None, problem)

    async def _settled(self, row: ChangeRow, fence: int, actor: Actor) -> Outcome:
        before, wrote = row.before, row.attempts > 0
        try:
            state = await row.change.read(actor.genesys)
            if before is None:
                before = state
                await self._rows.keep_before(row.id, fence, state)
            for _ in range(WRITES):
                rest = row.change.rest(state)
                if rest is None:
                    return Outcome(row.id, row.change, End.DONE if wrote else End.ALREADY, before, state)
                await self._check_wanted(row)
                wrote = True
                lost = await self._write(row, fence, rest, actor, before)
                state = await self._look(row.change, actor)
                if not lost:
                    break
        except StoreUnavailable:
            raise  # Genesys refused nothing: whoever looks next goes on.
        except OnQueueError as problem:
            return await self._broken_off(row, before, problem, actor, wrote=wrote)
        shown = row.change.rest(state) is None
        return Outcome(row.id, row.change, End.DONE if shown else End.UNKNOWN, before, state)

    async def _check_wanted(self, row: ChangeRow) -> None:
        """What was left behind or had to wait may be too old, or no longer what its person wants."""
        if self.is_too_old(row) or self._has_lapsed(row):
            raise TimedOut("asked too long ago")
        if row.fence and await self._rows.is_asked_anew(row):
            raise AskedAnew

    async def _broken_off(
        self, row: ChangeRow, before: State | None, problem: OnQueueError, actor: Actor, *, wrote: bool
    ) -> Outcome:
        """Failed means that nothing was changed, and only Genesys can say so once a write has begun.

        A change may be two writes of which the second is refused, and a look may fail behind a write that was taken.
        """
        if not wrote or before is None or self._again(row, problem) is not None:
            return Outcome(row.id, row.change, End.FAILED, before, None, problem)
        try:
            state = await row.change.read(actor.genesys)
        except OnQueueError:
            return Outcome(row.id, row.change, End.UNKNOWN, before, None, problem)
        if row.change.rest(state) is None:
            return Outcome(row.id, row.change, End.DONE, before, state)
        # As it was before, because it never was otherwise; or because what was asked since has changed it back.
        is_untouched = row.change.same(before, state) and not isinstance(problem, AskedAnew)
        end = End.FAILED if is_untouched else End.UNKNOWN
        return Outcome(row.id, row.change, end, before, state, problem)

    async def _write(self, row: ChangeRow, fence: int, rest: AnyChange, actor: Actor, before: State) -> bool:
        """Whether the answer was lost, so that only a look can tell what happened.

        A conflict about something that nobody touched is a race of versions: it is written once more.
        """
        try:
            return await self._sent(row, fence, rest, actor)
        except Conflict as conflict:
            if conflict.taken or not row.change.same(before, await row.change.read(actor.genesys)):
                raise
        return await self._sent(row, fence, rest, actor)

    async def _sent(self, row: ChangeRow, fence: int, rest: AnyChange, actor: Actor) -> bool:
        lease_until = await self._rows.calling(row.id, fence)
        if self._clock.now() >= lease_until:
            raise Overtaken  # Stopped for so long right here, it must not write behind whoever took the row.
        with noted(self._wrote.setdefault(row.id, [])):
            try:
                await rest.apply(actor.genesys)
            except OutcomeUnknown:
                return True
        return False

    async def _look(self, change: AnyChange, actor: Actor) -> State:
        """Reads back until the effect shows, for about three seconds."""
        state: State | None = None
        for pause_s in LOOKS_S:
            await asyncio.sleep(pause_s)
            state = await change.read(actor.genesys)
            if change.rest(state) is None:
                break
        assert state is not None
        return state

    async def _kept(self, row: ChangeRow, fence: int, outcome: Outcome, actor: Actor) -> Outcome:
        if outcome.end is End.FAILED and (problem := self._refusal(row, outcome.problem)):
            done = not isinstance(problem, RateLimited | Unavailable | TimedOut)
            await self._undecided.ask_again(row, fence, problem, token_of=actor.me.id, is_done_with=done)
            return replace(outcome, end=End.ASKED)
        again = self._again(row, outcome.problem)
        if again is not None and outcome.problem is not None:
            await self._rows.wait(row, fence, again, outcome.problem)
            return Outcome(row.id, row.change, End.WAITING, outcome.before, None, outcome.problem)
        noted_as = (self._wrote.get(row.id) or [""])[-1]
        return await self._rows.end(row, fence, outcome, token_of=actor.me.id, noted_as=noted_as)

    def _refusal(self, row: ChangeRow, problem: OnQueueError | None) -> OnQueueError | None:
        """What keeps the decider's token from it, so that it waits for a decision again; None: nothing of that kind.

        Their token may act for five minutes, and only where Genesys lets them.
        """
        if row.act_by is None or self._again(row, problem) is not None:
            return None
        return problem if isinstance(problem, Forbidden | RateLimited | Unavailable | TimedOut) else None

    def _has_lapsed(self, row: ChangeRow) -> bool:
        return row.act_by is not None and self._clock.now() >= row.act_by

    def _again(self, row: ChangeRow, problem: OnQueueError | None) -> timedelta | None:
        """When to try again what Genesys could not take now; None: never."""
        age = self._clock.now() - row.wanted_since
        match problem:
            case RateLimited(wait_s=wait_s):
                wait = timedelta(seconds=wait_s)
            case Unavailable() | TimedOut():
                wait = timedelta(seconds=min(SLOWEST_RETRY_S, 5.0 + age.total_seconds() / 4))
            case _:
                return None
        limit = GIVE_UP if row.act_by is None else row.act_by - row.wanted_since
        return wait if age + wait < limit else None

    @asynccontextmanager
    async def _handed_back(self, change_id: str, fence: int) -> AsyncIterator[None]:
        """Stopped in the middle, others go on at once; not so behind a write, whose effect needs time to show."""
        try:
            yield
        except asyncio.CancelledError:
            if change_id not in self._wrote:
                with suppress(Overtaken, StoreUnavailable):
                    await self._rows.hand_back(change_id, fence)
            raise
        finally:
            self._wrote.pop(change_id, None)

    @asynccontextmanager
    async def _leased(self, change_id: str, fence: int) -> AsyncIterator[None]:
        """Renews the lease while the body runs, so that a sweep never takes a living runner's row."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                with suppress(StoreUnavailable):  # An outage of a moment ends no lease.
                    await self._rows.renew(change_id, fence)

        task = asyncio.create_task(renewing())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError, Overtaken, OnQueueError):
                await task
