"""Reminders of people who move, who leave, and of whom Slack tells nothing just now."""

import asyncio

import pytest

from bot.schedules.schedule import Paused, ScheduleState
from tests.handlers.reminding import Desk
from tests.stage.stage import Person, Stage

WITHIN_S = 10.0


@pytest.fixture
def desk(stage: Stage, ana: Person) -> Desk:
    return Desk(stage, ana)


async def changed(stage: Stage, person: Person, **changes: object) -> None:
    """Slack tells the bot of it in its own time."""
    order = {"user": person.who.slack_user, **changes}
    (await stage.http.post(f"{stage.slack_url}/sandbox/member", json=order)).raise_for_status()


async def becomes(stage: Stage, schedule_id: str, *, zone: str = "Europe/Berlin", why: Paused | None = None) -> None:
    async with asyncio.timeout(WITHIN_S):
        while True:
            found = await stage.app.desk.schedules.find(schedule_id)
            if found and (found.zone_now.key, found.paused_why) == (zone, why):
                return
            await asyncio.sleep(0.05)


async def test_a_reminder_moves_with_its_person(desk: Desk, stage: Stage, ana: Person) -> None:
    one = await desk.sets("weekdays 08:55 go on queue")
    await changed(stage, ana, zone="America/New_York")
    await becomes(stage, one, zone="America/New_York")

    await desk.to("2026-11-26T08:55:01")
    await stage.app.tick.once()
    assert desk.messages == []
    await desk.to("2026-11-26T14:55:01")

    await desk.told(1)


async def test_though_slack_does_not_tell_who_anybody_is_reminders_go_out(desk: Desk, stage: Stage) -> None:
    await desk.sets("weekdays 13:00 go on queue")
    await stage.fault("slack", path="/api/users.info", do="status", status=503)

    await desk.to("2026-11-25T13:00:01")

    await desk.told(1)


async def test_the_reminders_of_who_is_deactivated_stand_still(desk: Desk, stage: Stage, ana: Person) -> None:
    one = await desk.sets("weekdays 13:00 go on queue")
    await changed(stage, ana, deleted=True)

    await desk.to("2026-11-25T13:00:01")

    await becomes(stage, one, why=Paused.UNLINKED)
    found = await stage.app.desk.schedules.find(one)
    assert found
    assert (found.state, found.next_at) == (ScheduleState.PAUSED, None)
    assert desk.messages == []
