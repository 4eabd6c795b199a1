"""The same product over Socket Mode: a telling part of what is proven over HTTP, and what sockets alone can do."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import SecretStr

from bot.app import Role, running
from bot.sandbox.slack.parcels import Ack, Parcel, Sort
from bot.sandbox.slack.socket_connection import Reason
from tests.dispatch.signed import command, told, words
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage, raised

#: Payloads that no part of the bot may come to read.
NOT_WHOLE: tuple[Any, ...] = (
    {"command": 7, "user_id": "U01ANA"},
    {"command": "/gc", "user_id": "U01ANA", "text": {"a": 1}},
    {"command": "/gc", "user_id": "U01ANA", "trigger_id": ["x"]},
    {"command": "/gc", "user_id": "U01ANA", "response_url": 3},
    {"command": "/gc", "user_id": "\0"},
    {"type": "block_actions", "user": {"id": "U01ANA"}, "actions": []},
    {"type": "view_submission", "user": "U01ANA"},
    {"type": "event_callback", "event": {}},
    {"typ": "o"},
    [],
    None,
    "text",
)


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """Slack reaches this bot through its connections alone."""
    async with raised(database_url, role=Role.SOCKET, slack_signing_secret=None) as stage:
        yield stage


async def say(stage: Stage, envelope: dict[str, Any], connection: int | None = None) -> None:
    await stage.sides.emulator.workspace.sockets.say(json.dumps(envelope), connection)


def enveloped(payload: dict[str, Any], envelope_id: str = "1", kind: str = "slash_commands") -> dict[str, Any]:
    return {"envelope_id": envelope_id, "type": kind, "payload": payload, "accepts_response_payload": True}


@asynccontextmanager
async def another_process(stage: Stage) -> AsyncIterator[None]:
    """The connections of the same bot once more; a SQLite file lets only one in."""
    database = stage.app.database
    if database.is_sqlite:
        yield
        return
    changed = {"database_url": SecretStr(database.url), "slack_signing_secret": None}
    async with running(stage.sides.settings.model_copy(update=changed), stage.sides.clock, Role.SOCKET) as app:
        assert app.sockets is not None
        async with app.sockets.kept():
            await app.sockets.standing.wait()
            yield


async def test_words_clicks_menus_forms_and_shortcuts_work(stage: Stage, ana: Person) -> None:
    assert "joined Billing" in (await ana.says("/gc join billing")).text
    assert ana.joined == {"Billing", "Returns"}
    await ana.clicks("Undo")
    assert ana.joined == {"Returns"}
    assert "Bo Lindqvist" in (await ana.says("manager")).text
    mentioned = await ana.says("<@U0ONQUEUE> manager", channel="C0GENERAL")
    assert "Bo Lindqvist" in mentioned.text
    assert mentioned.messages[-1]["ephemeral"]
    await ana.says("/gc join")
    assert "joined Support" in (await ana.chooses("Join…", "Support")).text
    await ana.says("/gc status")
    await ana.clicks("Out of office…")
    late = await ana.does(submit={"Back on": "2026-11-25T11:00:00+01:00"})
    assert list(late.errors) == ["Back on"], "the acknowledgement carries the errors"
    sent = await ana.does(submit={"Back on": "2026-11-27T09:00:00+01:00"})
    assert "out of office" in sent.text
    shown = await ana.does(shortcut="My status")
    assert shown.view is not None
    await ana.does(open="home")
    async with asyncio.timeout(5):
        while stage.sides.emulator.workspace.views.home(ana.who.slack_user) is None:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    deliveries = [line for line in await stage.ledger("slack") if line["kind"] == "delivery"]
    assert {(line["url"], line["failure"]) for line in deliveries} == {(None, None)}
    assert {line["connection"] for line in deliveries} == {1, 2}
    assert (await stage.http.post(f"{stage.bot_url}/slack/events", content=b"{}")).status_code == 404
    assert (await stage.http.get(f"{stage.bot_url}/readyz")).json()["socket"] is True


async def test_what_comes_again_in_another_envelope_on_another_connection_counts_once(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    asked = {**command(ana, "join billing", trigger_id="7.8.9"), "is_enterprise_install": False, "enterprise_id": None}
    said = words(ana, "help undo", "Ev0AGAIN")
    async with another_process(stage):
        everywhere = [one.number for one in stage.sides.emulator.workspace.sockets.connections]
        for connection in (1, *everywhere):
            await say(stage, enveloped(asked, f"a{connection}"), connection)
            await say(stage, enveloped(said, f"b{connection}", "events_api"), connection)
        await told(behind, "joined Billing")
        await told(behind, "Takes back your newest change")
        await say(stage, enveloped(command(ana, "help whoami", trigger_id="another"), "c"))
        await told(behind, "whoami")
    assert len(await behind.rows()) == 1
    assert await behind.told("joined Billing") == 1
    assert await behind.told("Takes back your newest change") == 1
    assert await stage.effects("patchUserQueue", ana) == 1


async def test_what_is_not_whole_is_not_acknowledged_and_what_is_unknown_is(stage: Stage, behind: Behind) -> None:
    """What is unknown would only come again, and is for a later release; what is not whole may come whole."""
    for number, payload in enumerate(NOT_WHOLE):
        await say(stage, enveloped(payload, f"broken {number}"))
    await say(stage, enveloped({"type": "of_tomorrow", "user": {"id": "U01ANA"}}, "tomorrow"))
    await stage.person(1).says("/gc help undo")
    await told(behind, "Takes back your newest change")
    frames = [line["envelope_id"] for line in await stage.ledger("slack") if line["kind"] == "frame"]
    assert set(frames) == {"tomorrow"}
    assert len(stage.sides.emulator.workspace.sockets.connections) == 2


@dataclass(frozen=True)
class Load:
    """What one person asks while connections close; each text is its own, so that its answer is known."""

    stage: Stage
    person: Person

    async def asks(self, number: int) -> Ack:
        await asyncio.sleep(number * 0.012)
        payload = command(self.person, f"zz{number:02}", trigger_id=f"1.2.{number}")
        parcel = Parcel("slash_command", Sort.COMMAND, None, payload, answerable=True)
        return await self.stage.sides.emulator.workspace.courier.deliver(parcel)

    async def writes(self, number: int) -> None:
        await asyncio.sleep(number * 0.03)
        user = self.person.who.slack_user
        await self.stage.sides.emulator.window(user).say(f"D{user[1:]}", f"yy{number:02}")

    async def closings(self, times: int) -> None:
        """Cuts one connection, then asks another one to be left, and so on; each is replaced first."""
        sockets = self.stage.sides.emulator.workspace.sockets
        for number in range(times):
            await asyncio.sleep(0.05)
            oldest = sockets.connections[0].number
            if number % 2:
                sockets.cut(oldest)
            else:
                await sockets.ask_to_leave(Reason.REFRESH, oldest)
            async with asyncio.timeout(5):
                while len(sockets.connections) < 2:  # noqa: ASYNC110 - nobody tells
                    await asyncio.sleep(0.01)


async def test_connections_that_close_under_load_lose_and_double_nothing(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    """What was acknowledged is answered once. An event is answered in any case: Slack sends it again elsewhere."""
    load = Load(stage, ana)
    closing = asyncio.create_task(load.closings(6))
    writing = asyncio.gather(*(load.writes(number) for number in range(12)))
    acks = await asyncio.gather(*(load.asks(number) for number in range(32)))
    await asyncio.gather(closing, writing)
    stage.later(seconds=61)  # What met no connection twice comes again after a minute.
    acked = [f"zz{number:02}" for number, ack in enumerate(acks) if ack.failure is None]
    for word in (*acked, *(f"yy{number:02}" for number in range(12))):
        await told(behind, f"“{word}”")
    said = [f"“zz{number:02}”" for number in range(32)] + [f"“yy{number:02}”" for number in range(12)]
    assert [text for text in said if await behind.told(text) > 1] == []
    assert len(acked) >= 16, "most were taken, although six connections closed"
