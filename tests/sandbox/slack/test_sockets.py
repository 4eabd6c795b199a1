"""Socket Mode as the emulated Slack plays it, seen by an app that speaks it by hand."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack.parcels import Parcel, Sort
from tests.sandbox.slack.conftest import MANIFEST, Stage, staged
from tests.sandbox.slack.modals import modal, typed
from tests.sandbox.slack.socket_app import Socket, address, connected, lever

WITHOUT_ADDRESSES: dict[str, Any] = {
    "display_information": {"name": "OnQueue"},
    "features": {
        "slash_commands": [{"command": "/gc", "description": "Your day"}],
        "shortcuts": MANIFEST["features"]["shortcuts"],
    },
    "oauth_config": MANIFEST["oauth_config"],
    "settings": {
        "event_subscriptions": {"bot_events": ["message.im", "app_home_opened"]},
        "interactivity": {"is_enabled": True},
        "socket_mode_enabled": True,
    },
}


@pytest.fixture
async def socket(stage: Stage) -> AsyncIterator[Socket]:
    async with connected(stage) as socket:
        yield socket


async def refused(stage: Stage, token: str) -> str:
    with pytest.raises(SlackApiError) as caught:
        await stage.client.apps_connections_open(app_token=token)
    return str(caught.value.response["error"])


async def test_the_apps_own_token_opens_connections_and_no_other(stage: Stage):
    assert (await address(stage)).startswith(stage.emulator.base_url.replace("http", "ws"))
    assert await refused(stage, stage.emulator.bot_token) == "not_allowed_token_type"
    assert await refused(stage, "xapp-1-A0ONQUEUE-1-no") == "invalid_auth"
    await lever(stage, "revoke")
    assert await refused(stage, stage.emulator.app_token) == "token_revoked"
    in_the_form = await stage.http.post("/api/apps.connections.open", data={"token": stage.emulator.app_token})
    assert in_the_form.json()["error"] == "not_authed"


async def test_an_address_opens_one_connection_once(stage: Stage):
    url = await address(stage)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as first:
            hello = await first.receive_json()
            assert hello["type"] == "hello"
            assert hello["num_connections"] == 1
            assert hello["connection_info"] == {"app_id": "A0ONQUEUE"}
            assert hello["debug_info"]["approximate_connection_time"] == 18_060
        for again in (url, url.replace("ticket=", "ticket=x")):
            with pytest.raises(aiohttp.WSServerHandshakeError):
                await session.ws_connect(again)


async def test_the_hello_counts_the_connections_and_an_eleventh_is_refused(stage: Stage):
    async with AsyncExitStack() as stack:
        sockets = [await stack.enter_async_context(connected(stage)) for _ in range(11)]
        assert [one.hello.get("num_connections") for one in sockets] == [*range(1, 11), None]
        assert (sockets[-1].hello["type"], sockets[-1].hello["reason"]) == ("disconnect", "too_many_websockets")
        assert await sockets[-1].ended()


async def test_a_command_comes_as_an_envelope_and_its_acknowledgement_may_answer(stage: Stage, socket: Socket):
    saying = asyncio.create_task(stage.window().say("C0GENERAL", "/gc join billing"))
    envelope = await socket.next()
    assert (envelope["type"], envelope["accepts_response_payload"]) == ("slash_commands", True)
    assert envelope["payload"]["text"] == "join billing"
    assert envelope["payload"]["response_url"].startswith(stage.emulator.base_url)
    await socket.ack(envelope, {"text": "You joined."})
    await saying
    assert stage.window().history("C0GENERAL")[-1]["text"] == "You joined."
    assert not stage.bot.deliveries, "HTTP is switched off"
    delivery = (await stage.ledger())[-1]
    assert (delivery["kind"], delivery["connection"], delivery["url"]) == ("delivery", 1, None)


async def test_a_click_and_a_form_come_as_envelopes_and_the_form_is_answered(stage: Stage, socket: Socket):
    saying = asyncio.create_task(stage.window().say("C0GENERAL", "/gc ooo"))
    command = await socket.next()
    await socket.ack(command)
    await saying
    note = typed("note", "Note", element={"dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}})
    push = {"type": "actions", "block_id": "b", "elements": [_button("More", "x")]}
    trigger = command["payload"]["trigger_id"]
    view = (await stage.client.views_open(trigger_id=trigger, view=modal(note, push)))["view"]
    clicking = asyncio.create_task(stage.window().act({"view": view["id"]}, "b", "x", {}))
    click = await socket.next()
    assert (click["type"], click["payload"]["type"]) == ("interactive", "block_actions")
    assert click["accepts_response_payload"] is False
    await socket.ack(click)
    await clicking
    sending = asyncio.create_task(stage.act(submit={"Note": "gone"}))
    form = await socket.next()
    assert (form["payload"]["type"], form["accepts_response_payload"]) == ("view_submission", True)
    assert form["payload"]["view"]["id"] == view["id"]
    await socket.ack(form, {"response_action": "errors", "errors": {"note": "Too short."}})
    assert (await sending)["errors"] == {"Note": "Too short."}


async def test_a_menu_is_filled_by_an_acknowledgement(stage: Stage, socket: Socket):
    person, menu = (
        stage.window(),
        {"type": "external_select", "action_id": "q", "placeholder": _text("Queue…"), "min_query_length": 0},
    )
    blocks = [{"type": "actions", "block_id": "b", "elements": [menu]}]
    posted = await stage.client.chat_postMessage(channel="D01ANA", text="Pick", blocks=blocks)
    await socket.ack(await socket.next())  # what the bot said itself is an event too
    where = {"channel": "D01ANA", "ts": posted["ts"]}
    loading = asyncio.create_task(person.options(where, "b", "q", "bi"))
    load = await socket.next()
    assert (load["payload"]["type"], load["accepts_response_payload"]) == ("block_suggestion", True)
    offered = {"options": [{"text": _text("Billing"), "value": "1"}]}
    await socket.ack(load, offered)
    assert await loading == offered


async def test_an_event_that_is_not_acknowledged_comes_again_on_another_connection(stage: Stage):
    async with connected(stage) as one, connected(stage) as other:
        saying = asyncio.create_task(stage.window().say("D01ANA", "hello"))
        first = await one.next()
        assert (first["type"], first["retry_attempt"], first["retry_reason"]) == ("events_api", 0, "")
        await lever(stage, "cut", connection=1)
        again = await other.next()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_closed")
        assert again["payload"]["event_id"] == first["payload"]["event_id"]
        assert again["envelope_id"] != first["envelope_id"]
        await other.ack(again)
        await saying
        stage.clock.by(timedelta(minutes=10))
        with pytest.raises(TimeoutError):
            await other.raw.receive(timeout=0.2)


async def test_each_delivery_goes_to_one_of_the_connections(stage: Stage):
    async with connected(stage) as one, connected(stage) as other:
        got: list[int] = []

        async def take(number: int, socket: Socket) -> None:
            while True:
                await socket.ack(await socket.next())
                got.append(number)

        taking = [asyncio.create_task(take(number, socket)) for number, socket in enumerate((one, other))]
        for number in range(6):
            await stage.window().say("C0GENERAL", f"/gc {number}")
        for task in taking:
            task.cancel()
        assert sorted(got) == [0, 0, 0, 1, 1, 1]


async def test_a_command_whose_connection_ends_has_failed(stage: Stage, socket: Socket):
    saying = asyncio.create_task(stage.window().say("C0GENERAL", "/gc on"))
    await socket.next()
    await lever(stage, "cut")
    await saying
    assert [line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"] == ["dispatch_failed"]


async def test_what_is_not_acknowledged_in_three_seconds_has_failed_and_an_event_comes_elsewhere(stage: Stage):
    """Acknowledgements of something else, and frames that are none, count for nothing."""
    async with connected(stage) as one, connected(stage) as other:
        await stage.window().say("D01ANA", "hello")
        event = await one.next()
        await one.raw.send_json({"envelope_id": "another"})
        await one.raw.send_str("[" * 50_000)
        await one.raw.send_bytes(b"\0")
        commanding = asyncio.create_task(stage.window().say("C0GENERAL", "/gc on"))
        assert (await other.next())["type"] == "slash_commands"
        again = await other.next()
        assert (again["retry_attempt"], again["retry_reason"]) == (1, "timeout")
        assert again["payload"]["event_id"] == event["payload"]["event_id"]
        await other.ack(again)
        await commanding
        failures = [line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"]
        assert sorted(map(str, failures)) == ["None", "operation_timeout", "operation_timeout"]


async def test_without_a_connection_nothing_arrives_and_http_stays_off(stage: Stage):
    async with connected(stage):
        pass
    await stage.window().say("C0GENERAL", "/gc on")
    assert not stage.bot.deliveries
    assert [line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"] == ["dispatch_failed"]


async def test_who_is_asked_to_leave_gets_nothing_more_and_keeps_what_it_has(stage: Stage):
    async with connected(stage) as old, connected(stage) as new:
        saying = asyncio.create_task(stage.window().say("C0GENERAL", "/gc 1"))
        held = await old.next()
        assert (await lever(stage, "refresh_requested", connection=1))["used"]
        asked = await old.next()
        assert (asked["type"], asked["reason"]) == ("disconnect", "refresh_requested")
        second = asyncio.create_task(stage.window().say("C0GENERAL", "/gc 2"))
        await new.ack(await new.next())
        await second
        await old.ack(held)
        await saying
        assert await old.ended()
        assert [line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"] == [None, None]


async def test_a_warning_leaves_time_in_which_deliveries_go_on(stage: Stage, socket: Socket):
    await lever(stage, "warning")
    assert (await socket.next())["reason"] == "warning"
    saying = asyncio.create_task(stage.window().say("C0GENERAL", "/gc 1"))
    await socket.ack(await socket.next())
    await saying


async def test_socket_mode_switched_off_ends_the_connections_and_http_is_back(stage: Stage, socket: Socket):
    await lever(stage, "switch_off")
    assert (await socket.next())["reason"] == "link_disabled"
    assert await socket.ended()
    async with connected(stage) as again:
        assert again.hello["reason"] == "link_disabled"
    await stage.window().say("C0GENERAL", "/gc on")
    assert len(stage.bot.deliveries) == 1


async def test_a_manifest_without_addresses_is_served_by_sockets():
    async with staged(WITHOUT_ADDRESSES) as stage:
        await stage.window().say("C0GENERAL", "/gc on")
        assert [line["failure"] for line in await stage.ledger() if line["kind"] == "delivery"] == ["dispatch_failed"]
        async with connected(stage) as socket:
            saying = asyncio.create_task(stage.window().say("D01ANA", "hello"))
            event = await socket.next()
            assert event["payload"]["event"]["text"] == "hello"
            await socket.ack(event)
            await saying


async def test_an_answer_that_was_not_asked_for_counts_for_nothing(stage: Stage, socket: Socket):
    clicked = Parcel("block_actions", Sort.INTERACTION, None, {"type": "block_actions"})
    delivering = asyncio.create_task(stage.emulator.workspace.sockets.deliver(clicked))
    await socket.ack(await socket.next(), {"text": "hello"})
    assert (await delivering).body == b""


async def test_strange_frames_can_be_said(stage: Stage, socket: Socket):
    await lever(stage, "say", text="[" * 50_000)
    assert (await socket.raw.receive_str()).startswith("[[[")


def _text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def _button(words: str, action_id: str) -> dict[str, Any]:
    return {"type": "button", "action_id": action_id, "text": _text(words)}
