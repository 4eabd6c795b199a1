"""slack_sdk's own Socket Mode clients judge the emulated Slack: a whole round each."""

import asyncio
from typing import Any

import pytest
from slack_sdk.socket_mode import aiohttp, websockets
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse

from bot.sandbox.slack.socket_connection import Reason
from tests.sandbox.slack.conftest import Stage


@pytest.mark.parametrize("made", [aiohttp.SocketModeClient, websockets.SocketModeClient], ids=["aiohttp", "websockets"])
async def test_its_client_is_served(stage: Stage, made: Any):
    client = made(app_token=stage.emulator.app_token, web_client=stage.client)
    heard: list[tuple[str, str]] = []

    async def hear(speaker: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        heard.append((request.type, str(request.retry_attempt)))
        answer = {"text": f"You typed {request.payload['text']}."} if request.type == "slash_commands" else None
        await speaker.send_socket_mode_response(SocketModeResponse(request.envelope_id, answer))

    client.socket_mode_request_listeners.append(hear)
    await client.connect()
    first = await stands(stage)
    await stage.window().say("C0GENERAL", "/gc on")
    assert stage.window().history("C0GENERAL")[-1]["text"] == "You typed on."
    await stage.emulator.workspace.sockets.ask_to_leave(Reason.REFRESH)
    await stands(stage, after=first)
    await stage.window().say("D01ANA", "hello")
    async with asyncio.timeout(5):
        while len(heard) < 2:  # noqa: ASYNC110 - the client tells nobody else
            await asyncio.sleep(0.01)
    assert heard == [("slash_commands", "None"), ("events_api", "0")]
    await client.close()


async def stands(stage: Stage, *, after: int = 0) -> int:
    """The number of the one connection that stands; the clients may open more than one before it."""
    sockets = stage.emulator.workspace.sockets
    async with asyncio.timeout(20):  # they look at their connection now and then alone
        while True:
            match [one.number for one in sockets.connections if one.takes]:
                case [number] if number > after:
                    return number
            await asyncio.sleep(0.01)
