"""One connection, from its hello to its end. No frame, however strange, ends its reading; only the wire does."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp

log = logging.getLogger(__name__)

LARGEST_READ = 1_000_000  #: characters, as much as over HTTP
LONGEST_WORD = 40

Frame = Mapping[str, Any]
#: Answers with the acknowledgement, or None where Slack is to get none.
Take = Callable[[Frame], Awaitable[Frame | None]]


class Connection:
    """Each envelope is taken in a task of its own, because some wait for Genesys and none may keep the next waiting."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, take: Take) -> None:
        self._socket = socket
        self._take = take
        self._taking: set[asyncio.Task[None]] = set()
        self._greeted: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._left: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read())

    @property
    def is_open(self) -> bool:
        """Whether Slack has said hello and the wire stands, as far as is known."""
        return self._greeted.done() and not self._reading.done()

    async def greeted(self) -> bool:
        """Waits for the hello; False where something else came first, which `left` then tells."""
        either: set[asyncio.Future[Any]] = {self._greeted, self._left}
        await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
        return self._greeted.done()

    async def left(self) -> str:
        """Waits until Slack asks to leave, and answers with its word for why; "closed" where it just ended.

        After a word the connection still stands for a while, and what comes through it is taken.
        """
        return await asyncio.shield(self._left)

    async def ended(self) -> None:
        """Waits until the wire is down."""
        await asyncio.wait({self._reading})

    async def close(self, within_s: float) -> None:
        """Waits for what has no acknowledgement yet, and closes. What comes in the meantime is still taken."""
        try:
            async with asyncio.timeout(within_s):
                while self._taking and not self._reading.done():
                    await asyncio.wait(self._taking)
        except TimeoutError:
            log.warning("a connection is closed before everything was acknowledged")
            for task in self._taking:
                task.cancel()
        self._reading.cancel()  # Only one may wait for the socket, and the closing does.
        await asyncio.wait({self._reading})
        await self._socket.close()

    async def _read(self) -> None:
        try:
            async for message in self._socket:
                if message.type is aiohttp.WSMsgType.TEXT:
                    self._hear(message.data)
        finally:
            self._leaves("closed")

    def _hear(self, text: str) -> None:
        frame = _frame(text)
        match frame.get("type"):
            case "hello":
                if not self._greeted.done():
                    self._greeted.set_result(None)
            case "disconnect":
                self._leaves(str(frame.get("reason"))[:LONGEST_WORD])
            case _ if isinstance(frame.get("envelope_id"), str):
                task = asyncio.create_task(self._acknowledge(frame))
                self._taking.add(task)
                task.add_done_callback(self._taking.discard)
            case _:
                log.info("a frame that is nothing to us was passed over")

    def _leaves(self, reason: str) -> None:
        if not self._left.done():
            self._left.set_result(reason)

    async def _acknowledge(self, frame: Frame) -> None:
        try:
            answer = await self._take(frame)
        except Exception:  # The outermost loop of one delivery.
            log.exception("a delivery could not be taken")
            return
        if answer is None:
            return
        try:
            await self._socket.send_str(json.dumps(answer))
        except (aiohttp.ClientError, ConnectionError):
            # Slack sends an event again, elsewhere, where it is known; who typed or clicked reads that it failed.
            log.info("a connection ended before an acknowledgement")


def _frame(text: str) -> Frame:
    """What it says; nothing where it is no object of JSON, or beyond all measure."""
    if len(text) > LARGEST_READ:
        return {}
    try:
        frame = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return frame if isinstance(frame, dict) else {}
