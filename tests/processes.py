"""Programs of the product started as processes of their own, for tests and benches, and ended whatever happens."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2

from tests.unencrypted import UNENCRYPTED

ROOT = Path(__file__).parents[1]
STARTS_WITHIN_S = 60.0  #: on a machine that has much else to do
ENDS_WITHIN_S = 30.0


@asynccontextmanager
async def process(*arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m …` with nothing of this machine's own settings, ended with the block."""
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **(env or {})}
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=clean, cwd="/", stdout=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(started.wait(), ENDS_WITHIN_S)
            except TimeoutError:
                started.kill()
                await started.wait()


async def until(what: Callable[[], Awaitable[bool]], within_s: float) -> None:
    """Looks again and again until it is so. Raises TimeoutError."""
    async with asyncio.timeout(within_s):
        while not await what():  # noqa: ASYNC110 - another process has no event to wait for
            await asyncio.sleep(0.05)


async def becomes(what: Callable[[], Awaitable[bool]], within_s: float) -> bool:
    """Whether it became so in time."""
    try:
        await until(what, within_s)
    except TimeoutError:
        return False
    return True


async def answering(url: str, started: asyncio.subprocess.Process, named: str, *, worst: int = httpx2.codes.OK) -> None:
    """Returns when `url` answers with nothing worse than `worst`; raises when the process ends before that."""
    async with httpx2.AsyncClient(verify=UNENCRYPTED) as http:

        async def answers() -> bool:
            assert started.returncode is None, f"{named} ended at its start"
            try:
                return (await http.get(url)).status_code <= worst
            except httpx2.TransportError:
                return False

        await until(answers, STARTS_WITHIN_S)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
