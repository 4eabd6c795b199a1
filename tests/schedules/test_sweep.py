"""What is due is taken once, whatever the clock does and however long the bot was away."""

from datetime import datetime, time, timedelta

import pytest

from bot.schedules.contents import ReminderContent
from bot.schedules.fired import Skip
from bot.schedules.planning import plan
from bot.schedules.rules import BeforeReturn, Calendar, OffQueue, Once
from bot.schedules.schedule import ScheduleState
from tests.schedules.clockroom import BERLIN, Clockroom
from tests.schedules.rule_table import at, utc

DUE = utc("2026-11-25T07:55")
DAY = timedelta(days=1)


async def test_what_is_due_is_said_once_and_comes_again_tomorrow(room: Clockroom):
    made = await room.add(at("08:55"))

    await room.to(DUE - timedelta(seconds=1))
    assert room.said == []
    await room.to(DUE)
    await room.later(seconds=1)

    assert room.moments(made) == [DUE]
    found = await room.schedules.find(made.id)
    assert found
    assert found.next_at == DUE + DAY


async def test_what_comes_once_is_over_then(room: Clockroom):
    made = await room.add(Once(at=DUE))

    await room.to(DUE)
    await room.later(days=400)

    assert room.moments(made) == [DUE]
    assert await room.schedules.of(made.slack, "reminder") == []


@pytest.mark.parametrize(
    ("away", "said", "skipped"),
    [
        (timedelta(minutes=5), [DUE], []),
        (timedelta(hours=3), [], [DUE]),
        (timedelta(days=3), [DUE + 3 * DAY], [DUE, DUE + DAY, DUE + 2 * DAY]),
        (timedelta(days=3, hours=1), [], [DUE, DUE + DAY, DUE + 2 * DAY, DUE + 3 * DAY]),
    ],
)
async def test_after_an_outage_one_is_said_if_it_is_in_time_and_the_rest_is_listed(
    room: Clockroom, away: timedelta, said: list[datetime], skipped: list[datetime]
):
    made = await room.add(at("08:55"))

    await room.to(DUE + away)

    unsaid = await room.schedules.skipped(made.id)
    assert (room.moments(made), [one.fire_at for one in reversed(unsaid)]) == (said, skipped)
    assert all(one.reason is Skip.LATE for one in unsaid)


async def test_of_two_that_are_in_time_the_newer_is_said(room: Clockroom):
    made = await room.add(at("08:55", "09:00"))

    await room.to(DUE + timedelta(minutes=8))

    assert room.moments(made) == [DUE + timedelta(minutes=5)]
    assert [one.fire_at for one in await room.schedules.skipped(made.id)] == [DUE]


async def test_a_clock_that_goes_back_says_nothing_twice_and_misses_no_day(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.to(DUE)

    await room.to(DUE - timedelta(hours=2))
    await room.to(DUE)
    await room.to(DUE + DAY)

    assert room.moments(made) == [DUE, DUE + DAY]


async def test_a_clock_that_went_far_ahead_and_back_misses_no_day(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.to(DUE)

    await room.to(DUE + 3 * DAY + timedelta(hours=5))
    await room.to(DUE + timedelta(minutes=1))
    for day in (1, 2, 3, 4):
        await room.to(DUE + day * DAY)

    assert room.moments(made) == [DUE + day * DAY for day in range(5)]


async def test_a_pause_ends_by_itself(room: Clockroom):
    made = await room.add(at("08:55"))
    until = DUE + DAY + timedelta(hours=5)
    paused = await room.schedules.pause(made.id, made.slack, until)
    assert paused
    assert (paused.state, paused.paused_until) == (ScheduleState.PAUSED, until)

    for day in range(4):
        await room.to(DUE + day * DAY)

    assert room.moments(made) == [DUE + 2 * DAY, DUE + 3 * DAY]
    found = await room.schedules.find(made.id)
    assert found
    assert found.state is ScheduleState.ACTIVE


async def test_a_pause_without_an_end_waits_for_its_owner(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.schedules.pause(made.id, made.slack)
    await room.to(DUE + DAY)

    resumed = await room.schedules.resume(made.id, made.slack)
    assert resumed
    assert resumed.next_at == DUE + 2 * DAY
    await room.to(DUE + 2 * DAY)

    assert room.moments(made) == [DUE + 2 * DAY]


async def test_another_time_counts_from_now_on(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.to(DUE)

    edited = await room.schedules.edit(made.id, made.slack, rule=at("09:10"))
    assert edited
    assert edited.next_at == DUE + timedelta(minutes=15)
    await room.to(DUE + timedelta(minutes=15))
    await room.to(DUE + DAY)

    assert room.moments(made) == [DUE, DUE + timedelta(minutes=15)]


async def test_other_words_do_not_touch_the_time(room: Clockroom):
    made = await room.add(at("08:55"))

    edited = await room.schedules.edit(made.id, made.slack, content=ReminderContent(text="call Bo"))

    assert edited
    assert edited.next_at == made.next_at
    assert edited.content == ReminderContent(text="call Bo")


async def test_nobody_touches_what_is_anothers(room: Clockroom):
    made, other = await room.add(at("08:55")), await room.add(at("08:55"), who="bo")

    assert await room.schedules.edit(made.id, other.slack, rule=at("10:00")) is None
    assert await room.schedules.pause(made.id, other.slack) is None
    assert await room.schedules.end(made.id, other.slack) is None

    await room.to(DUE)
    assert room.moments(made) == [DUE]


async def test_a_release_that_knows_no_such_rule_leaves_the_row_and_says_the_others(room: Clockroom):
    odd, made = await room.add(at("08:55")), await room.add(at("08:55"))
    await room.edits(odd, rule={"kind": "moon phase"})

    await room.to(DUE)
    await room.later(seconds=1)

    assert room.moments(made) == [DUE]
    assert await room.is_due(odd)


def test_a_look_that_was_missed_is_not_listed_and_comes_again():
    rule = OffQueue(minutes=15, starts=time(9), ends=time(17))

    late = plan(rule, "reminder", BERLIN, utc("2026-11-25T08:15"), utc("2026-11-25T11:01"))

    assert (late.fires, late.late, late.next_at) == (None, (), utc("2026-11-25T11:15"))


def test_each_kind_has_its_own_grace():
    now = DUE + timedelta(minutes=50)

    assert plan(Calendar(times=(time(8, 55),)), "reminder", BERLIN, DUE, now).fires is None
    assert plan(Calendar(times=(time(8, 55),)), "digest", BERLIN, DUE, now).fires == DUE
    assert plan(Once(at=DUE), "reminder", BERLIN, DUE, now).fires == DUE
    assert plan(BeforeReturn(at=time(8, 55)), "reminder", BERLIN, DUE, now).fires == DUE
