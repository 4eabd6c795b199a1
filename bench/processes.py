"""Servers as processes of their own, and the processor time that each has taken."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

HERE = Path(__file__).parent.parent
STARTS_WITHIN_S = 60.0


@dataclass(frozen=True)
class Server:
    """A process that answers at `url`."""

    url: str
    process: asyncio.subprocess.Process

    def cpu_s(self) -> float:
        """Processor time that its living threads have taken, in user mode and in the kernel."""
        threads = Path(f"/proc/{self.process.pid}/task").glob("*/schedstat")
        return sum(int(thread.read_text(encoding="ascii").split()[0]) for thread in threads) / 1e9

    def rss_mb(self) -> float:
        """Memory in use now."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        line = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@asynccontextmanager
async def process(*arguments: str, env: Mapping[str, str] | None = None) -> AsyncIterator[asyncio.subprocess.Process]:
    """`python -m …` with nothing of this machine's own settings, ended with the block."""
    clean = {"PATH": os.environ["PATH"], "PYTHONPATH": str(HERE), **(env or {})}
    started = await asyncio.create_subprocess_exec(
        sys.executable, "-m", *arguments, env=clean, cwd="/", stdout=asyncio.subprocess.PIPE
    )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(started.wait(), 30)
            except TimeoutError:
                started.kill()
                await started.wait()


@asynccontextmanager
async def server(
    *arguments: str, url: str, path: str = "/", env: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A process that answers at `url`, from the moment on that it does."""
    async with process(*arguments, env=env) as started, httpx2.AsyncClient() as http:

        async def answers() -> bool:
            if started.returncode is not None:
                raise SystemExit(f"{' '.join(arguments)} ended at its start.")
            try:
                return (await http.get(url + path)).status_code < httpx2.codes.INTERNAL_SERVER_ERROR
            except httpx2.TransportError:
                return False

        await until(answers, STARTS_WITHIN_S)
        yield Server(url, started)


async def until(what: Callable[[], Awaitable[bool]], within_s: float) -> bool:
    """Looks again and again; whether it became so in time."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + within_s
    while not await what():
        if loop.time() > ends:
            return False
        await asyncio.sleep(0.01)
    return True
