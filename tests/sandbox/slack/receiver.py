"""A bot of a few lines: it checks signatures with Slack's own verifier, keeps what it was sent, and answers."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

from slack_sdk.signature import Clock, SignatureVerifier
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.clock import MovableClock

Answer = Response | dict[str, Any] | str | None


@dataclass
class Delivery:
    path: str
    headers: dict[str, str]
    content: dict[str, Any]

    @property
    def kind(self) -> str:
        return str(self.content.get("type", "slash_command"))


class SlackTime(Clock):
    def __init__(self, clock: MovableClock) -> None:
        self._clock = clock

    def now(self) -> float:
        return self._clock.now().timestamp()


@dataclass
class Receiver:
    """`answer` is called with each delivery; the default acknowledges with an empty 200.

    `tasks`: what it does after acknowledging; the stage sees to it that none is left.
    """

    clock: MovableClock
    secret: str = ""
    answer: Callable[[Delivery], Answer | Awaitable[Answer]] = lambda _: None
    deliveries: list[Delivery] = field(default_factory=list)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    came: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])

    @property
    def last(self) -> dict[str, Any]:
        return self.deliveries[-1].content

    def of_kind(self, kind: str) -> list[dict[str, Any]]:
        return [delivery.content for delivery in self.deliveries if delivery.kind == kind]

    def events(self) -> list[dict[str, Any]]:
        return [content["event"] for content in self.of_kind("event_callback")]

    async def until(self, count: int) -> None:
        """Waits until this many deliveries came."""
        async with asyncio.timeout(5):
            while len(self.deliveries) < count:
                self.came.clear()
                await self.came.wait()

    async def _receive(self, request: Request) -> Response:
        body = await request.body()
        if not SignatureVerifier(self.secret, SlackTime(self.clock)).is_valid_request(body, dict(request.headers)):
            return Response(status_code=401)
        delivery = Delivery(request.url.path, dict(request.headers), decoded(body, request.headers["content-type"]))
        self.deliveries.append(delivery)
        self.came.set()
        answer = self.answer(delivery)
        return as_response(await answer if inspect.isawaitable(answer) else answer)


def decoded(body: bytes, kind: str) -> Any:
    if kind == "application/json":
        return json.loads(body)
    form = {name: values[0] for name, values in parse_qs(body.decode(), keep_blank_values=True).items()}
    return json.loads(form["payload"]) if "payload" in form else form


def as_response(answer: Answer) -> Response:
    if isinstance(answer, Response):
        return answer
    if isinstance(answer, dict):
        return Response(json.dumps(answer), media_type="application/json")
    return Response(answer or "")
