"""An app on Socket Mode of a few lines: it opens connections and acknowledges by hand."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.sandbox.slack.conftest import Stage


@dataclass
class Socket:
    """One connection, after its hello."""

    raw: aiohttp.ClientWebSocketResponse
    hello: dict[str, Any]

    async def next(self) -> dict[str, Any]:
        frame: dict[str, Any] = await self.raw.receive_json(timeout=5)
        return frame

    async def ack(self, envelope: dict[str, Any], payload: Any = None) -> None:
        answer = {"envelope_id": envelope["envelope_id"]}
        await self.raw.send_json(answer if payload is None else answer | {"payload": payload})

    async def ended(self) -> bool:
        """Whether the next thing that comes is the end."""
        ends = {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED, aiohttp.WSMsgType.CLOSING, aiohttp.WSMsgType.ERROR}
        return (await self.raw.receive(timeout=5)).type in ends


async def address(stage: Stage) -> str:
    answer = await stage.client.apps_connections_open(app_token=stage.emulator.app_token)
    return str(answer["url"])


@asynccontextmanager
async def connected(stage: Stage, more: str = "") -> AsyncIterator[Socket]:
    async with aiohttp.ClientSession() as session, session.ws_connect(await address(stage) + more) as raw:
        yield Socket(raw, await raw.receive_json(timeout=5))


async def lever(stage: Stage, do: str, **more: Any) -> dict[str, Any]:
    answer = await stage.http.post("/sandbox/sockets", json={"do": do, **more})
    answer.raise_for_status()
    pulled: dict[str, Any] = answer.json()
    return pulled
