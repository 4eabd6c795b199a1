"""What is due in some seconds is ready before; whatever happens until then, it is said once, and as it should be."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import StoreUnavailable
from bot.identity.links import LinkState
from bot.schedules.carrying import CROWD
from bot.schedules.contents import ReminderContent
from bot.schedules.fired import Skip
from bot.schedules.firing_rows import Claimed
from bot.schedules.lease import LEASE
from bot.schedules.preparing import AHEAD, KNOWN_AHEAD
from bot.schedules.rules import OffQueue, Once, Rule
from bot.schedules.schedule import Schedule, ScheduleState
from bot.schedules.taking import BATCH
from bot.store.engine import Database
from tests.schedules.clockroom import Clockroom, link
from tests.schedules.rule_table import at, utc
from tests.schedules.test_following import set_state

DUE = utc("2026-11-25T07:55")
SOON = DUE - timedelta(seconds=5)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NEW_YORK = ZoneInfo("America/New_York")
NEW_WORDS = ReminderContent(text="call Bo")

Deed = Callable[[Clockroom, Schedule], Awaitable[object]]


def beside(room: Clockroom) -> Clockroom:
    """Another worker, with its own connections."""
    return Clockroom(Database(room.database.url), room.clock, room.said)


@pytest.mark.parametrize("rule", [at("08:55"), Once(at=DUE), OffQueue(minutes=15, starts=time(8, 40), ends=time(17))])
async def test_it_waits_unseen_for_its_moment(room: Clockroom, rule: Rule):
    made = await room.add(rule)

    await room.to(SOON)

    assert (room.said, await room.states()) == ([], ["ready"])
    assert [one.next_at for one in await room.schedules.of(made.slack, "reminder")] == [DUE]
    await room.to(DUE)
    assert [(one.at, one.firings[0].fire_at) for one in room.said] == [(DUE, DUE)]
    await room.later(minutes=1)
    await room.to(DUE + AHEAD)
    assert (room.moments(made), await room.states()) == ([DUE], ["sent"])


@pytest.mark.parametrize(
    ("deed", "comes"),
    [
        pytest.param(lambda room, it: room.schedules.edit(it.id, it.slack, rule=at("09:10")), [15], id="another time"),
        pytest.param(lambda room, it: room.schedules.edit(it.id, it.slack, content=NEW_WORDS), [0], id="other words"),
        pytest.param(lambda room, it: room.schedules.pause(it.id, it.slack), [], id="paused"),
        pytest.param(lambda room, it: room.schedules.pause(it.id, it.slack, DUE + HOUR), [24 * 60], id="skipped"),
        pytest.param(lambda room, it: room.schedules.end(it.id, it.slack), [], id="off"),
        pytest.param(lambda room, it: room.following.moved(it.slack, NEW_YORK), [6 * 60], id="its person flew west"),
    ],
)
async def test_what_its_owner_does_in_the_last_seconds_holds(room: Clockroom, deed: Deed, comes: list[int]):
    made = await room.add(at("08:55"))
    await room.to(SOON)

    await deed(room, made)
    moments = [DUE + timedelta(minutes=minutes) for minutes in comes]
    found = await room.schedules.find(made.id)
    assert found
    assert found.next_at == (moments[0] if moments else None)
    if found.zone_now == NEW_YORK:
        room.zones["ana"] = NEW_YORK
    for moment in sorted({SOON + timedelta(seconds=1), DUE, DUE + HOUR, *moments}):
        await room.to(moment)

    assert room.moments(made) == moments
    assert {one.schedule.content for call in room.said for one in call.firings} <= {found.content}
    assert await room.schedules.skipped(made.id) == []


async def test_several_at_one_moment_stay_one_message_when_one_of_them_is_changed(room: Clockroom):
    made, other = await room.add(at("08:55")), await room.add(at("08:55"))
    await room.to(SOON)

    await room.schedules.edit(made.id, made.slack, content=NEW_WORDS)
    await room.to(SOON + timedelta(seconds=1))
    await room.to(DUE)

    assert [{one.schedule.id for one in call.firings} for call in room.said] == [{made.id, other.id}]


async def test_who_is_too_late_to_stop_it_is_heard_all_the_same_as_long_as_it_is_not_begun(
    room: Clockroom, monkeypatch: pytest.MonkeyPatch
):
    made, gate, begin = await room.add(at("08:55")), asyncio.Event(), room.rows.begin

    async def gated(ready: Sequence[Claimed]) -> Sequence[Claimed]:
        await gate.wait()
        return await begin(ready)

    monkeypatch.setattr(room.rows, "begin", gated)
    await room.to(SOON)
    room.clock.to(DUE)
    await room.schedules.pause(made.id, made.slack)
    gate.set()
    await room.work()
    await room.later(seconds=1)

    assert room.said == []
    assert [one.reason for one in await room.schedules.skipped(made.id)] == [Skip.PAUSED]


async def test_a_pause_ends_no_sooner_because_something_is_due_behind_it(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.schedules.pause(made.id, made.slack, DUE - timedelta(seconds=2))

    await room.to(SOON)

    found = await room.schedules.find(made.id)
    assert found
    assert found.state is ScheduleState.PAUSED
    await room.to(DUE)
    assert room.moments(made) == [DUE]


async def test_a_link_that_falls_asleep_in_the_last_seconds_takes_it_along(room: Clockroom):
    await link(room.database, "ana")
    made = await room.add(Once(at=DUE))
    await room.to(SOON)

    await set_state(room, "ana", LinkState.ASLEEP)
    await room.following.look_around()
    await room.to(DUE)

    assert (room.said, await room.states()) == ([], [])
    await set_state(room, "ana", LinkState.LIVE)
    room.clock.to(SOON - timedelta(seconds=50))
    await room.following.back(made.slack)
    await room.to(DUE)
    assert room.moments(made) == [DUE]


@pytest.mark.parametrize(
    ("jump", "said", "skipped"),
    [
        pytest.param(timedelta(minutes=10), [DUE], [], id="in time"),
        pytest.param(3 * HOUR, [], [DUE], id="too late"),
    ],
)
async def test_a_clock_that_jumps_over_its_moment_counts_as_an_outage(
    room: Clockroom, jump: timedelta, said: list[datetime], skipped: list[datetime]
):
    made = await room.add(at("08:55"))
    await room.to(SOON)

    await room.to(DUE + jump)

    assert (room.moments(made), [one.fire_at for one in await room.schedules.skipped(made.id)]) == (said, skipped)


async def test_a_clock_that_goes_back_forgets_what_was_ready(room: Clockroom):
    made = await room.add(at("08:55"))
    await room.to(SOON)

    await room.to(SOON - HOUR)

    assert await room.states() == []
    found = await room.schedules.find(made.id)
    assert found
    assert found.next_at == DUE
    await room.to(SOON)
    await room.to(DUE)
    assert room.moments(made) == [DUE]


async def test_who_dies_while_something_waits_costs_it_no_more_than_the_lease(
    room: Clockroom, monkeypatch: pytest.MonkeyPatch
):
    made, dying, other = await room.add(at("08:55")), room, beside(room)

    async def dead(_: Sequence[Claimed]) -> Sequence[Claimed]:
        await asyncio.Event().wait()
        return ()

    monkeypatch.setattr(dying.rows, "begin", dead)
    await dying.to(SOON)
    await other.to(DUE)
    assert room.said == []
    await other.to(DUE + LEASE)
    await dying.runner.stop(0)

    assert [(one.at, one.firings[0].fire_at) for one in room.said] == [(DUE + LEASE, DUE)]
    assert (room.moments(made), await room.states()) == ([DUE], ["sent"])
    await other.database.aclose()


async def test_who_stops_hands_back_what_waits_and_another_says_it_in_time(room: Clockroom):
    for number in range(3):
        await room.add(at("08:55"), who=f"person {number}")
    stopping, other = room, beside(room)
    await stopping.to(SOON)

    await stopping.runner.stop(1)
    assert await room.states() == ["due"] * 3
    await other.to(SOON + timedelta(seconds=1))
    assert await room.states() == ["ready"] * 3
    await other.to(DUE)

    assert [call.at for call in room.said] == [DUE] * 3
    assert await room.states() == ["sent"] * 3
    await other.database.aclose()


async def test_workers_share_what_will_be_due(room: Clockroom):
    for number in range(2 * BATCH):
        await room.add(at("08:55"), who=f"person {number:03}")
    other = beside(room)
    room.clock.to(SOON)
    await room.tick.once()
    other.promises.deferred = [room.promises.deferred.pop()]

    await asyncio.gather(room.work(), other.work())
    room.clock.to(DUE)
    await asyncio.gather(room.work(), other.work())

    assert await room.states() == ["sent"] * 2 * BATCH
    assert len(room.said) == 2 * BATCH
    await other.database.aclose()


async def test_in_a_crowd_it_is_known_before_who_everybody_is(room: Clockroom):
    for number in range(CROWD + 1):
        await room.add(at("08:55"), who=f"person {number:03}")
    room.knows = True
    await room.to(SOON)
    assert room.asked == []

    await room.to(DUE - KNOWN_AHEAD)
    await room.until_known(CROWD + 1)
    room.knows = False
    await room.to(DUE)

    assert len(room.said) == CROWD + 1
    assert room.asked == []


async def test_an_outage_at_the_moment_itself_keeps_it_no_longer_than_it_lasts(
    room: Clockroom, monkeypatch: pytest.MonkeyPatch
):
    made, begin, outages = await room.add(at("08:55")), room.rows.begin, [StoreUnavailable("away")]

    async def away_at_first(ready: Sequence[Claimed]) -> Sequence[Claimed]:
        if outages:
            raise outages.pop()
        return await begin(ready)

    monkeypatch.setattr(room.rows, "begin", away_at_first)
    await room.to(SOON)
    await room.to(DUE)

    assert (room.moments(made), await room.states()) == ([DUE], ["sent"])
