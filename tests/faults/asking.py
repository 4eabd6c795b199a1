"""Somebody who goes on asking, whatever happens to whom they ask."""

import asyncio
import time
from contextlib import suppress

import httpx2

from tests.faults.cast import Cast, Player


async def asks_on(playing: Cast, player: Player, over: asyncio.Event) -> None:
    """Turns their out-of-office on and off; says it again where it was not accepted, waits where it was."""
    says, then = "ooo on", "ooo off"
    for number in range(10_000):
        if over.is_set():
            return
        rows_before = len(await playing.rows(player))
        with suppress(httpx2.HTTPError):
            await playing.deliver(playing.webs[number % len(playing.webs)], player, says)
        if await _ends(playing, player, rows_before, over):
            says, then = then, says


async def _ends(playing: Cast, player: Player, rows_before: int, over: asyncio.Event) -> bool:
    """Whether it was accepted; then it is waited for."""
    asked = time.monotonic()
    while not over.is_set():
        rows = await playing.rows(player)
        if len(rows) > rows_before and rows[-1].ended_at is not None:
            return True
        if len(rows) == rows_before and time.monotonic() - asked > 1:
            return False
        await asyncio.sleep(0.2)
    return False
