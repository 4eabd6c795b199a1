"""One connection of Socket Mode, from its hello to its end."""

import asyncio
import json
import secrets
from collections.abc import Awaitable, Callable
from enum import StrEnum

from bot.sandbox.slack.parcels import DEADLINE_S, Ack, Parcel
from bot.sandbox.slack.wire import APP, Json

HOST = "applink-sandbox"
LIFE_S = 18_060  #: as Slack announces it; with `debug_reconnects` it is six minutes
CLOSES_AFTER_WARNING_S = 10.0


class Reason(StrEnum):
    """Why Slack asks the app to leave a connection."""

    WARNING = "warning"  # it closes in some ten seconds, and takes deliveries until then
    REFRESH = "refresh_requested"
    DISABLED = "link_disabled"
    TOO_MANY = "too_many_websockets"


class Closed(Exception):
    """The connection ended before the acknowledgement."""


def read_frame(text: str) -> Json:
    """What the app sent; nothing where it is no object of JSON."""
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


class Connection:
    """What the app acknowledges is matched by envelope; what is not acknowledged when it ends has failed.

    `send` writes a text frame, `close` ends it in order, `abort` without a word; `hold` leaves everything unread.
    """

    def __init__(
        self,
        number: int,
        *,
        send: Callable[[str], Awaitable[None]],
        close: Callable[[], Awaitable[None]],
        transport: asyncio.Transport,
    ) -> None:
        self.number = number
        self.takes = True  #: deliveries; not after it was asked to leave
        self._send = send
        self._close = close
        self._transport = transport
        self._is_silent = False
        self._waiting: dict[str, asyncio.Future[Json]] = {}

    async def greet(self, count: int, life_s: float) -> None:
        info = {"host": HOST, "build_number": 1, "approximate_connection_time": int(life_s)}
        await self._write(
            {"type": "hello", "num_connections": count, "debug_info": info, "connection_info": {"app_id": APP}}
        )

    async def deliver(self, parcel: Parcel) -> Ack:
        """Sends it and waits for its acknowledgement."""
        envelope_id = secrets.token_hex(16)
        acked: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = acked
        try:
            async with asyncio.timeout(DEADLINE_S):
                await self._write(parcel.envelope(envelope_id))
                said = await acked
        except TimeoutError:
            return Ack(0, b"", "operation_timeout", "timeout", connection=self.number)
        except Closed:
            return Ack(0, b"", "dispatch_failed", "connection_closed", connection=self.number)
        finally:
            del self._waiting[envelope_id]
        answer = said.get("payload") if parcel.answerable else None
        return Ack(200, json.dumps(answer).encode() if answer else b"", None, None, connection=self.number)

    def hear(self, text: str) -> bool:
        """Takes what the app sent; False for what acknowledges nothing that waits."""
        said = read_frame(text)
        acked = self._waiting.get(str(said.get("envelope_id")))
        if acked is None or acked.done():
            return False
        acked.set_result(said)
        return True

    async def warn(self) -> None:
        """The announcement alone; deliveries go on."""
        await self._write({"type": "disconnect", "reason": Reason.WARNING, "debug_info": {"host": HOST}})

    async def leave(self, reason: Reason) -> None:
        """Gives it nothing more, and ends it when what it has is acknowledged or too late."""
        self.takes = False
        await self._write({"type": "disconnect", "reason": reason, "debug_info": {"host": HOST}})
        if self._waiting and reason is Reason.REFRESH:
            await asyncio.wait(list(self._waiting.values()), timeout=DEADLINE_S)
        await self._close()

    async def say(self, text: str) -> None:
        """Any frame, as a broken server would send it."""
        await self._send(text)

    def cut(self) -> None:
        """As when a cable is pulled at Slack's end: no close frame."""
        self._transport.abort()

    def fall_silent(self) -> None:
        """As when something on the way forgot the connection: open for both, and nothing gets through."""
        self._is_silent = True
        self._transport.pause_reading()

    def ended(self) -> None:
        self.takes = False
        for acked in self._waiting.values():
            if not acked.done():
                acked.set_exception(Closed())

    async def _write(self, frame: Json) -> None:
        if not self._is_silent:
            await self._send(json.dumps(frame))
