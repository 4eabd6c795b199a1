"""Somebody who goes on asking, whatever happens to whom they ask."""

import asyncio
import time
from contextlib import suppress

import httpx2

from tests.faults.cast import Cast, Player

#: For the row of what was acknowledged, on a busy machine; and of what was not, but may have been heard.
ACCEPTED_WITHIN_S, HEARD_WITHIN_S = 10.0, 1.0


async def asks_on(playing: Cast, player: Player, over: asyncio.Event) -> None:
    """Turns their out-of-office on and off; says it again where it was not accepted, waits where it was.

    One thing after the other, so that each request that is done has an effect of its own.
    """
    says, then = "ooo on", "ooo off"
    for number in range(10_000):
        if over.is_set():
            return
        rows_before, status = len(await playing.rows(player)), 0
        with suppress(httpx2.HTTPError):
            status = await playing.deliver(playing.webs[number % len(playing.webs)], player, says)
        patience_s = ACCEPTED_WITHIN_S if status == httpx2.codes.OK else HEARD_WITHIN_S
        if await _ends(playing, player, rows_before, over, patience_s):
            says, then = then, says


async def _ends(playing: Cast, player: Player, rows_before: int, over: asyncio.Event, patience_s: float) -> bool:
    """Whether it was accepted; then it is waited for."""
    asked = time.monotonic()
    while not over.is_set():
        rows = await playing.rows(player)
        if len(rows) > rows_before and all(row.ended_at is not None for row in rows):
            return True
        if len(rows) == rows_before and time.monotonic() - asked > patience_s:
            return False
        await asyncio.sleep(0.2)
    return False
