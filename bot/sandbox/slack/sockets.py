"""Socket Mode: the app's open connections, of which each delivery goes to one (docs.slack.dev, "Using Socket Mode")."""

import asyncio
import itertools
import secrets
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from urllib.parse import urlencode

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from bot.sandbox.slack.ledger import Ledger
from bot.sandbox.slack.parcels import Ack, Parcel
from bot.sandbox.slack.socket_connection import CLOSES_AFTER_WARNING_S, LIFE_S, Connection, Reason, read_frame
from bot.sandbox.slack.wire import APP

PATH = "/link/"
MOST_CONNECTIONS = 10
DEBUG_LIFE_S = 360.0


class Sockets:
    """`enabled`: whether Socket Mode is switched on; None leaves it to the app, which switches it on by connecting."""

    def __init__(self, ledger: Ledger, *, enabled: bool | None) -> None:
        self.app_token_works = True
        self._ledger = ledger
        self._enabled = enabled
        self._tickets: set[str] = set()
        self._connections: dict[int, Connection] = {}
        self._numbers = itertools.count(1)
        self._turn = itertools.count()
        self._leaving: set[asyncio.Task[None]] = set()

    @property
    def are_used(self) -> bool:
        return bool(self._enabled)

    @property
    def connections(self) -> list[Connection]:
        return list(self._connections.values())

    def address(self, base_url: str) -> str:
        """Where one connection can be opened, once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        host = base_url.rstrip("/").replace("http", "ws", 1)
        return f"{host}{PATH}?{urlencode({'ticket': ticket, 'app_id': APP})}"

    async def switch(self, *, on: bool) -> None:
        """As an administrator does in the app's settings."""
        self._enabled = on
        if not on:
            await self.ask_to_leave(Reason.DISABLED)

    async def deliver(self, parcel: Parcel, away_from: int | None = None) -> Ack:
        """To one of the open connections, in turn; to this one only where there is no other."""
        ready = [connection for connection in self._connections.values() if connection.takes]
        if not ready:
            return Ack(0, b"", "dispatch_failed", "no_connection")
        ready = [connection for connection in ready if connection.number != away_from] or ready
        return await ready[next(self._turn) % len(ready)].deliver(parcel)

    async def ask_to_leave(self, reason: Reason, which: int | None = None) -> None:
        """All of them, or one. After a warning they stay for some seconds."""
        for connection in self._asked(which):
            if reason is Reason.WARNING:
                await connection.warn()
                self._later(partial(connection.leave, Reason.REFRESH), CLOSES_AFTER_WARNING_S)
            else:
                self._later(partial(connection.leave, reason), 0)

    def cut(self, which: int | None = None) -> None:
        for connection in self._asked(which):
            connection.cut()

    def fall_silent(self, which: int | None = None) -> None:
        for connection in self._asked(which):
            connection.fall_silent()

    async def say(self, text: str, which: int | None = None) -> None:
        for connection in self._asked(which):
            await connection.say(text)

    async def aclose(self) -> None:
        for task in self._leaving:
            task.cancel()
        await asyncio.gather(*self._leaving, return_exceptions=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The endpoint of one connection, for as long as it lasts."""
        socket = WebSocket(scope, receive, send)
        ticket = socket.query_params.get("ticket", "")
        if ticket not in self._tickets:
            await socket.close()  # Before it was accepted this is an HTTP 403.
            return
        self._tickets.discard(ticket)
        await socket.accept()
        life_s = DEBUG_LIFE_S if socket.query_params.get("debug_reconnects") == "true" else LIFE_S
        connection = self._opened(socket, receive)
        try:
            await self._serve(connection, socket, life_s)
        finally:
            self._connections.pop(connection.number, None)
            connection.ended()
            self._ledger.note("connection", number=connection.number, did="closed", open=len(self._connections))

    def _opened(self, socket: WebSocket, receive: Receive) -> Connection:
        async def close() -> None:
            with suppress(RuntimeError, WebSocketDisconnect):  # The other side was faster.
                if socket.application_state is WebSocketState.CONNECTED:
                    await socket.close()

        async def send(text: str) -> None:
            with suppress(RuntimeError, WebSocketDisconnect):
                await socket.send_text(text)

        protocol = getattr(receive, "__self__", None)  # as in FaultLevers: ASGI has no word for a cut
        transport = getattr(protocol, "transport", None)
        if transport is None:
            raise RuntimeError("a connection can only be cut under uvicorn, with its own receive")
        connection = Connection(next(self._numbers), send=send, close=close, transport=transport)
        if self._enabled is None:
            self._enabled = True
        return connection

    async def _serve(self, connection: Connection, socket: WebSocket, life_s: float) -> None:
        if not self._enabled or len(self._connections) >= MOST_CONNECTIONS:
            await connection.leave(Reason.TOO_MANY if self._enabled else Reason.DISABLED)
            return
        self._connections[connection.number] = connection
        self._ledger.note("connection", number=connection.number, did="opened", open=len(self._connections))
        await connection.greet(len(self._connections), life_s)
        ending = asyncio.get_running_loop().call_later(
            max(life_s - CLOSES_AFTER_WARNING_S, 0), self._begin_to_end, connection.number
        )
        try:
            while (message := await socket.receive())["type"] != "websocket.disconnect":
                text = message.get("text") or ""
                if not connection.hear(text):
                    self._ledger.note(
                        "frame", number=connection.number, envelope_id=read_frame(text).get("envelope_id")
                    )
        finally:
            ending.cancel()

    def _begin_to_end(self, number: int) -> None:
        self._later(partial(self.ask_to_leave, Reason.WARNING, number), 0)

    def _asked(self, which: int | None) -> list[Connection]:
        return [one for one in self.connections if which in {None, one.number}]

    def _later(self, work: Callable[[], Awaitable[None]], wait_s: float) -> None:
        async def waited() -> None:
            await asyncio.sleep(wait_s)
            await work()

        task = asyncio.get_running_loop().create_task(waited())
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)
