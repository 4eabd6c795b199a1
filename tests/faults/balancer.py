"""One address in front of several `web`s, as a deployment has it: connections go round, dead ones are passed over."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

LOOPBACK = "127.0.0.1"
CHUNK = 64 * 1024


@asynccontextmanager
async def balancer(port: int, ports: Sequence[int]) -> AsyncIterator[None]:
    """Listens on `port` and passes each connection on to one of `ports`."""
    turns = itertools.count()
    open_now: set[asyncio.Task[None]] = set()

    async def passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_now.add(task)
        try:
            first = next(turns)
            for number in range(len(ports)):
                with suppress(OSError):
                    await _joined(reader, writer, ports[(first + number) % len(ports)])
                    return
        except asyncio.CancelledError:
            pass
        finally:
            open_now.discard(task)
            await _closed(writer)

    server = await asyncio.start_server(passed_on, LOOPBACK, port)
    try:
        yield
    finally:
        server.close()
        for task in open_now:
            task.cancel()
        await asyncio.gather(*open_now, return_exceptions=True)


async def _joined(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, port: int) -> None:
    behind_reader, behind = await asyncio.open_connection(LOOPBACK, port)
    try:
        await asyncio.gather(_copied(reader, behind), _copied(behind_reader, writer))
    finally:
        await _closed(behind)


async def _closed(writer: asyncio.StreamWriter) -> None:
    """Closed, and gone: what is left over in the middle of it is a warning, and so a failure, at its collection."""
    writer.close()
    with suppress(OSError):
        await writer.wait_closed()


async def _copied(source: asyncio.StreamReader, to: asyncio.StreamWriter) -> None:
    """Until one side ends; then the other is ended too."""
    try:
        with suppress(OSError):
            while data := await source.read(CHUNK):
                to.write(data)
                await to.drain()
    finally:
        to.close()
