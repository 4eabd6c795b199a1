"""The time by which a process works: the machine's own, but a sandbox's where Slack is one.

The sandbox's clock can be moved, and what it delivers is signed by that clock: a bot in a process of its own that lived
by another time would refuse it. Only an address of this machine is ever asked.
"""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import httpx2

from bot.clock import Clock, MovableClock, SystemClock
from bot.settings import Settings, is_loopback

FIRST_WITHIN_S = 5.0
AGAIN_AFTER_S = 1.0
LINES = "application/x-ndjson"


@asynccontextmanager
async def process_clock(settings: Settings) -> AsyncIterator[Clock]:
    """The clock, for as long as the process runs. What answers otherwise than a sandbox is asked once."""
    if not is_loopback(settings.slack_api_url):
        yield SystemClock()
        return
    clock, told = MovableClock(), asyncio.Event()
    following = asyncio.create_task(
        _follow(f"{settings.slack_api_url.removesuffix('/api')}/sandbox/clock", clock, told)
    )
    first = asyncio.create_task(told.wait())
    try:
        await asyncio.wait({following, first}, timeout=FIRST_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
        if not told.is_set():
            following.cancel()
        yield clock if told.is_set() else SystemClock()
    finally:
        following.cancel()
        first.cancel()
        await asyncio.gather(following, first, return_exceptions=True)


async def _follow(url: str, clock: MovableClock, told: asyncio.Event) -> None:
    """Sets the clock by each line; when the lines break off it runs on, and asks again."""
    timeout = httpx2.Timeout(FIRST_WITHIN_S, read=None)
    async with httpx2.AsyncClient(timeout=timeout, follow_redirects=False, trust_env=False) as http:
        while True:
            with suppress(httpx2.HTTPError, ValueError, KeyError):
                async with http.stream("GET", url) as answer:
                    if answer.headers.get("Content-Type", "").startswith(LINES):
                        async for line in answer.aiter_lines():
                            _set(clock, line)
                            told.set()
            if not told.is_set():
                return
            await asyncio.sleep(AGAIN_AFTER_S)


def _set(clock: MovableClock, line: str) -> None:
    said = json.loads(line)
    clock.to(datetime.fromisoformat(said["now"]))
    clock.run_at(float(said["rate"]))
