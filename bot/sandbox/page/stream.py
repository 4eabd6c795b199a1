"""The event stream of one window: what Slack shows its person, the floor as it changes, and the clock when it jumps."""

import asyncio
import json
import time
from typing import Any

from starlette.requests import Request
from starlette.types import Receive, Scope, Send

from bot.sandbox.page.seen import Scene
from bot.sandbox.slack.feed import Reading

LOOK_S = 0.25
#: Real seconds between signs of life, by which both ends find out that the other has gone.
ALIVE_S = 10.0
#: How soon a browser connects again.
AGAIN_MS = 500
#: A clock that is further off than this, in real seconds, from what the page reckons was moved.
JUMP_S = 1.0


class Streams:
    """Server-sent events until the browser leaves. The page asks for everything anew whenever it connects."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        user = Request(scope).query_params.get("as", "")
        reading = self._scene.window(user).events()
        start = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
        await send(start)
        left = asyncio.ensure_future(_left(receive))
        work = [
            asyncio.ensure_future(part)
            for part in (_tell_slack(reading, send), self._watch_floor(user, send), self._watch_clock(send))
        ]
        try:
            await asyncio.wait([left, *work], return_when=asyncio.FIRST_COMPLETED)
            if not left.done():
                await send({"type": "http.response.body", "body": b""})
        finally:
            for part in (left, *work):
                part.cancel()
            await asyncio.gather(left, *work, return_exceptions=True)

    async def _watch_floor(self, user: str, send: Send) -> None:
        shown = -1
        while True:
            if self._scene.floor_version != shown:
                view = self._scene.floor(user)
                shown = self._scene.floor_version
                await _event(send, {"type": "floor", "floor": view})
            await asyncio.sleep(LOOK_S)

    async def _watch_clock(self, send: Send) -> None:
        told, told_at, rate, spoke = 0.0, 0.0, -1.0, 0.0
        while True:
            real = time.monotonic()
            reckoned = told + (real - told_at) * rate
            moved = abs(self._scene.seconds() - reckoned) > JUMP_S * max(1.0, rate)
            if moved or rate != self._scene.rate:
                told, told_at, rate, spoke = self._scene.seconds(), real, self._scene.rate, real
                await _event(send, {"type": "clock", **self._scene.time()})
            elif real - spoke > ALIVE_S:
                spoke = real
                await send({"type": "http.response.body", "body": b": alive\n\n", "more_body": True})
            await asyncio.sleep(LOOK_S)


async def _tell_slack(reading: Reading, send: Send) -> None:
    await send({"type": "http.response.body", "body": f"retry: {AGAIN_MS}\n\n".encode(), "more_body": True})
    await _event(send, {"type": "hello"})
    async for event in reading:
        await _event(send, event)


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _event(send: Send, event: dict[str, Any]) -> None:
    body = f"data: {json.dumps(event)}\n\n".encode()
    await send({"type": "http.response.body", "body": body, "more_body": True})
