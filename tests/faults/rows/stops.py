"""Processes that are asked to end in the middle of everything."""

import asyncio
import signal
import time
from collections.abc import Sequence
from contextlib import suppress

from tests.faults.accounts import OUTOFOFFICE, accounts, all_told, lost_and_doubled
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Bot, cast

SUBJECT = "Processes"
ENDS_WITHIN_S = 30.0
HELD_S = 9.0  #: almost as long as a call waits


@row(
    SUBJECT,
    injected="SIGTERM to a web with 50 commands in flight and to the worker, again and again until the end",
    expected="exit 0 within 30 s; lost 0, doubled 0",
    quick=False,
)
async def a_stop_with_fifty_in_flight(ground: Ground) -> Seen:
    async with cast(ground, workers=0 if ground.is_sqlite else 1) as playing:
        players = playing.everybody[3:28]
        for number in range(0, len(players), 5):
            await asyncio.gather(*(playing.link(player) for player in players[number : number + 5]))
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in players}
        sides = playing.sides
        for path in ("/api/v2/users/*/outofoffice", "/api/v2/users/*/queues"):
            await sides.fault(sides.genesys, path=path, method="GET", do="delay", seconds=0.5)
        both = [(player, says) for player in players for says in ("ooo on", "queues")]
        acked = await asyncio.gather(*(playing.deliver(playing.web, player, says) for player, says in both))
        assert set(acked) == {200}, f"not all were taken: {acked}"
        took = await _all_end_well([*playing.webs, *playing.workers])
        await sides.mend()
        lost, doubled = await lost_and_doubled(playing, players, before)
        left = [one.id for one in await playing.rows() if not one.told]
    return Seen(f"exit 0 after {took:.1f} s, {len(left)} rows left to the next process", lost, doubled)


@row(
    SUBJECT,
    injected="SIGTERM while Genesys takes 9 s for each answer, so that changes are cut off behind their write",
    expected="exit 0 within 30 s; another goes on with them, and looks before it writes; lost 0, doubled 0",
    quick=False,
)
async def a_stop_that_cuts_off(ground: Ground) -> Seen:
    async with cast(ground, webs=1 if ground.is_sqlite else 2) as playing:
        players = playing.everybody[6:14]
        await playing.link(*players)
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in players}
        sides, stopped = playing.sides, playing.web
        await sides.fault(sides.genesys, path="/api/v2/users/*/outofoffice", do="delay", seconds=HELD_S)
        await asyncio.gather(*(playing.deliver(stopped, player, "ooo on") for player in players))
        took = await _all_end_well([stopped])
        await sides.mend()
        left = [one.id for one in await playing.rows() if not one.ended_at]
        assert left, "nothing was cut off"
        if ground.is_sqlite:
            await stopped.start()
        told = await all_told(playing)
        lost, doubled = await accounts(playing, players, before)
    return Seen(f"exit 0 after {took:.1f} s, {len(left)} cut off, all told {told:.1f} s later", lost, doubled)


async def _all_end_well(bots: Sequence[Bot]) -> float:
    """Seconds until the last of them has ended; each with 0, and in time."""
    ended = await asyncio.gather(*(_ended(bot) for bot in bots))
    for bot, (code, took) in zip(bots, ended, strict=True):
        assert code == 0, f"{bot.role} ended with {code}"
        assert took <= ENDS_WITHIN_S, f"{bot.role} took {took:.1f} s"
    return max(took for _, took in ended)


async def _ended(bot: Bot) -> tuple[int, float]:
    """SIGTERM every fifth of a second, to the last moment."""
    begun = time.monotonic()
    while bot.process.returncode is None:
        with suppress(ProcessLookupError):
            bot.send(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.shield(bot.process.wait()), 0.2)
    return bot.process.returncode, time.monotonic() - begun
