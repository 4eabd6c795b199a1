"""A firing is carried out once by whoever claimed it; what goes wrong with one is nobody else's trouble."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import NotServed, OnQueueError, SignInEnded, SlackUnavailable, Unavailable, Unserved
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.rules import Once
from bot.schedules.schedule import Firing, Paused, ScheduleState
from bot.schedules.taking import BATCH
from tests.schedules.clockroom import Clockroom
from tests.schedules.rule_table import at, utc

DUE = utc("2026-11-25T07:55")
DAY = timedelta(days=1)
NEW_YORK, TOKYO = ZoneInfo("America/New_York"), ZoneInfo("Asia/Tokyo")


async def test_what_one_person_has_at_one_moment_is_one_call(room: Clockroom):
    mine = [await room.add(at("08:55")), await room.add(Once(at=DUE))]
    others = await room.add(at("08:55"), who="bo")

    await room.to(DUE)

    calls = {call.who: {one.schedule.id for one in call.firings} for call in room.said}
    assert calls == {"ana": {one.id for one in mine}, "bo": {others.id}}
    assert len(room.said) == 2


async def test_a_batch_is_cut_between_people(room: Clockroom):
    for number in range(BATCH + 10):
        await room.add(at("08:55"), who="ana" if number < 10 else "bo")

    await room.to(DUE)

    assert sorted((call.who, len(call.firings)) for call in room.said) == [("ana", 10), ("bo", BATCH)]


async def test_what_is_held_is_said_when_it_is_let_go(room: Clockroom):
    made = await room.add(at("08:55"))
    free_at = DUE + timedelta(minutes=40)

    async def on_an_interaction(due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        return [Sent() if now >= free_at else Held(free_at) for _ in due]

    room.answer = on_an_interaction
    await room.to(DUE)
    assert await room.states() == ["held"]
    await room.later(minutes=30)
    assert await room.states() == ["held"]
    await room.to(free_at)

    assert await room.states() == ["sent"]
    assert room.moments(made) == [DUE, DUE]


async def test_what_was_held_across_an_outage_is_too_late_to_say(room: Clockroom):
    made = await room.add(at("08:55"))

    async def held(due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        return [Held(now + timedelta(minutes=5))] * len(due)

    room.answer = held
    await room.to(DUE)
    await room.to(DUE + timedelta(hours=3))

    assert await room.states() == ["skipped"]
    assert [(one.fire_at, one.reason) for one in await room.schedules.skipped(made.id)] == [(DUE, Skip.LATE)]


async def test_what_is_held_is_dropped_when_its_owner_ends_or_pauses_it(room: Clockroom):
    ended, paused = await room.add(at("08:55")), await room.add(at("08:55"), who="bo")

    async def held(due: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        return [Held(now + timedelta(minutes=5))] * len(due)

    room.answer = held
    await room.to(DUE)
    await room.schedules.end(ended.id, ended.slack)
    await room.schedules.pause(paused.id, paused.slack, DUE + DAY)
    await room.later(minutes=5)

    assert await room.states() == ["skipped", "skipped"]
    assert [one.reason for one in await room.schedules.skipped(ended.id)] == [Skip.ENDED]
    assert [one.reason for one in await room.schedules.skipped(paused.id)] == [Skip.PAUSED]


async def test_a_look_that_found_nothing_is_not_listed(room: Clockroom):
    made = await room.add(at("08:55"))

    async def nothing(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        return [Skipped(Skip.UNTRUE, listed=False)] * len(due)

    room.answer = nothing
    await room.to(DUE)

    assert await room.states() == ["skipped"]
    assert await room.schedules.skipped(made.id) == []


@pytest.mark.parametrize("trouble", [Unavailable(), SlackUnavailable(), RuntimeError("a mistake of ours")])
async def test_trouble_with_one_is_tried_again_and_stops_nobody(room: Clockroom, trouble: Exception):
    mine, others = await room.add(at("08:55")), await room.add(at("08:55"), who="bo")
    is_over = False

    async def half(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        if due[0].schedule.id == mine.id and not is_over:
            raise trouble
        return [Sent()] * len(due)

    room.answer = half
    await room.to(DUE)
    assert sorted(await room.states()) == ["due", "sent"]
    is_over = True
    await room.later(seconds=3)

    assert await room.states() == ["sent", "sent"]
    assert (room.moments(mine), room.moments(others)) == ([DUE], [DUE])


async def test_trouble_that_lasts_is_given_up_when_it_is_too_late_to_say(room: Clockroom):
    made = await room.add(at("08:55"))
    room.trouble["ana"] = SlackUnavailable()

    await room.to(DUE)
    for _ in range(17):
        await room.later(minutes=1)

    assert await room.states() == ["skipped"]
    assert [one.reason for one in await room.schedules.skipped(made.id)] == [Skip.FAILED]
    found = await room.schedules.find(made.id)
    assert found
    assert found.next_at == DUE + DAY


@pytest.mark.parametrize(
    ("ended", "why"), [(SignInEnded(), Paused.ASLEEP), (NotServed(Unserved.DEACTIVATED), Paused.UNLINKED)]
)
async def test_without_a_sign_in_all_that_a_person_has_stands_still(room: Clockroom, ended: OnQueueError, why: Paused):
    made, later = await room.add(at("08:55")), await room.add(at("15:00"))
    room.trouble["ana"] = ended

    await room.to(DUE)
    await room.to(DUE + DAY)

    assert room.said == []
    assert [one.reason for one in await room.schedules.skipped(made.id)] == [Skip.NO_SIGN_IN]
    for one in (made, later):
        found = await room.schedules.find(one.id)
        assert found
        assert (found.state, found.paused_why, found.next_at) == (ScheduleState.PAUSED, why, None)


async def test_who_is_further_west_than_was_known_gets_it_when_their_clock_shows_it(room: Clockroom):
    made = await room.add(at("08:55"))
    room.zones["ana"] = NEW_YORK

    await room.to(DUE)
    assert room.said == []
    theirs = utc("2026-11-25T13:55")
    await room.to(theirs)
    await room.to(theirs + DAY)

    assert room.moments(made) == [theirs, theirs + DAY]
    assert await room.schedules.skipped(made.id) == []


async def test_who_is_further_east_than_was_known_gets_it_at_once_and_then_by_their_clock(room: Clockroom):
    made = await room.add(at("08:55"))
    room.zones["ana"] = TOKYO

    await room.to(DUE)
    theirs = utc("2026-11-25T23:55")
    await room.to(theirs)

    assert room.moments(made) == [DUE, theirs]


async def test_a_schedule_with_a_zone_of_its_own_stays_where_it_is(room: Clockroom):
    made = await room.add(at("08:55"), zone=ZoneInfo("Europe/Berlin"))
    room.zones["ana"] = NEW_YORK

    await room.to(DUE)
    await room.to(DUE + DAY)

    assert room.moments(made) == [DUE, DUE + DAY]


async def test_no_more_than_a_few_are_carried_out_at_once(room: Clockroom):
    at_once, most = 0, 0

    async def counted(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        for _turn in range(100):
            await asyncio.sleep(0)
        at_once -= 1
        return [Sent()] * len(due)

    for number in range(60):
        await room.add(at("08:55"), who=f"person {number}")
    room.answer = counted
    await room.to(DUE)

    assert len(room.said) == 60
    assert 8 <= most <= 16


async def test_a_slow_person_in_each_of_several_batches_keeps_nobody_waiting(room: Clockroom):
    batches, slow = 4, asyncio.Event()
    for number in range(batches * BATCH):
        await room.add(at("08:55"), who=f"person {number:03}")

    async def one_in_each(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        if int(due[0].schedule.link_id[-3:]) % BATCH == 0:
            await slow.wait()
        return [Sent()] * len(due)

    room.answer = one_in_each
    room.clock.to(DUE)
    await room.tick.once()
    work = asyncio.create_task(room.work())
    await room.until("sent", batches * BATCH - batches)
    slow.set()
    await work

    assert await room.states() == ["sent"] * batches * BATCH


async def test_of_two_batches_one_is_begun_with_while_the_other_is_made_ready(room: Clockroom):
    """Side by side they would end side by side, and then both wait for the database."""
    people = [f"person {number:03}" for number in range(2 * BATCH)]
    for who in people:
        await room.add(at("08:55"), who=who)
    is_ready = asyncio.Event()

    async def once_both_are_ready(due: tuple[Firing, ...], _: datetime) -> Sequence[Fired]:
        await is_ready.wait()
        return [Sent()] * len(due)

    room.answer = once_both_are_ready
    room.clock.to(DUE)
    await room.tick.once()
    work = asyncio.create_task(room.work())
    async with asyncio.timeout(5):
        while len(room.runner.carried()) < len(people):  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    is_ready.set()
    await work
    assert {call.who for call in room.said[:BATCH]} in (set(people[:BATCH]), set(people[BATCH:]))
    assert {call.who for call in room.said} == set(people)
