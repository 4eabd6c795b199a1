"""Genesys for these tests: servers that answer what a test says, over real HTTP or raw TCP."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bot.genesys.client import Genesys
from bot.genesys.transport import Transport


@dataclass(frozen=True)
class Seen:
    method: str
    path: str  #: as it came, quoted
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


def said(status: int = 200, body: Any = None, **headers: str) -> Response:
    """An answer; `body` is text as it is, or else JSON. Header names are written with `_`."""
    named = {"content-type": "application/json"} | {name.replace("_", "-"): value for name, value in headers.items()}
    content = body if isinstance(body, str | bytes) else b"" if body is None else json.dumps(body)
    return Response(content, status, named)


@dataclass
class Scripted:
    """Answers in the order given; the last answer is given again and again."""

    answers: list[Response]
    seen: list[Seen] = field(default_factory=list)
    url: str = ""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        raw = await request.body()
        is_json = request.headers.get("content-type") == "application/json"
        self.seen.append(
            Seen(
                request.method,
                scope["raw_path"].decode(),
                dict(request.query_params),
                dict(request.headers),
                json.loads(raw) if raw and is_json else raw.decode(),
            )
        )
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await answer(scope, receive, send)


@dataclass
class Doors:
    """One server for all tests, because starting one takes longer than most tests; each script has its own door."""

    url: str = ""
    opened: int = 0
    open: dict[str, Scripted] = field(default_factory=dict)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            _, door, raw_path = scope["raw_path"].decode().split("/", 2)
            await self.open[door]({**scope, "raw_path": f"/{raw_path}".encode()}, receive, send)


doors = Doors()


@asynccontextmanager
async def answering(*answers: Response) -> AsyncIterator[Scripted]:
    doors.opened += 1
    door = str(doors.opened)
    scripted = doors.open[door] = Scripted(list(answers), url=f"{doors.url}/{door}")
    try:
        yield scripted
    finally:
        del doors.open[door]


@dataclass
class Raw:
    """A TCP server that reads one request a connection, then sends the next bytes and hangs up."""

    answers: list[bytes]
    url: str = ""
    requests: int = 0

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            self.requests += 1
            writer.write(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
            await writer.drain()
        writer.close()


@asynccontextmanager
async def hanging_up(*answers: bytes, port: int = 0) -> AsyncIterator[Raw]:
    raw = Raw(list(answers))
    server = await asyncio.start_server(raw.connected, "127.0.0.1", port)
    async with server:
        raw.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        yield raw


@asynccontextmanager
async def silent(first: bytes = b"") -> AsyncIterator[str]:
    """Takes requests, sends `first` and then a byte now and then, and never comes to an end."""

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.IncompleteReadError):
            await reader.readuntil(b"\r\n\r\n")
            while first:
                writer.write(first)
                await writer.drain()
                await asyncio.sleep(0.02)
            await reader.read()
        writer.close()

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def whole(body: bytes) -> bytes:
    """A complete answer as bytes."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Purse:
    """A token source with tokens in a row: each renewal takes the next; after the last, `error` is raised."""

    def __init__(self, tokens: Iterable[str] = ("token-1",), error: Exception | None = None) -> None:
        self.tokens = list(tokens)
        self.error = error
        self.refused: list[str] = []
        self.gave_up: list[str] = []

    async def token(self) -> str:
        return self.tokens[0]

    async def renewed(self, refused: str) -> str:
        self.refused.append(refused)
        if len(self.tokens) > 1:
            self.tokens.pop(0)
        elif self.error:
            raise self.error
        return self.tokens[0]

    async def ended(self, refused: str) -> None:
        self.gave_up.append(refused)


@dataclass
class Pauses:
    """Sleeps by noting how long."""

    taken: list[float] = field(default_factory=list)
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def __call__(self, seconds: float) -> None:
        self.taken.append(seconds)
        if self.meanwhile:
            await self.meanwhile()


@asynccontextmanager
async def client(
    url: str, *, tokens: Purse | None = None, pauses: Pauses | None = None, in_flight: int = 12, read_s: float = 10
) -> AsyncIterator[Genesys]:
    transport = Transport(url, in_flight=in_flight, read_s=read_s, sleep=pauses or Pauses())
    try:
        yield Genesys(transport, tokens or Purse())
    finally:
        await transport.aclose()
