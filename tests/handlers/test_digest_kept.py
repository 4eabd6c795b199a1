"""Digests as their owners keep them, through forms, kills and leavings, on both databases."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.schedules.fired import Sent, Skip, Skipped
from bot.schedules.schedule import Firing, ScheduleState
from bot.slack.reply import Reply
from bot.slack.sender import Place
from tests.handlers.digesting import FLOOR, TEAM, Desk, desk
from tests.stage.stage import Person, Stage


@pytest.fixture
async def at(stage: Stage, bo: Person) -> AsyncIterator[Desk]:
    async with desk(stage, bo) as one:
        yield one


async def test_a_digest_is_set_up_with_the_mouse(at: Desk):
    said = await at.lead.says("/gc digest new", FLOOR)
    assert "Everybody in #floor will read it" in said.text
    assert "41 members now, guests included" in said.text
    form = await at.lead.does(click="Set up a digest…", channel=FLOOR)
    assert "Everybody in #floor will read it" in form.text
    done = await at.lead.does(submit={"When": "mon and thu 9:00 and 14:00"})
    assert "is set up" in done.text
    assert "The next times: tomorrow 09:00, tomorrow 14:00, Mon 30 Nov 09:00 (Europe/Berlin)" in done.text
    assert (
        "every Monday and Thursday at 09:00 and 14:00 (Europe/Berlin), into #floor"
        in (await at.lead.says("/gc digests")).text
    )


async def test_a_time_that_does_not_come_again_is_refused_in_the_form(at: Desk):
    said = await at.set_up(When="tomorrow 9:00")
    assert "“tomorrow 9:00” doesn't say which days and times" in said.errors["When"]
    assert not await at.stage.app.desk.schedules.in_channel(TEAM, FLOOR)


async def test_it_is_changed_paused_and_turned_off(at: Desk):
    schedule = await at.made()
    shown = await at.lead.says(f"/gc digest {schedule.id}")
    assert shown.labels == ["Preview", "Edit…", "Pause", "Turn off"]
    await at.lead.clicks("Edit…")
    edited = await at.lead.does(submit={"When": "daily 10:00", "A break needs a look after": "30 minutes"})
    assert "is changed" in edited.text
    assert "daily at 10:00" in edited.text
    assert "more than 30 minutes" in edited.text
    paused = await at.lead.says(f"/gc digest pause {schedule.id} until friday 10:00")
    assert "paused until Fri 27 Nov 10:00" in paused.text
    assert "goes on" in (await at.lead.says("/gc digest resume")).text
    assert "is off" in (await at.lead.says(f"/gc digest off {schedule.id.lower()}")).text
    assert "You have no digest" in (await at.lead.says(f"/gc digest {schedule.id}")).text


async def test_who_has_no_digest_previews_their_own_team(at: Desk):
    assert "Bo Lindqvist's team" in (await at.lead.says("/gc digest preview")).text


async def test_only_its_owner_changes_it(at: Desk, ana: Person):
    schedule = await at.made()
    listed = await ana.says("/gc digests", FLOOR)
    assert f"Of others, in this channel:*\n*{schedule.id}* Bo Lindqvist's team" in listed.text
    for deed in ("pause", "off", "resume", "preview", "show"):
        assert "You have no digest" in (await ana.says(f"/gc digest {deed} {schedule.id}")).text
    after = await at.again(schedule)
    assert after
    assert after.state is ScheduleState.ACTIVE


async def test_a_channel_that_is_gone_pauses_it_and_its_owner_is_told_once(at: Desk, behind):
    schedule = await at.made()
    at.stage.sides.emulator.workspace.channels[FLOOR].is_archived = True
    firing = Firing(schedule, at.now)
    for _ in range(2):
        assert await at.fires(schedule, firing=firing) == Skipped(Skip.NO_CHANNEL)
    assert await behind.told("is paused:*") == 1
    after = await at.again(schedule)
    assert after
    assert after.state is ScheduleState.PAUSED


class Killed(BaseException):
    """The process is gone."""


async def test_it_goes_on_after_a_kill_where_it_stopped(at: Desk, monkeypatch):
    await at.stage.floor(user=at.lead.who.email, reports=300)
    schedule = await at.made()
    firing, post, said = Firing(schedule, at.now), at.sender.post, 0

    async def dying(place: Place, reply: Reply, *, key: str) -> Place:
        nonlocal said
        said += 1
        if said == 4:
            raise Killed
        return await post(place, reply, key=key)

    monkeypatch.setattr(at.sender, "post", dying)
    with pytest.raises(Killed):
        await at.fires(schedule, firing=firing)
    before = at.posted()
    assert len(before) == 3

    for _ in range(2):
        assert await at.fires(schedule, firing=firing) == Sent()
    messages = at.posted()
    assert messages[:3] == before
    assert len({message.metadata["event_payload"]["key"] for message in messages if message.metadata}) == len(messages)
    assert {message.thread_ts for message in messages[1:]} == {messages[0].ts}


async def test_a_channel_is_told_once_that_its_digest_stands_still(at: Desk, behind):
    schedule = await at.made()
    await at.lead.says("/gc unlink")
    await at.stage.app.desk.following.look_around()
    for _ in range(2):
        await at.noticing.once()
        at.stage.later(minutes=5)
    assert await behind.told(f"*Digest {schedule.id} stands still:* its owner is no longer linked") == 1
    assert [message.channel for message in at.posted()] == [FLOOR]


async def test_that_it_stands_still_is_told_later_where_slack_does_not_take_it(at: Desk, behind):
    schedule = await at.made()
    await at.lead.says("/gc unlink")
    await at.stage.app.desk.following.look_around()
    await at.stage.fault("slack", path="/api/chat.postMessage", do="status", status=500, times=2)
    await at.noticing.once()
    assert at.posted() == []
    at.stage.later(minutes=3)
    await at.noticing.once()
    assert await behind.told(f"*Digest {schedule.id} stands still:*") >= 1
    assert len(at.posted()) == 1


async def test_by_the_clock_it_comes_once_each_time(at: Desk):
    """Everything for real: the form, the tick, the job, the post."""
    await at.set_up(When="weekdays 13:00 and 14:00")
    at.stage.later(minutes=61)
    for count in (1, 2):
        async with asyncio.timeout(10):
            while len(at.posted()) < count:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.3)
        assert len(at.posted()) == count
        at.stage.later(minutes=60)
    assert "as of today 13:01" in at.posted()[0].text
    assert "as of today 14:01" in at.posted()[1].text
