"""Carries out what has come due: a batch of firings, one person at a time, several people at once.

What one person has is one call of the handler for each kind, with one look at who they are. A slow person, or one with
whom something is wrong, holds up nobody: their firing is given back and tried again, until it is too late to say it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from itertools import groupby
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.errors import NotLinked, NotServed, OnQueueError, SignInEnded, StoreUnavailable
from bot.identity.actors import Actor
from bot.log import new_request_id, request
from bot.metrics import FIRING_LATE, FIRINGS, Metrics
from bot.schedules.common_time import Now
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.firing_rows import Claimed, FiringRows
from bot.schedules.following import Following
from bot.schedules.lease import LEASE, Lease, now_s
from bot.schedules.planning import grace, on_the_wall
from bot.schedules.rules import OffQueue, Once
from bot.schedules.schedule import Firing, Paused, Schedule, ScheduleState
from bot.slack.sender import Unsent

log = logging.getLogger(__name__)

AT_ONCE = 12
BATCHES_AT_ONCE = 2
WITHIN_S = 25.0  #: for one person; a command has as long
GIVE_BACK_S = 3.0
#: More people than this in one batch are asked for without Slack.
CROWD = 20
#: Who kills each process that claims it is not tried for ever.
MOST_TRIES = 20
SLOWEST_AGAIN_S = 60.0

#: Calls the handler of a kind: answers for each firing, in their order.
CarryOut = Callable[[str, Actor, tuple[Firing, ...], datetime], Awaitable[Sequence[Fired]]]
Outcome = tuple[Claimed, Fired | None]  #: None: tried again


class Owners(Protocol):
    """Who links belong to."""

    async def expect(self, link_ids: Collection[str]) -> None:
        """These are about to be asked for."""

    async def actor_when_due(self, link_id: str, zone: ZoneInfo, *, crowd: bool) -> Actor:
        """`zone`: where their clock was known to be. Raises NotLinked, SignInEnded, NotServed, SlackUnavailable."""


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
        metrics: Metrics,
    ) -> None:
        self._rows = rows
        self._owners = owners
        self._following = following
        self._carry_out = carry_out
        self._now = now
        self._metrics = metrics
        self._slots, self._starting = asyncio.Semaphore(AT_ONCE), asyncio.Lock()
        self._batches = asyncio.Semaphore(BATCHES_AT_ONCE)
        self._carried: set[tuple[str, datetime]] = set()

    def carried(self) -> Collection[tuple[str, datetime]]:
        """What this process has claimed and not ended: by schedule and moment."""
        return self._carried

    async def run(self, batch: str) -> None:
        """The job of one batch. Cancelled at a stop, it gives back what it has not begun."""
        turn = _Turn(self._batches)
        async with turn:  # What waits unclaimed needs no lease, and another worker may be faster.
            lease = Lease()
            claimed = await self._rows.claim(batch)
            if claimed:
                await self._run(claimed, turn, lease)

    async def _run(self, claimed: Sequence[Claimed], turn: "_Turn", lease: Lease) -> None:
        keys = {(one.firing.schedule.id, one.firing.fire_at) for one in claimed}
        self._carried |= keys
        begun: set[str] = set()
        try:
            async with self._alive(claimed[0].runner, lease):
                await self._everybody(claimed, begun, turn, lease)
        except asyncio.CancelledError:
            await self._give_back([one for one in claimed if one.firing.id not in begun])
            raise
        finally:
            self._carried -= keys

    async def _everybody(self, claimed: Sequence[Claimed], begun: set[str], turn: "_Turn", lease: Lease) -> None:
        people = {one.firing.schedule.link_id for one in claimed}
        await self._owners.expect(people)
        async with asyncio.TaskGroup() as together:
            for _, group in groupby(sorted(claimed, key=_whose), key=_whose):
                crowd = len(people) > CROWD
                together.create_task(self._one_person(list(group), begun, lease, crowd=crowd))
            await asyncio.sleep(0)  # All of them stand in line now, …
            async with self._slots:  # … and whoever comes behind them knows that they have begun.
                turn.end()

    async def _give_back(self, claimed: Sequence[Claimed]) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(GIVE_BACK_S):
                await self._rows.give_back(claimed)

    async def _one_person(self, claimed: Sequence[Claimed], begun: set[str], lease: Lease, *, crowd: bool) -> None:
        try:
            async with self._slots:
                async with self._starting:
                    await asyncio.sleep(0)  # Who asks something meanwhile waits for one start, not for all of them.
                if lease.is_over:  # Stopped for so long right here, it must not say again what another took over.
                    log.warning("firing %s is another runner's by now", claimed[0].firing.id)
                    return
                begun.update(one.firing.id for one in claimed)
                outcomes = await self._outcomes(claimed, crowd=crowd)
            for one, fired in outcomes:
                await self._end(one, fired)
        except StoreUnavailable as away:  # Nothing was said yet; their lease ends, and they are found again.
            log.warning("firing %s waits for the database: %s", claimed[0].firing.id, away)

    async def _outcomes(self, claimed: Sequence[Claimed], *, crowd: bool) -> list[Outcome]:
        """What is done for one person has a request id of its own, in every line."""
        schedule = claimed[0].firing.schedule
        with request(new_request_id(), kind=schedule.kind, team=schedule.slack.team_id, user=schedule.slack.user_id):
            return await self._carried_out(claimed, await self._now(), crowd=crowd)

    async def _carried_out(self, claimed: Sequence[Claimed], now: datetime, *, crowd: bool) -> list[Outcome]:
        outcomes: list[Outcome] = [(one, unwanted(one, now)) for one in claimed]
        wanted = [one for one, fired in outcomes if fired is None]
        outcomes = [(one, fired) for one, fired in outcomes if fired is not None]
        if not wanted:
            return outcomes
        try:
            async with asyncio.timeout(WITHIN_S):
                return outcomes + await self._tried(wanted, now, crowd=crowd)
        except (NotLinked, SignInEnded, NotServed) as ended:
            why = Paused.ASLEEP if isinstance(ended, SignInEnded) else Paused.UNLINKED
            await self._following.leave(wanted[0].firing.schedule.link_id, why)
            return outcomes + [(one, Skipped(Skip.NO_SIGN_IN)) for one in wanted]
        except (OnQueueError, Unsent, TimeoutError) as trouble:
            log.warning("firing %s is tried again: %s %s", wanted[0].firing.id, type(trouble).__name__, trouble)
        except Exception:  # One person's trouble must not stop the others: this is the outermost loop of their firing.
            log.exception("firing %s failed", wanted[0].firing.id)
        return outcomes + [(one, given_up(one, now)) for one in wanted]

    async def _tried(self, claimed: Sequence[Claimed], now: datetime, *, crowd: bool) -> list[Outcome]:
        schedules = [one.firing.schedule for one in claimed]
        zone = next((one.zone_now for one in schedules if one.zone is None), schedules[0].zone_now)
        actor = await self._owners.actor_when_due(schedules[0].link_id, zone, crowd=crowd)
        later = [one for one in claimed if comes_later(one.firing, actor, now)]
        if any(has_moved(schedule, actor) for schedule in schedules):
            await self._following.moved(actor.slack, actor.zone, unsaid={one.firing.schedule.id for one in later})
        due = [one for one in claimed if one not in later]
        outcomes: list[Outcome] = [(one, Skipped(Skip.MOVED, listed=False)) for one in later]
        if due:
            kind, firings = due[0].firing.schedule.kind, tuple(one.firing for one in due)
            for one in due:
                self._metrics.measure(FIRING_LATE, (now - one.due_at).total_seconds(), kind)
            outcomes += zip(due, await self._carry_out(kind, actor, firings, now), strict=True)
        return outcomes

    async def _end(self, claimed: Claimed, fired: Fired | None) -> None:
        kind = claimed.firing.schedule.kind
        if fired is None:
            pause_s = min(2.0**claimed.tries, SLOWEST_AGAIN_S)
            await self._rows.again(claimed, await self._now() + timedelta(seconds=pause_s))
            return
        await self._rows.end(claimed, fired)
        self._metrics.count(FIRINGS, kind, _word(fired))

    @asynccontextmanager
    async def _alive(self, runner: str, lease: Lease) -> AsyncIterator[None]:
        """Renews the lease while the body runs, so that a sweep never takes a living runner's firings."""

        async def renewing() -> None:
            while True:
                await asyncio.sleep(LEASE.total_seconds() / 3)
                asked_s = now_s()
                with suppress(StoreUnavailable):  # An outage of a moment ends no lease.
                    await self._rows.renew(runner)
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


def unwanted(claimed: Claimed, now: datetime) -> Fired | None:
    """What was overtaken by its owner or by time before it could be said; None: it is to be said."""
    schedule = claimed.firing.schedule
    if schedule.state is ScheduleState.OFF:
        return Skipped(Skip.ENDED)
    if schedule.state is ScheduleState.PAUSED and (schedule.paused_until is None or schedule.paused_until > now):
        return Skipped(Skip.PAUSED if schedule.paused_why is Paused.ASKED else Skip.NO_SIGN_IN)
    if now - claimed.due_at > grace(schedule.rule, schedule.kind):
        return Skipped(Skip.LATE)
    return Skipped(Skip.FAILED) if claimed.tries > MOST_TRIES else None


def given_up(claimed: Claimed, now: datetime) -> Fired | None:
    """What failed is tried again for as long as it is not too late to say it."""
    schedule = claimed.firing.schedule
    next_try = now + timedelta(seconds=min(2.0**claimed.tries, SLOWEST_AGAIN_S))
    return Skipped(Skip.FAILED) if next_try - claimed.due_at > grace(schedule.rule, schedule.kind) else None


def has_moved(schedule: Schedule, actor: Actor) -> bool:
    return schedule.zone is None and schedule.zone_now.key != actor.zone.key


def comes_later(firing: Firing, actor: Actor, now: datetime) -> bool:
    """Whether the clock of its person, who is further west than was known, does not show this time yet."""
    if not has_moved(firing.schedule, actor) or isinstance(firing.schedule.rule, Once | OffQueue):
        return False
    return on_the_wall(firing.fire_at, firing.schedule.zone_now, actor.zone) > now


def _whose(claimed: Claimed) -> tuple[str, str]:
    return claimed.firing.schedule.link_id, claimed.firing.schedule.kind


def _word(fired: Fired) -> str:
    match fired:
        case Sent():
            return "sent"
        case Held():
            return "held"
        case Skipped(reason=Skip.FAILED):
            return "failed"
        case Skipped():
            return "skipped"
