"""Servers of the bench, each a process of its own, whose time and memory are looked at."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.processes import answering, process


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


@asynccontextmanager
async def server(
    *arguments: str, url: str, path: str = "/", env: Mapping[str, str] | None = None
) -> AsyncIterator[Server]:
    """A process that answers at `url`, from the moment on that it does."""
    async with process(*arguments, env=env) as started:
        await answering(url + path, started, " ".join(arguments), worst=httpx2.codes.INTERNAL_SERVER_ERROR - 1)
        yield Server(url, started)
