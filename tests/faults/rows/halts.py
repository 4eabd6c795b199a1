"""Processes that are killed under load, stopped for a while, or asked to end in the middle of everything."""

import asyncio
import signal
import time
from urllib.parse import urlsplit

from tests.faults.accounts import OUTOFOFFICE, TOLD_WITHIN_S, accounts, all_told
from tests.faults.asking import asks_on
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, cast
from tests.processes import until
from tests.stage.stage import Stage

SUBJECT = "Processes"
KILLS = 20
STOPPED_S = 30.0
HELD_S = 6.0
IDLE_S = 6.0
WAKES_UP_WITHIN_S = 8.0  #: and does whatever it still does


@row(
    SUBJECT,
    injected=f"kill -9 of a process each second, {KILLS} times, while eight people go on asking",
    expected="nothing lost, nothing twice; another worker goes on, all told within 15 s of the last kill",
    quick=False,
)
async def a_kill_each_second(ground: Ground) -> Seen:
    async with cast(ground, webs=1 if ground.is_sqlite else 2) as playing:
        players = playing.everybody[6:14]
        await playing.link(*players)
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in players}
        over = asyncio.Event()
        asking = [asyncio.create_task(asks_on(playing, player, over)) for player in players]
        await _killed_in_turn(playing, over)
        await asyncio.gather(*asking)
        took = await all_told(playing)
        rows = await playing.rows()
        lost, doubled = await accounts(playing, players, before)
    return Seen(f"{KILLS} kills, {len(rows)} changes accepted; the last told after {took:.1f} s", lost, doubled)


async def _killed_in_turn(playing: Cast, over: asyncio.Event) -> None:
    """A process that was killed is started again at once; the next kill is another's, a second later."""
    starting: dict[int, asyncio.Task[None]] = {}
    for number in range(KILLS):
        await asyncio.sleep(1)
        index = number % len(playing.webs)
        if index in starting:
            await starting[index]
        await playing.webs[index].kill()
        starting[index] = asyncio.create_task(playing.webs[index].start())
    over.set()
    await asyncio.gather(*starting.values())


@row(
    SUBJECT,
    injected=f"a worker that goes on with a killed one's changes is stopped for {STOPPED_S:.0f} s in mid-call, "
    "before a write and after one",
    expected="another goes on within 15 s; the late one loses when it wakes up, also against what was asked since",
    only="postgresql",
    quick=False,
)
async def stopped_in_mid_call(ground: Ground) -> Seen:
    """What a command began has ended by then, for nobody waits longer than 25 s; a sweep has no such end."""
    async with cast(ground, webs=2) as playing:
        players = _, writing = playing.everybody[6], playing.everybody[7]
        await playing.link(*players)
        before = {player: await playing.sides.effects(OUTOFOFFICE, player.genesys_user) for player in players}
        sides, held = playing.sides, {"do": "delay", "seconds": HELD_S}
        look, write = (f"/api/v2/users/{player.genesys_user}/outofoffice" for player in players)
        await sides.fault(sides.genesys, path=look, method="GET", times=2, **held)
        await sides.fault(sides.genesys, path=write, method="GET", times=1, **held)
        await sides.fault(sides.genesys, path=write, method="PUT", times=1, **held)
        first, other = playing.webs
        for player in players:
            await playing.deliver(other, player, "ooo on")
        await until(lambda: _fences_are(playing, 1), 10)
        await other.kill()

        async def in_mid_call() -> bool:
            return (
                await _fences_are(playing, 2)
                and await sides.effects(OUTOFOFFICE, writing.genesys_user) > before[writing]
            )

        await until(in_mid_call, TOLD_WITHIN_S)
        first.send(signal.SIGSTOP)
        stopped = time.monotonic()
        await other.start()
        took = await all_told(playing)
        for player in players:
            await playing.deliver(other, player, "ooo off")
        await until(lambda: _are_ended(playing, 2 * len(players)), 10)
        await asyncio.sleep(max(0, STOPPED_S - (time.monotonic() - stopped)))
        first.send(signal.SIGCONT)
        await asyncio.sleep(WAKES_UP_WITHIN_S)
        lost, doubled = await accounts(playing, players, before)
        fences = [one.fence for one in await playing.rows()]
    return Seen(f"told by the other after {took:.1f} s; the rows' fences are {fences}", lost, doubled)


async def _fences_are(playing: Cast, fence: int) -> bool:
    rows = await playing.rows()
    return len(rows) > 1 and all(one.fence == fence and one.state == "executing" for one in rows)


async def _are_ended(playing: Cast, number: int) -> bool:
    return [one.ended_at is not None for one in await playing.rows()] == [True] * number


@row(
    SUBJECT,
    injected="a connection that was idle for six seconds carries the next delivery",
    expected="it is still open: a client keeps one for five seconds, and must not meet a server that closes it just then",
    quick=False,
)
async def an_idle_connection(stage: Stage) -> Seen:
    address = urlsplit(stage.bot_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    answers = []
    for pause_s in (0, IDLE_S):
        await asyncio.sleep(pause_s)
        writer.write(b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n")
        answers.append((await reader.read(4096)).partition(b"\r\n")[0].decode())
    writer.close()
    assert answers == ["HTTP/1.1 200 OK"] * 2, answers
    return Seen(f"answered before and after {IDLE_S:.0f} s")
