"""Digests as a channel and whoever presses their buttons read them."""

import re
import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.sandbox.slack.messages import Message
from bot.schedules.fired import Held, Sent, Skip, Skipped
from bot.schedules.schedule import Firing
from handlers import digest_post
from tests.handlers.digesting import FLOOR, Desk, Sitting, desk
from tests.stage.looking import Behind
from tests.stage.stage import Person, raised


def rows(messages: list[Message]) -> list[Any]:
    """Of all tables."""
    tables = [block for message in messages for block in message.blocks if block["type"] == "data_table"]
    return [row for table in tables for row in table["rows"][1:]]


@pytest.fixture(scope="module")
async def sitting(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Sitting]:
    """One stage for all of this file: what is said does not hang on the database."""
    file = tmp_path_factory.mktemp("digests") / "onqueue.db"
    shutil.copyfile(sqlite_template, file)
    async with raised(f"sqlite+aiosqlite:///{file}") as stage, desk(stage, stage.person(1)) as one:
        await stage.person(0).links()
        yield Sitting(one)


@pytest.fixture
async def at(sitting: Sitting) -> Desk:
    return await sitting.anew()


@pytest.fixture
def ana(sitting: Sitting) -> Person:
    return sitting.desk.stage.person(0)


@pytest.fixture
def behind(sitting: Sitting) -> Behind:
    return Behind(sitting.desk.stage)


async def test_it_says_what_needs_somebody_first_and_everybody_below(at: Desk):
    await at.stage.floor(user="priya.sharma@example.com", presence="Break")
    at.stage.later(minutes=20)
    assert await at.fires(await at.made()) == Sent()
    (message,) = at.posted()
    text = message.text
    assert re.match(r"\*Bo Lindqvist's team, as of today 12:\d\d\* \(Europe/Berlin\): ", text)
    assert "may need somebody" in text[:100]
    assert "*On a break for more than 15 minutes:*" in text
    assert "• Priya Sharma, for 20 min" in text
    assert "How many do what: " in text
    assert "Ana Ruiz: off queue (Available)" in text or "Ana Ruiz: off queue" in text
    kinds = [block["type"] for block in message.blocks]
    assert kinds == ["section", "data_visualization", "data_table", "actions"]
    assert "<" not in text


async def test_whoever_presses_sees_somebody_with_their_own_rights(at: Desk, ana: Person):
    """The message is everybody's: it stays as it was, and the answer is for one."""
    await at.stage.floor(user="priya.sharma@example.com", routing_status="NOT_RESPONDING")
    await at.fires(await at.made())
    before = at.posted()
    said = await ana.does(click="See Priya Sharma", channel=FLOOR)
    assert "*Priya Sharma* (priya.sharma@example.com)" in said.text
    assert "not responding" in said.text
    assert all(message["ephemeral"] for message in said.messages)
    assert at.posted() == before


async def test_a_quiet_digest_says_nothing_while_nothing_needs_anyone(at: Desk):
    await at.stage.floor(user=at.lead.who.email, reports=1)
    schedule = await at.made(quiet=True)
    assert await at.fires(schedule) == Skipped(Skip.NOTHING_NEW)
    assert at.posted() == []
    preview = await at.lead.says(f"/gc digest preview {schedule.id}")
    assert "It would not be posted now" in preview.text
    await at.stage.floor(user="ana.ruiz@example.com", presence="On Queue", routing_status="NOT_RESPONDING")
    assert await at.fires(schedule) == Sent()


async def test_a_preview_is_read_by_one(at: Desk):
    said = await at.lead.does(say="/gc digest new", channel=FLOOR)
    said = await at.lead.does(click="Preview my team", channel=FLOOR)
    assert "A preview, for you alone" in said.text
    assert "Bo Lindqvist's team" in said.text
    assert at.posted() == []
    assert "Set up a digest…" in said.labels  # it stands where that button was


async def test_a_channel_shared_with_another_company_gets_none(at: Desk):
    assert "shared with another company" in (await at.lead.says("/gc digest new", "C0PARTNERS")).text
    schedule = await at.made()
    at.stage.sides.emulator.workspace.channels[FLOOR].is_ext_shared = True
    assert await at.fires(schedule) == Skipped(Skip.NO_CHANNEL)
    assert at.posted() == []


async def test_an_installation_without_the_new_scopes_is_told_so(at: Desk):
    refused = '{"ok": false, "error": "missing_scope"}'
    await at.stage.fault(
        "slack",
        path="/api/conversations.info",
        do="status",
        status=200,
        body=refused,
        headers={"Content-Type": "application/json"},
        times=1,
    )
    assert "`channels:read` and `groups:read`" in (await at.lead.says("/gc digest new", FLOOR)).text


async def test_without_the_bot_in_it_a_channel_asks_for_it(at: Desk):
    assert "/invite @OnQueue" in (await at.lead.says("/gc digest new", "C0BILLING")).text
    assert "/invite @OnQueue" in (await at.lead.says("/gc digest new", "G0LEADS")).text


@pytest.mark.parametrize(("status", "said"), [(403, "doesn't let you see"), (404, "doesn't know")])
async def test_a_team_that_its_owner_may_not_see_any_more_pauses_it(at: Desk, behind, status, said):
    schedule = await at.made()
    await at.stage.fault("genesys", path="*/directreports", do="status", status=status)
    assert await at.fires(schedule) == Skipped(Skip.PAUSED)
    assert await behind.told(said) == 1
    assert at.posted() == []


async def test_a_form_cannot_be_turned_to_a_channel_that_one_is_not_in(at: Desk, ana: Person):
    await ana.says("/gc digest new", FLOOR)
    at.stage.sides.emulator.workspace.channels[FLOOR].members.discard(ana.who.slack_user)
    await at.lead.says("/gc digest new", FLOOR)
    await at.lead.does(click="Set up a digest…", channel=FLOOR)
    at.stage.sides.emulator.workspace.channels[FLOOR].members.discard(at.lead.who.slack_user)
    assert "You are not in that channel" in (await at.lead.does(submit={"When": "daily 9:00"})).text
    await at.lead.clicks("Close")


async def test_in_direct_messages_it_is_for_its_owner_alone(at: Desk):
    assert "Only you will read it" in (await at.lead.says("/gc digest new")).text
    schedule = await at.made(channel=None)
    assert await at.fires(schedule) == Sent()
    assert len(at.posted(at.stage.sides.emulator.workspace.members[at.lead.who.slack_user].dm)) == 1


async def test_teams_of_any_size_arrive_whole(at: Desk):
    for people, most in ((1, 1), (30, 1), (300, 9), (3000, 75)):
        await at.stage.floor(user=at.lead.who.email, reports=people)
        requests, earlier = len(await at.stage.ledger()), len(at.posted())
        assert await at.fires(await at.made()) == Sent()
        reads = [line for line in (await at.stage.ledger())[requests:] if line.get("path") == "/api/v2/users"]
        assert len(reads) <= 31
        messages = at.posted()[earlier:]
        assert len(messages) <= most
        assert len({row[0]["text"] for row in rows(messages)}) == len(rows(messages)) == people
        assert all(len(message.text) <= 3800 and "do not fit here" not in message.text for message in messages)
        assert {message.thread_ts for message in messages[1:]} <= {messages[0].ts}


async def test_limits_and_refused_blocks_lose_nothing(at: Desk):
    await at.stage.floor(user=at.lead.who.email, reports=300)
    await at.stage.fault(
        "slack", path="/api/chat.postMessage", do="status", status=429, headers={"Retry-After": "7"}, times=3
    )
    assert await at.fires(await at.made()) == Sent()
    whole = at.posted()
    assert len(rows(whole)) == 300
    assert len({(message.metadata or {})["event_payload"]["key"] for message in whole}) == len(whole)


async def test_blocks_that_slack_refuses_are_sent_plainer_and_complete(at: Desk):
    """Three refusals in a row: of the chart, of the table, of all blocks."""
    await at.stage.floor(user=at.lead.who.email, reports=30)
    refused = '{"ok": false, "error": "invalid_blocks"}'
    for times, kinds in ((1, ["section", "data_table", "data_table", "actions"]), (2, ["section", "actions"]), (3, [])):
        await at.stage.fault(
            "slack",
            path="/api/chat.postMessage",
            do="status",
            status=200,
            body=refused,
            headers={"Content-Type": "application/json"},
            times=times,
        )
        assert await at.fires(await at.made()) == Sent()
        message = at.posted()[-1]
        assert [block["type"] for block in message.blocks] == kinds
        assert message.text.count("example.com") + message.text.count(": ") >= 30


async def test_what_takes_longer_than_a_turn_goes_on_in_the_next(at: Desk, monkeypatch):
    await at.stage.floor(user=at.lead.who.email, reports=300)
    schedule = await at.made()
    firing = Firing(schedule, at.now)
    monkeypatch.setattr(digest_post, "TURN_S", -1.0)
    assert isinstance(await at.fires(schedule, firing=firing), Held)
    monkeypatch.undo()
    turns = iter([False, False, False, True])
    monkeypatch.setattr(digest_post._Turn, "is_over", property(lambda _: next(turns, False)))
    assert isinstance(await at.fires(schedule, firing=firing), Held)
    await at.stage.floor(user=at.lead.who.email, reports=1)
    assert await at.fires(schedule, firing=firing) == Sent()
    assert len(rows(at.posted())) == 300


async def test_a_part_of_the_team_is_asked_for_again_and_then_told_as_a_part(at: Desk):
    await at.stage.floor(user=at.lead.who.email, reports=300)
    await at.stage.fault("genesys", path="/api/v2/users", do="status", status=500, times=1)
    schedule = await at.made()
    assert isinstance(await at.fires(schedule), Held)
    await at.stage.fault("genesys", path="/api/v2/users", do="status", status=500, times=1)
    assert isinstance(await at.fires(schedule, late=timedelta(minutes=3)), Sent)
    assert "*Partial:* Genesys told nothing of 100 other people." in at.posted()[0].text
