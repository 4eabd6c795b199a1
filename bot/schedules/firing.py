"""Carries out what has come due: a batch of firings, one person at a time, several people at once.

What one person has is one call of the handler for each kind, with one look at who they are. A slow person, or one with
whom something is wrong, holds up nobody: their firing is given back and tried again, until it is too late to say it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.identity.actors import Actor
from bot.metrics import Metrics
from bot.schedules.carrying import CROWD, Carrying, CarryOut, Owners, Whose, by_person, key_of
from bot.schedules.common_time import Now
from bot.schedules.firing_rows import Claimed, FiringRows, Outcome
from bot.schedules.following import Following
from bot.schedules.lease import LEASE, Lease, now_s
from bot.schedules.preparing import Preparing

log = logging.getLogger(__name__)

AT_ONCE = 12
BATCHES_AT_ONCE = 2
#: Starts in one turn of the loop: for so many waits whoever asks something meanwhile, not for all of them.
IN_A_TURN = 4
GIVE_BACK_S = 3.0
BEGINS_AGAIN_S = 0.5


class Runner:
    """One for a process: what runs in it at once is bounded for all batches together."""

    def __init__(
        self,
        *,
        rows: FiringRows,
        owners: Owners,
        following: Following,
        carry_out: CarryOut,
        now: Now,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._rows = rows
        self._owners = owners
        self._carrying = Carrying(
            rows=rows, owners=owners, following=following, carry_out=carry_out, now=now, metrics=metrics
        )
        self._preparing = Preparing(rows=rows, owners=owners, now=now, clock=clock, begin=self._begin)
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._batches = asyncio.Semaphore(BATCHES_AT_ONCE)
        # One batch after the other: while its people are begun with, the next one asks the database.
        self._starting = asyncio.Lock()
        self._carried: set[tuple[str, datetime]] = set()

    def ahead(self) -> timedelta:
        """How long before its moment something is to be taken."""
        return self._preparing.ahead()

    def moments(self) -> Collection[datetime]:
        """Those that are waited for, and those of which something is under way without a job."""
        return self._preparing.moments()

    def carried(self) -> Collection[tuple[str, datetime]]:
        """What this process has claimed and not ended, save what is ready: by schedule and moment."""
        return self._carried

    async def run(self, batch: str) -> None:
        """The job of one batch. Cancelled at a stop, it gives back what it has not begun."""
        turn = _Turn(self._batches)
        async with turn:  # What waits unclaimed needs no lease, and another worker may be faster.
            lease = Lease()
            claimed = await self._rows.claim(batch)
            if early := [one for one in claimed if one.is_early]:
                await self._preparing.keep(early)
            if due := [one for one in claimed if not one.is_early]:
                await self._run(due, {}, turn, lease)

    async def stop(self, within_s: float) -> None:
        """Hands back what is ready, and lets end what has begun without a job."""
        await self._preparing.stop(within_s)

    async def _begin(self, ready: Sequence[Claimed], known: Mapping[Whose, Actor]) -> None:
        """At their moment, if nobody has recalled them."""
        turn = _Turn(self._batches)
        async with turn:
            lease, claimed = await self._begun(ready)
            if claimed:
                await self._run(claimed, known, turn, lease)

    async def _begun(self, ready: Sequence[Claimed]) -> tuple[Lease, Sequence[Claimed]]:
        """After an outage of a moment they are not late by more than that."""
        while True:
            lease = Lease()
            try:
                return lease, await self._rows.begin(ready)
            except StoreUnavailable as away:
                log.warning("firing %s waits for the database: %s", ready[0].firing.id, away)
                await asyncio.sleep(BEGINS_AGAIN_S)

    async def _run(self, claimed: Sequence[Claimed], known: Mapping[Whose, Actor], turn: "_Turn", lease: Lease) -> None:
        keys = {(one.firing.schedule.id, one.firing.fire_at) for one in claimed}
        self._carried |= keys
        batch = _Batch(claimed, known, turn, lease, _Ends(self._carrying.end))
        try:
            async with self._alive(claimed, lease):
                await self._everybody(batch)
                await batch.ends.written()
        except asyncio.CancelledError:
            await self._give_back(batch)
            raise
        finally:
            self._carried -= keys

    async def _everybody(self, batch: "_Batch") -> None:
        await self._owners.expect(batch.unknown)
        async with asyncio.TaskGroup() as together:
            async with self._starting:
                await self._start(batch, together)
            batch.turn.end()  # Whoever comes behind them knows that they have begun.

    async def _start(self, batch: "_Batch", together: asyncio.TaskGroup) -> None:
        while batch.left:
            await self._slots.acquire()
            if batch.lease.is_over:  # Stopped for so long right here, it must not say what another took over.
                log.warning("the firings of %s people are another runner's by now", len(batch.left))
                self._slots.release()
                return
            carried_out = together.create_task(self._one_person(batch, batch.left.popleft()))
            carried_out.add_done_callback(self._free)
            if len(batch.left) % IN_A_TURN == 0:
                await asyncio.sleep(0)

    def _free(self, _: asyncio.Task[None]) -> None:
        self._slots.release()

    async def _one_person(self, batch: "_Batch", claimed: Sequence[Claimed]) -> None:
        try:
            batch.ends.add(await self._carrying.out(claimed, batch.known.get(key_of(claimed[0])), crowd=batch.is_crowd))
        except StoreUnavailable as away:  # Nothing was said yet; their lease ends, and they are found again.
            log.warning("firing %s waits for the database: %s", claimed[0].firing.id, away)

    async def _give_back(self, batch: "_Batch") -> None:
        with suppress(TimeoutError, StoreUnavailable):
            async with asyncio.timeout(GIVE_BACK_S):
                await self._rows.give_back([one for theirs in batch.left for one in theirs])
                await batch.ends.written()

    @asynccontextmanager
    async def _alive(self, claimed: Sequence[Claimed], lease: Lease) -> AsyncIterator[None]:
        """Renews the lease while the body runs, so that a sweep never takes a living runner's firings."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                asked_s = now_s()
                with suppress(StoreUnavailable):  # An outage of a moment ends no lease.
                    await self._rows.renew(claimed)
                    lease.renewed(asked_s)

        task = asyncio.create_task(renewing())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class _Turn:
    """That of one batch among the few begun at a time. A slow person in it does not keep the next from theirs."""

    def __init__(self, turns: asyncio.Semaphore) -> None:
        self._turns, self._is_held = turns, False

    async def __aenter__(self) -> None:
        await self._turns.acquire()
        self._is_held = True

    async def __aexit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        if self._is_held:
            self._is_held = False
            self._turns.release()


class _Ends:
    """What became of a batch's people, written while others are carried out."""

    def __init__(self, write: Callable[[Sequence[Outcome]], Awaitable[None]]) -> None:
        self._write = write
        self._outcomes: list[Outcome] = []
        self._writing: asyncio.Task[None] | None = None

    def add(self, outcomes: Sequence[Outcome]) -> None:
        self._outcomes += outcomes
        if self._writing is None or self._writing.done():
            self._writing = asyncio.create_task(self._written())

    async def written(self) -> None:
        """A write goes on when those who wait for it give up."""
        if self._writing:
            await asyncio.shield(self._writing)

    async def _written(self) -> None:
        while self._outcomes:
            many = 0
            while many < len(self._outcomes):  # More come in this very moment, and are written together.
                many = len(self._outcomes)
                await asyncio.sleep(0)
            outcomes, self._outcomes = self._outcomes, []
            await self._write(outcomes)


class _Batch:
    """What is carried out together. `left`: whose turn has not come; `unknown`: links not known by now."""

    def __init__(
        self, claimed: Sequence[Claimed], known: Mapping[Whose, Actor], turn: _Turn, lease: Lease, ends: _Ends
    ) -> None:
        people = by_person(claimed)
        self.known, self.turn, self.lease, self.ends = known, turn, lease, ends
        self.unknown = {link_id for link_id, kind in people if (link_id, kind) not in known}
        self.is_crowd = len({link_id for link_id, _ in people}) > CROWD
        self.left = deque(people.values())
