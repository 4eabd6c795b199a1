"""Slack's own Node clients judge the emulated Slack, the newest and the last ones for Node 18."""

import asyncio
from datetime import timedelta

import pytest

from bot.sandbox.slack.socket_connection import Reason
from tests.node.judges import Judge
from tests.sandbox.slack.calls import CALLS, Call
from tests.sandbox.slack.conftest import Stage

pytestmark = pytest.mark.node


@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.method)
async def test_the_web_client_calls_it(call: Call, client: Judge, stage: Stage):
    answer = await client.does("call", method=call.method, given=dict(await call.given(stage)))
    assert answer["ok"], answer
    assert call.holds(answer)


async def test_what_slack_refuses_reads_as_an_error_there(client: Judge):
    answer = await client.does("call", method="chat.postMessage", given={"channel": "C0NOWHERE", "text": "x"})
    assert "channel_not_found" in str(answer["error"])


async def test_a_whole_round_through_socket_mode(client: Judge, stage: Stage):
    assert (await client.does("connect"))["ok"]
    await client.hears("connected")
    ana = stage.window()
    await ana.say("C0GENERAL", "/gc on")
    assert (await client.hears("command"))["text"] == "on"
    assert ana.history("C0GENERAL")[-1]["text"] == "You typed on."
    await ana.say("D01ANA", "hello")
    assert (await client.hears("message"))["retry"] == 0
    assert ana.history("D01ANA")[-1]["text"] == "You said hello."
    await _a_form(stage, client)
    await _another_connection(stage, client)
    assert not stage.bot.deliveries, "nothing went over HTTP"
    assert {line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"} == {None}
    await client.does("disconnect")


async def _a_form(stage: Stage, client: Judge) -> None:
    """Opened for a command; a click, a menu and a submission that is answered in its acknowledgement."""
    ana = stage.window()
    await ana.say("C0GENERAL", "/gc form")
    await client.hears("command")
    view = ana.snapshot()["view"]
    assert view is not None
    where = {"view": view["id"]}
    await ana.act(where, "more", "more", {})
    await client.hears("block_actions")
    offered = await ana.options(where, "more", "queue", "bi")
    assert [one["text"]["text"] for one in offered["options"]] == ["Billing"]
    assert (await ana.submit(view["id"], {"note": {"said": {"value": "x"}}})) == {"errors": {"note": "Too short."}}


async def _another_connection(stage: Stage, client: Judge) -> None:
    """The client follows Slack's request to leave, and what nobody acknowledged meanwhile comes again."""
    await stage.emulator.workspace.sockets.ask_to_leave(Reason.REFRESH)
    await client.hears("connected")
    async with asyncio.timeout(10):
        while [one.takes for one in stage.emulator.workspace.sockets.connections] != [True]:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.01)
    await stage.window().say("D01ANA", "again")
    stage.clock.by(timedelta(minutes=2))
    await client.hears("message")
    assert stage.window().history("D01ANA")[-1]["text"] == "You said again."
