"""Socket Mode: connections that end, a Slack that cannot be reached, tokens that are refused, a `socket` that dies."""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import httpx2
from sqlalchemy import Row

from bot.errors import AskedAnew
from tests.faults.accounts import least_and_most
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.processes import ran, sandbox, settings_of
from tests.processes import becomes, free_port, until

SUBJECT = "Socket Mode"
CUTS = 3
TOLD_WITHIN_S = 15.0
HELD_S = 0.3
AWAY_S, LONG_AWAY_S = 2.0, 30.0
BACK_WITHIN_S = 12.0
TRIED_WITHIN_S = 45.0  #: a clear no is tried again every half minute
ENDS_WITHIN_S = 30.0
OUTOFOFFICE = "putUserOutofoffice"


async def _lever(playing: Cast, do: str) -> None:
    (await playing.sides.http.post(f"{playing.sides.slack}/sandbox/sockets", json={"do": do})).raise_for_status()


async def _ready(playing: Cast) -> dict[str, Any]:
    with suppress(httpx2.TransportError):
        said: dict[str, Any] = (await playing.sides.http.get(f"{playing.web.url}/readyz")).json()
        return said
    return {}


async def _is_connected(playing: Cast) -> bool:
    return bool((await _ready(playing)).get("socket"))


@dataclass
class Asking:
    """Somebody who turns their out-of-office on and off until it is over, and says it again where it was not taken."""

    playing: Cast
    player: Player
    effects_before: int
    over: asyncio.Event = field(default_factory=asyncio.Event)

    async def goes_on(self) -> None:
        says, then = "/gc ooo on", "/gc ooo off"
        while not self.over.is_set():
            known = len(await self.playing.rows(self.player))
            await self.playing.says(self.player, says)
            if len(await self.playing.rows(self.player)) > known:
                says, then = then, says

    async def account(self) -> tuple[list[str], list[str]]:
        """What was lost and what was doubled: each row has ended and was told, each done one had one effect."""
        rows = await self.playing.rows(self.player)
        least, most = least_and_most(rows)
        effects = await self.playing.sides.effects(OUTOFOFFICE, self.player.genesys_user) - self.effects_before
        audited = [await self.playing.audited(one.id) for one in rows if one.state == "done"]
        lost = [f"{one.id} is {one.state}, {one.problem}" for one in rows if not one.told or not _ended_well(one)]
        lost += [f"{least} done for sure, {effects} effects"] if effects < least else []
        doubled = [f"{most} perhaps done, {effects} effects"] if effects > most else []
        return lost, doubled + [f"{number} audit entries" for number in audited if number > 1]


def _ended_well(change: Row[Any]) -> bool:
    """Done, or overtaken by what was asked since: unknown where it was begun, failed where it was not."""
    overtaken = "unknown" if change.attempts else "failed"
    asked_anew = change.state == overtaken and change.problem["type"] == AskedAnew.__name__
    return change.state in {"done", "already"} or asked_anew


async def _asking(playing: Cast, players: Sequence[Player]) -> list[Asking]:
    await playing.link(*players)
    return [Asking(playing, one, await playing.sides.effects(OUTOFOFFICE, one.genesys_user)) for one in players]


async def _all_told(playing: Cast) -> bool:
    async def told() -> bool:
        return all(one.told for one in await playing.rows())

    return await becomes(told, TOLD_WITHIN_S)


@row(
    SUBJECT,
    injected=f"all connections cut each second, {CUTS} times, then kill -9, then SIGTERM in the middle of work",
    expected="what was accepted ends once and is told; connected again by itself; exit 0",
)
async def sockets_that_are_cut_and_killed(ground: Ground) -> Seen:
    async with cast(ground, role="socket") as playing:
        asking = await _asking(playing, playing.everybody[6:9])
        tasks = [asyncio.create_task(one.goes_on()) for one in asking]
        for _ in range(CUTS):
            await asyncio.sleep(1)
            await _lever(playing, "cut")
        await until(lambda: _is_connected(playing), BACK_WITHIN_S)
        await playing.web.kill()
        await playing.web.start()
        await asyncio.sleep(1)
        code, took = await _stopped_in_mid_work(playing, asking)
        await asyncio.gather(*tasks)
        await playing.web.start()
        lost = [] if await _all_told(playing) else ["not all were told"]
        accounts = [await one.account() for one in asking]
        lost += [what for account in accounts for what in account[0]]
        doubled = [what for account in accounts for what in account[1]]
        accepted = len(await playing.rows())
        deliveries = [one for one in await playing.sides.ledger(playing.sides.slack) if one["kind"] == "delivery"]
        assert {one["url"] for one in deliveries} == {None}, "nothing goes over HTTP"
    assert code == 0, f"it ended with {code}"
    assert accepted >= len(asking), "somebody was never heard"
    text = f"{accepted} accepted; exit {code} after {took:.1f} s"
    return Seen("; ".join([text, *lost, *doubled]), len(lost), len(doubled))


async def _stopped_in_mid_work(playing: Cast, asking: Sequence[Asking]) -> tuple[int, float]:
    """While Genesys takes its time; nobody asks anew meanwhile."""
    genesys = playing.sides.genesys
    await playing.sides.fault(genesys, path="/api/v2/users/*", do="delay", seconds=HELD_S)
    await asyncio.sleep(HELD_S)
    for one in asking:
        one.over.set()
    begun = time.monotonic()
    code = await playing.web.end(ENDS_WITHIN_S)
    await playing.sides.mend()
    return code, time.monotonic() - begun


@row(
    SUBJECT,
    injected=f"Slack names no address for {AWAY_S:.0f} s, and the connections are cut",
    expected="/readyz says so, the process lives, and it is connected again soon after",
    only="sqlite",
)
async def a_slack_that_cannot_be_reached(ground: Ground) -> Seen:
    return await _unreachable(ground, AWAY_S)


@row(
    SUBJECT,
    injected=f"the same for {LONG_AWAY_S:.0f} s",
    expected=f"the same, within {BACK_WITHIN_S:.0f} s after, and no busy loop",
    only="sqlite",
    quick=False,
)
async def a_slack_that_cannot_be_reached_for_long(ground: Ground) -> Seen:
    return await _unreachable(ground, LONG_AWAY_S)


async def _unreachable(ground: Ground, away_s: float) -> Seen:
    async with cast(ground, role="socket") as playing:
        ana = playing.everybody[0]
        await playing.sides.fault(playing.sides.slack, path="/api/apps.connections.open", do="drop_before")
        await _lever(playing, "cut")
        assert await becomes(lambda: _is_cut_off(playing), BACK_WITHIN_S)
        await asyncio.sleep(away_s)
        ready = await playing.sides.http.get(f"{playing.web.url}/readyz")
        figures = (await playing.sides.http.get(f"{playing.web.url}/metrics")).text
        await playing.sides.mend()
        begun = time.monotonic()
        await until(lambda: _is_connected(playing), BACK_WITHIN_S)
        took = time.monotonic() - begun
        answered = await playing.says(ana, "/gc help undo")
        asked = [one for one in await playing.sides.ledger(playing.sides.slack) if one.get("do") == "drop_before"]
    assert (ready.status_code, ready.json()["socket"]) == (200, False), "a silent Slack makes nobody unready"
    assert "onqueue_socket_connections 0.0" in figures
    assert "Takes back your newest change" in answered
    assert len(asked) < 40, "a busy loop"
    return Seen(f"cut off for {away_s:.0f} s, {len(asked)} tries; connected {took:.1f} s after")


async def _is_cut_off(playing: Cast) -> bool:
    return (await _ready(playing)).get("socket") is False


@row(
    SUBJECT,
    injected="the bot token as SLACK_APP_TOKEN",
    expected="one sentence that names the setting; exit code 2",
    only="sqlite",
)
async def a_wrong_app_token(ground: Ground) -> Seen:
    bot_url = f"http://127.0.0.1:{free_port()}"
    async with sandbox(bot_url) as sides:
        env = settings_of(sides.told, bot_url=bot_url, database_url=ground.database_url)
        code, said = await ran("socket", "--port", "0", env=env | {"SLACK_APP_TOKEN": env["SLACK_BOT_TOKEN"]})
    assert code == 2, f"it ended with {code}: {said}"
    assert said.count("SLACK_APP_TOKEN is refused by Slack (not_allowed_token_type)") == 1, said
    assert "Traceback" not in said, said
    return Seen(said.strip())


@row(
    SUBJECT,
    injected="the app-level token is revoked while the bot runs, and given back",
    expected="/readyz and the log say so; tried again slowly, and connected by itself",
    only="sqlite",
    quick=False,
)
async def a_revoked_app_token(ground: Ground) -> Seen:
    async with cast(ground, role="socket") as playing:
        await _lever(playing, "revoke")
        assert await becomes(lambda: _is_cut_off(playing), BACK_WITHIN_S)
        await asyncio.sleep(AWAY_S)
        log = playing.web.log()
        calls = [one for one in await playing.sides.ledger(playing.sides.slack) if one.get("error") == "token_revoked"]
        await _lever(playing, "grant")
        begun = time.monotonic()
        await until(lambda: _is_connected(playing), TRIED_WITHIN_S)
    assert log.count("Slack refuses Socket Mode (token_revoked)") == 1, log
    assert len(calls) <= 4, "tried too often"
    return Seen(f"{len(calls)} tries while it was refused; connected {time.monotonic() - begun:.0f} s after")
