"""Schedules follow their people: into another zone, out of a sleeping link, and back."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import delete, update

from bot.identity.links import LinkState
from bot.schedules.contents import DigestContent
from bot.schedules.rules import Calendar
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.store.tables import links
from tests.schedules.clockroom import Clockroom, actor, link
from tests.schedules.rule_table import at, utc

DAY = timedelta(days=1)
BERLIN, NEW_YORK, TOKYO = (ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Tokyo"))


async def stands(room: Clockroom, schedule: Schedule) -> tuple[ScheduleState, Paused | None]:
    found = await room.schedules.find(schedule.id)
    assert found
    return found.state, found.paused_why


@pytest.mark.parametrize(
    ("rule", "zones", "moved_at", "said"),
    [
        pytest.param(
            at("08:55"),
            (BERLIN, NEW_YORK),
            "2026-11-25T13:00",  # 14:00 in Berlin, 08:00 in New York
            ["2026-11-25T07:55", "2026-11-26T13:55", "2026-11-27T13:55"],
            id="west, after it was said: not again on the same day",
        ),
        pytest.param(
            at("08:55"),
            (BERLIN, NEW_YORK),
            "2026-11-25T07:00",  # 08:00 in Berlin, 02:00 in New York
            ["2026-11-25T13:55", "2026-11-26T13:55", "2026-11-27T13:55"],
            id="west, before it was said: when their clock shows it",
        ),
        pytest.param(
            at("09:00", "15:00"),
            (BERLIN, NEW_YORK),
            "2026-11-25T13:00",
            ["2026-11-25T08:00", "2026-11-25T20:00", "2026-11-26T14:00", "2026-11-26T20:00"],
            id="west, between two times: the second one by their clock",
        ),
        pytest.param(
            at("08:55"),
            (NEW_YORK, TOKYO),
            "2026-11-25T10:00",  # 05:00 in New York, 19:00 in Tokyo: today's 08:55 is ten hours past there
            ["2026-11-25T13:55", "2026-11-25T23:55", "2026-11-26T23:55"],
            id="east over it: when it was to come, then by their clock",
        ),
        pytest.param(
            at("08:55"),
            (BERLIN, TOKYO),
            "2026-11-25T20:00",  # 21:00 in Berlin, 05:00 on the 26th in Tokyo
            ["2026-11-25T07:55", "2026-11-25T23:55", "2026-11-26T23:55"],
            id="east into the next day: that day's",
        ),
        pytest.param(
            at("08:55"),
            (BERLIN, ZoneInfo("Europe/Vienna")),
            "2026-11-25T07:55",
            ["2026-11-25T07:55", "2026-11-26T07:55"],
            id="to where the clocks show the same, at that very moment",
        ),
    ],
)
async def test_no_day_is_missed_and_none_has_it_twice(
    room: Clockroom, rule: Calendar, zones: tuple[ZoneInfo, ZoneInfo], moved_at: str, said: list[str]
):
    here, there = zones
    room.zones["ana"] = here
    made = await room.add(rule)
    move, ends = utc(moved_at), utc(said[-1])
    await through(room, made, move)
    room.clock.to(move)
    room.zones["ana"] = there
    await room.following.moved(made.slack, there)

    await through(room, made, ends)

    assert room.moments(made) == [utc(moment) for moment in said]
    assert await room.schedules.skipped(made.id) == []


async def test_there_and_back_on_one_day_says_it_once(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.to(utc("2026-11-25T07:55"))
    room.clock.to(utc("2026-11-25T12:00"))

    for zone in (NEW_YORK, BERLIN):
        await room.following.moved(made.slack, zone)
        room.zones["ana"] = zone
    await through(room, made, utc("2026-11-26T12:00"))

    assert room.moments(made) == [utc("2026-11-25T07:55"), utc("2026-11-26T07:55")]


async def test_a_move_leaves_a_pause_as_it_is(room: Clockroom):
    made = await room.add(at("08:55"))
    until = utc("2026-11-28T00:00")
    await room.schedules.pause(made.id, made.slack, until)

    await room.following.moved(made.slack, NEW_YORK)

    found = await room.schedules.find(made.id)
    assert found
    assert (found.state, found.paused_until) == (ScheduleState.PAUSED, until)
    assert found.next_at
    assert found.next_at >= until


async def test_a_sleeping_link_stops_its_schedules_until_its_person_is_back(room: Clockroom):
    await link(room.database, "ana")
    made = await room.add(at("08:55"))
    await set_state(room, "ana", LinkState.ASLEEP)
    await room.following.look_around()
    assert await stands(room, made) == (ScheduleState.PAUSED, Paused.ASLEEP)
    await room.to(utc("2026-11-26T07:55"))
    assert room.said == []

    await set_state(room, "ana", LinkState.LIVE)
    await room.following.back(made.slack)

    assert await stands(room, made) == (ScheduleState.ACTIVE, None)
    await room.to(utc("2026-11-27T07:55"))
    assert room.moments(made) == [utc("2026-11-27T07:55")]


async def test_who_is_back_unnoticed_is_found(room: Clockroom):
    await link(room.database, "ana", state="asleep")
    made = await room.add(at("08:55"))
    await room.following.look_around()
    await set_state(room, "ana", LinkState.LIVE)

    await room.following.look_around()

    assert await stands(room, made) == (ScheduleState.ACTIVE, None)


async def test_what_its_owner_paused_stays_paused_when_they_are_back(room: Clockroom):
    await link(room.database, "ana")
    made = await room.add(at("08:55"))
    await room.schedules.pause(made.id, made.slack)

    await set_state(room, "ana", LinkState.ASLEEP)
    await room.following.look_around()
    await set_state(room, "ana", LinkState.LIVE)
    await room.following.look_around()

    assert await stands(room, made) == (ScheduleState.PAUSED, Paused.ASKED)


async def test_another_genesys_account_takes_the_reminders_and_no_digest(room: Clockroom):
    await link(room.database, "ana")
    reminder = await room.add(at("08:55"))
    digest = await room.schedules.add(actor("ana"), at("09:00"), DigestContent(), channel="C1", zone=BERLIN)
    async with room.database.begin() as tx:
        await tx.execute(delete(links))
    await room.following.look_around()
    assert await stands(room, reminder) == (ScheduleState.PAUSED, Paused.UNLINKED)

    await link(room.database, "other", who="ana")
    await room.following.look_around()

    assert await stands(room, reminder) == (ScheduleState.ACTIVE, None)
    assert await stands(room, digest) == (ScheduleState.PAUSED, Paused.UNLINKED)
    found = await room.schedules.find(reminder.id)
    assert found
    assert found.link_id == "other"


async def through(room: Clockroom, schedule: Schedule, until: datetime) -> None:
    """Moves the clock to each moment at which it is due."""
    while True:
        found = await room.schedules.find(schedule.id)
        if found is None or found.next_at is None or found.next_at > until:
            return
        await room.to(max(found.next_at, room.clock.now()))


async def set_state(room: Clockroom, link_id: str, state: LinkState) -> None:
    async with room.database.begin() as tx:
        await tx.execute(update(links).where(links.c.id == link_id).values(state=state))
