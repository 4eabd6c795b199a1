"""Keeps several connections open, so that one that ends loses nothing, and opens the next before it leaves one."""

import asyncio
import logging
import random
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from bot.slack.pace import Failed, Limited, Lost, Refused
from bot.slack.sockets.connection import Connection, Take
from bot.slack.sockets.opening import Opening

log = logging.getLogger(__name__)

CONNECTIONS = 2
FIRST_WITHIN_S = 3.0
GREETED_WITHIN_S = 10.0
ACKNOWLEDGED_WITHIN_S = 3.0
#: Who was asked to leave goes by itself so long after the next connection stands; Slack mostly ends it earlier.
LEAVES_WITHIN_S = 15.0
#: Slack's words for what waiting a moment does not mend.
SWITCHED_OFF = {"link_disabled"}
TOO_MANY = "too_many_websockets"


@dataclass(frozen=True)
class Pauses:
    """Seconds between two tries, each with jitter: doubled from `first_s` to `most_s`; `refused_s` after a clear no.

    A connection that lasted no longer than `stable_s` counts as a try that failed.
    """

    first_s: float = 0.1
    most_s: float = 5.0
    refused_s: float = 30.0
    stable_s: float = 0.5

    def of(self, tries: int, failed: Failed | None) -> float:
        match failed:
            case Refused():
                wait_s = self.refused_s
            case Limited(wait_s=asked_s):
                wait_s = asked_s
            case _:
                wait_s = min(self.first_s * 2 ** (min(tries, 20) - 1), self.most_s)
        return wait_s * random.uniform(0.75, 1.25)  # noqa: S311 - jitter, no secret


class Sockets:
    """`take` gets each envelope. Nothing here ends by itself: what goes wrong is tried again, with growing pauses."""

    def __init__(
        self,
        opening: Opening,
        take: Take,
        *,
        count: int = CONNECTIONS,
        pauses: Pauses = Pauses(),
    ) -> None:
        self._opening = opening
        self._take = take
        self._count = count
        self._pauses = pauses
        self._first: str | None = None
        self._connections: set[Connection] = set()
        self._leaving: set[asyncio.Task[None]] = set()
        self._problem = ""
        self.standing = asyncio.Event()  #: set from the first connection on

    @property
    def open_now(self) -> int:
        """How many connections stand."""
        return sum(connection.is_open for connection in self._connections)

    async def ask(self) -> None:
        """Asks Slack for the first address, so that a wrong token is known at the start. Raises `Failed`."""
        self._first = await self._opening.address()

    @asynccontextmanager
    async def kept(self, first_within_s: float = FIRST_WITHIN_S) -> AsyncIterator[None]:
        """Connections for as long as the block takes; at its end they stop taking.

        The block begins when the first one stands, or when that takes too long: whoever is served then is heard, too.
        """
        lines = [asyncio.create_task(self._line()) for _ in range(self._count)]
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(first_within_s):
                    await self.standing.wait()
            yield
        finally:
            await _cancelled(lines)
            await _cancelled(self._leaving)
            await asyncio.gather(*(one.close(ACKNOWLEDGED_WITHIN_S) for one in self._connections))
            self._connections.clear()

    async def _line(self) -> None:
        """One connection after the other. The one before is left only when the next one stands."""
        tries, before = 0, None
        while True:
            failed: Failed | None = None
            try:
                connection = await self._connected()
            except Failed as error:
                failed = error
            except Exception:  # The outermost loop of one line: without it the bot would be deaf and not know.
                log.exception("a connection could not be opened")
            else:
                if before is not None:
                    self._leave(before, LEAVES_WITHIN_S)
                began_s = asyncio.get_running_loop().time()
                reason, before = await connection.left(), connection
                failed = self._heard(reason)
                if asyncio.get_running_loop().time() - began_s > self._pauses.stable_s and not failed:
                    tries = 0
                    continue
            tries += 1
            if tries > 1 or isinstance(failed, Refused):  # One that fails is no news: the other stands, as a rule.
                self._tell(failed)
            await asyncio.sleep(self._pauses.of(tries, failed))

    async def _connected(self) -> Connection:
        """A connection that was greeted. Raises `Failed`."""
        address, self._first = self._first or await self._opening.address(), None
        connection = Connection(await self._opening.socket(address), self._take)
        self._connections.add(connection)
        try:
            async with asyncio.timeout(GREETED_WITHIN_S):
                if await connection.greeted():
                    self._stands()
                    return connection
                reason = await connection.left()
        except TimeoutError:
            reason = "no hello"
        self._leave(connection, 0)
        raise Refused(reason) if reason in SWITCHED_OFF else Lost(reason)

    def _stands(self) -> None:
        self.standing.set()
        if self._problem:
            log.warning("Socket Mode is connected again")
        self._problem = ""

    def _heard(self, reason: str) -> Failed | None:
        """What is to be thought of the end of a connection that stood."""
        log.info("a connection of Socket Mode ends: %s", reason)
        if reason in SWITCHED_OFF:
            return Refused(reason)
        return Lost(reason) if reason == TOO_MANY else None

    def _leave(self, connection: Connection, within_s: float) -> None:
        task = asyncio.create_task(self._left(connection, within_s))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    async def _left(self, connection: Connection, within_s: float) -> None:
        """Until Slack ends it or the time is over, what still comes through it is taken."""
        try:
            async with asyncio.timeout(within_s):
                await connection.ended()
        except TimeoutError:
            pass
        await connection.close(ACKNOWLEDGED_WITHIN_S)
        self._connections.discard(connection)

    def _tell(self, failed: Failed | None) -> None:
        """Each new reason once."""
        reason = str(failed) if failed else "closed at once"
        if reason == self._problem:
            return
        self._problem = reason
        if isinstance(failed, Refused):
            log.warning("Slack refuses Socket Mode (%s): look at SLACK_APP_TOKEN and the app's settings", reason)
        else:
            log.warning("Socket Mode cannot be connected (%s); tried again", reason)


async def _cancelled(tasks: Collection["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
