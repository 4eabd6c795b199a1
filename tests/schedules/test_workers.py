"""Several workers, and kills of them: nothing is missed, and nothing that was recorded is said again."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from bot.schedules import lease
from bot.schedules.fired import Fired, Sent, Skip, Skipped
from bot.schedules.firing import AT_ONCE
from bot.schedules.lease import LEASE, now_s
from bot.schedules.schedule import Firing
from bot.schedules.taking import HANDED_ON
from bot.store.engine import Database
from tests.schedules.clockroom import Clockroom
from tests.schedules.rule_table import at, utc

DUE = utc("2026-11-25T07:55")


def two(room: Clockroom) -> tuple[Clockroom, Clockroom]:
    """Another worker beside the room, with its own connections."""
    return room, Clockroom(Database(room.database.url), room.clock, room.said)


async def test_two_workers_that_sweep_at_once_take_each_firing_once(room: Clockroom):
    for number in range(300):
        await room.add(at("08:55"), who=f"person {number}")
    first, second = two(room)
    room.clock.to(DUE)

    for _ in range(3):
        await asyncio.gather(first.tick.once(), second.tick.once())
        await asyncio.gather(first.work(), second.work())

    assert len(room.said) == 300
    assert await room.states() == ["sent"] * 300
    await second.database.aclose()


async def test_both_run_the_same_job_and_one_carries_it_out(room: Clockroom):
    await room.add(at("08:55"))
    first, second = two(room)
    room.clock.to(DUE)
    await first.tick.once()
    second.promises.deferred = list(first.promises.deferred)

    await asyncio.gather(first.work(), second.work())

    assert len(room.said) == 1
    await second.database.aclose()


async def test_a_job_that_got_lost_is_found(room: Clockroom):
    made = await room.add(at("08:55"))
    room.clock.to(DUE)
    await room.tick.once()
    room.promises.deferred.clear()

    await room.later(seconds=HANDED_ON.total_seconds() - 1)
    assert room.said == []
    await room.later(seconds=1)

    assert room.moments(made) == [DUE]


async def test_a_worker_killed_in_the_middle_of_a_batch_leaves_the_rest_to_another(room: Clockroom):
    made = [await room.add(at("08:55"), who=f"person {number}") for number in range(40)]
    dying, other = two(room)
    stuck = asyncio.Event()

    async def killed_halfway(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        if len(room.said) >= 20:
            await stuck.wait()
        return [Sent()] * len(due)

    dying.answer = killed_halfway
    room.clock.to(DUE)
    await dying.tick.once()
    work = asyncio.create_task(dying.runner.run(dying.promises.deferred.pop()))
    await room.until("sent", 20)

    await other.later(seconds=1)
    assert len(room.said) == 20, "as long as its lease lasts, it may be alive"
    await other.later(seconds=LEASE.total_seconds())

    assert await room.states() == ["sent"] * 40
    assert Counter(one.schedule.id for call in room.said for one in call.firings) == Counter(one.id for one in made)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert await room.states() == ["sent"] * 40
    await other.database.aclose()


async def test_whose_turn_comes_after_its_lease_says_nothing_that_another_has_said(
    room: Clockroom, monkeypatch: pytest.MonkeyPatch
):
    for number in range(40):
        await room.add(at("08:55"), who=f"person {number}")
    sleeping, other = two(room)
    asleep = asyncio.Event()

    async def slept(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        await asleep.wait()
        return [Sent()] * len(due)

    sleeping.answer = slept
    room.clock.to(DUE)
    await sleeping.tick.once()
    work = asyncio.create_task(sleeping.work())
    await room.until("running", 40)
    await other.later(seconds=LEASE.total_seconds())
    monkeypatch.setattr(lease, "now_s", lambda: now_s() + LEASE.total_seconds())
    asleep.set()
    await work

    assert len(room.said) == 40 + AT_ONCE, "twice are those alone that it had begun"
    assert await room.states() == ["sent"] * 40
    await other.database.aclose()


async def test_a_worker_that_stops_gives_back_what_it_has_not_begun(room: Clockroom):
    for number in range(40):
        await room.add(at("08:55"), who=f"person {number}")
    stopping, other = two(room)
    begun = asyncio.Event()

    async def slow(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        begun.set()
        await asyncio.sleep(60)
        return [Sent()] * len(due)

    stopping.answer = slow
    room.clock.to(DUE)
    await stopping.tick.once()
    work = asyncio.create_task(stopping.work())
    await begun.wait()
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)

    await other.tick.once()
    await other.work()
    assert 24 <= len(room.said) < 40, "those that were begun wait for their lease"
    await other.later(seconds=LEASE.total_seconds())

    assert await room.states() == ["sent"] * 40
    await other.database.aclose()


async def test_a_worker_that_slept_writes_nothing_behind_the_other(room: Clockroom):
    """It may have said it a second time; what became of it is the other's to say."""
    await room.add(at("08:55"))
    sleeping, other = two(room)
    asleep = asyncio.Event()

    async def slept(due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        await asleep.wait()
        raise RuntimeError("late trouble")

    sleeping.answer = slept
    room.clock.to(DUE)
    await sleeping.tick.once()
    work = asyncio.create_task(sleeping.work())
    await room.until("running", 1)
    await other.later(seconds=LEASE.total_seconds())
    assert await room.states() == ["sent"]
    asleep.set()
    await work

    assert await room.states() == ["sent"]
    await other.database.aclose()


async def test_a_living_runner_keeps_its_firings_however_fast_the_clock_runs(room: Clockroom):
    await room.add(at("08:55"))
    asleep = asyncio.Event()

    async def slow(due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        await asleep.wait()
        return [Sent()] * len(due)

    room.answer = slow
    room.clock.to(DUE)
    await room.tick.once()
    work = asyncio.create_task(room.work())
    await room.until("running", 1)
    room.clock.to(DUE + timedelta(minutes=10))
    await room.tick.once()
    assert room.promises.deferred == []
    asleep.set()
    await work

    assert len(room.said) == 1
    assert await room.states() == ["sent"]


async def test_a_worker_that_slept_ends_nothing_that_another_is_just_carrying_out(room: Clockroom):
    await room.add(at("08:55"))
    sleeping, other = two(room)
    asleep, busy = asyncio.Event(), asyncio.Event()

    async def slept(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        await asleep.wait()
        return [Skipped(Skip.UNTRUE)] * len(due)

    async def slow(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        await busy.wait()
        return [Sent()] * len(due)

    sleeping.answer, other.answer = slept, slow
    room.clock.to(DUE)
    await sleeping.tick.once()
    first = asyncio.create_task(sleeping.work())
    await room.until("running", 1)
    room.clock.to(DUE + LEASE)
    await other.tick.once()
    second = asyncio.create_task(other.work())
    await room.until("running", 1)
    asleep.set()
    await first
    assert await room.states() == ["running"]
    busy.set()
    await second

    assert await room.states() == ["sent"]
    await other.database.aclose()
