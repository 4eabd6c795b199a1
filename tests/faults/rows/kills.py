"""kill -9 from outside, at six moments of a command's way, found in the ledgers and by watching the database.

A round is three kills that six people were caught by, so that the leases are waited for once: one in the claim of a
row, one in the storing of new tokens, and one that catches four people at once, the last of them right after the ack.
Traps in the database and faults on both sides hold them there.
"""

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta

import httpx2
from sqlalchemy import Row, update

from bot.store.tables import links
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.traps import trap
from tests.processes import until

HELD_S = 9.5  #: how long a side keeps an answer to itself: longer than it takes to be caught, and killed
CAUGHT_WITHIN_S = 20.0  #: on a machine that has much else to do
TOLD_WITHIN_S = 15.0
STILL_S = 0.3
EFFECTS_COME_WITHIN_S = 2.0  #: Genesys answers some writes before their effect, the needless ones too
TOKEN_CALLS = 2  #: the one whose answer died with its process, and the one that replaced it
OUTOFOFFICE = "putUserOutofoffice"


@dataclass(frozen=True)
class Caught:
    """Somebody whose command a kill left at one moment of its way."""

    moment: str
    player: Player
    says: str
    effects_before: int
    operation: str = OUTOFOFFICE


@row(
    "Processes",
    injected="kill -9: after the ack · row written · refresh answered, not stored · row claimed · effect in Genesys "
    "· before the reply",
    expected="what has a row ends and is told within 15 s of the restart; one effect, one audit entry, one refresh",
    repeats=True,
)
async def kills_at_six_moments(ground: Ground) -> Seen:
    longest, lost, doubled = 0.0, [], []
    async with cast(ground) as playing:
        players = [*playing.everybody[4:9], playing.everybody[0]]
        await playing.link(*players)
        for number in range(ground.times):
            tokens_before = await playing.token_calls()
            caught = await _three_kills(playing, players, on=number % 2 == 0)
            longest = max(longest, await _all_told(playing))
            lost += await _repeated(playing, players[0], on=number % 2 == 0)
            await asyncio.sleep(EFFECTS_COME_WITHIN_S)
            for one in caught:
                problems = await _settled(playing, one)
                lost += [f"{one.moment}: {what}" for what in problems[0]]
                doubled += [f"{one.moment}: {what}" for what in problems[1]]
            tokens = await playing.token_calls() - tokens_before
            doubled += [f"{tokens} token calls, one of them lost"] if tokens > TOKEN_CALLS else []
    text = f"{3 * ground.times} kills, {ground.times} at each moment; told within {longest:.1f} s"
    return Seen("; ".join([text, *lost, *doubled]), len(lost), len(doubled))


async def _three_kills(playing: Cast, players: Sequence[Player], *, on: bool) -> list[Caught]:
    """The first player is left after the ack, where nothing was accepted yet."""
    acked, written, refreshed, claimed, answered, effected = players
    says = f"/gc ooo {'on' if on else 'off'}"
    queues = f"/gc {'join' if on else 'leave'} billing, support"
    left = [
        await _about(playing, "row written", written, says),
        await _about(playing, "refresh not stored", refreshed, says),
        await _about(playing, "row claimed", claimed, says),
        await _about(playing, "before the reply", answered, says),
        await _about(playing, "effect in Genesys", effected, queues, "patchUserQueues"),
    ]
    by_name = {one.moment: one for one in left}
    asking = [await _killed_before_the_claim(playing, by_name["row written"])]
    asking.append(await _killed_before_the_storing(playing, by_name["refresh not stored"]))
    asking += await _killed_with_four(
        playing, acked, [by_name[one] for one in ("effect in Genesys", "row claimed", "before the reply")], says
    )
    await playing.sides.mend()
    await playing.web.start()
    for task in asking:
        task.cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    return left


async def _about(playing: Cast, moment: str, player: Player, says: str, operation: str = OUTOFOFFICE) -> Caught:
    return Caught(moment, player, says, await playing.sides.effects(operation, player.genesys_user), operation)


def _says(playing: Cast, player: Player, says: str) -> "asyncio.Task[object]":
    return asyncio.create_task(playing.sides.act(player.slack_user, say=says))


async def _killed_before_the_claim(playing: Cast, one: Caught) -> "asyncio.Task[object]":
    rows_before = len(await playing.rows(one.player))
    async with trap(
        playing.database, "changes", f"OLD.state = 'pending' AND NEW.slack_user = '{one.player.slack_user}'"
    ):
        asking = _says(playing, one.player, one.says)

        async def written() -> bool:
            return len(await playing.rows(one.player)) > rows_before

        await until(written, CAUGHT_WITHIN_S)
        await asyncio.sleep(STILL_S)
        newest = (await playing.rows(one.player))[-1]
        assert (newest.state, newest.fence) == ("pending", 0), "it was caught before its claim"
        await playing.web.kill()
    return asking


async def _killed_before_the_storing(playing: Cast, one: Caught) -> "asyncio.Task[object]":
    await _expire(playing, one.player)
    await playing.web.start()
    before, generation = await playing.token_calls(), (await playing.link_of(one.player)).generation
    async with trap(
        playing.database, "links", f"NEW.generation > OLD.generation AND NEW.slack_user = '{one.player.slack_user}'"
    ):
        asking = _says(playing, one.player, one.says)

        async def answered() -> bool:
            return await playing.token_calls() > before

        await until(answered, CAUGHT_WITHIN_S)
        await asyncio.sleep(STILL_S)
        assert (await playing.link_of(one.player)).generation == generation, "the new tokens are not stored"
        await playing.web.kill()
    await playing.web.start()
    return asking


async def _expire(playing: Cast, player: Player) -> None:
    """The bot believes that their token ended."""
    link = await playing.link_of(player)
    async with playing.database.begin() as tx:
        ended = link.expires_at - timedelta(days=2)
        await tx.execute(update(links).where(links.c.id == link.id).values(expires_at=ended))


async def _killed_with_four(
    playing: Cast, acked: Player, three: Sequence[Caught], says: str
) -> "list[asyncio.Task[object]]":
    effected, claimed, answered = three
    sides, genesys, user = playing.sides, {"do": "delay", "seconds": HELD_S}, "/api/v2/users/"
    for path in ("/response/*", "/api/chat.*"):
        await sides.fault(sides.slack, path=path, do="drop_before")
    ends_before = [one.id for one in await playing.rows(answered.player)]
    asking = [_says(playing, answered.player, answered.says)]
    await until(lambda: _has_ended(playing, answered.player, ends_before), CAUGHT_WITHIN_S)
    await sides.fault(sides.genesys, path=f"{user}{effected.player.genesys_user}/queues", method="PATCH", **genesys)
    await sides.fault(sides.genesys, path=f"{user}{claimed.player.genesys_user}/outofoffice", method="GET", **genesys)
    asking += [_says(playing, one.player, one.says) for one in (effected, claimed)]
    await until(lambda: _is_caught(playing, effected, claimed), HELD_S)
    acks = await _acks(playing)
    async with trap(playing.database, "seen", f"NEW.person LIKE '%{acked.slack_user}'", event="INSERT"):
        asking.append(_says(playing, acked, says))
        await until(lambda: _is_acked(playing, acks), CAUGHT_WITHIN_S)
        await asyncio.sleep(STILL_S)
        await playing.web.kill()
    held = [(await playing.rows(one.player))[-1].state for one in (effected, claimed)]
    assert held == ["executing", "executing"], "both were still in mid-call"
    return asking


async def _is_caught(playing: Cast, effected: Caught, claimed: Caught) -> bool:
    """One has its effect and no answer, the other a claimed row and no first look."""
    applied = await playing.sides.effects(effected.operation, effected.player.genesys_user)
    rows = await playing.rows(claimed.player)
    return applied > effected.effects_before and bool(rows) and rows[-1].state == "executing"


async def _has_ended(playing: Cast, player: Player, before: Sequence[str]) -> bool:
    return any(one.state == "done" and not one.told and one.id not in before for one in await playing.rows(player))


async def _acks(playing: Cast) -> int:
    return sum(entry.get("status") == httpx2.codes.OK for entry in await playing.sides.ledger(playing.sides.slack))


async def _is_acked(playing: Cast, before: int) -> bool:
    """The first thing that is done after it, remembering the delivery, is held."""
    return await _acks(playing) > before


async def _all_told(playing: Cast) -> float:
    """Seconds from the restart until everybody was told; nobody is waited for longer than allowed."""
    begun = time.monotonic()

    async def told() -> bool:
        return not [one.id for one in await playing.rows() if not one.told]

    with suppress(TimeoutError):
        await until(told, TOLD_WITHIN_S)
    return time.monotonic() - begun


async def _settled(playing: Cast, one: Caught) -> tuple[list[str], list[str]]:
    """What was lost and what was done twice."""
    newest: Row[object] = (await playing.rows(one.player))[-1]
    effects = await playing.sides.effects(one.operation, one.player.genesys_user) - one.effects_before
    audited, told = await playing.audited(newest.id), await playing.told(newest.id)
    lost = {
        f"ended as {newest.state}": newest.state != "done",
        "no effect": not effects,
        "not told": not told or not newest.told,
        "no audit entry": not audited,
    }
    doubled = {f"{effects} effects": effects > 1, f"{audited} audit entries": audited > 1}
    return [what for what, is_so in lost.items() if is_so], [what for what, is_so in doubled.items() if is_so]


async def _repeated(playing: Cast, acked: Player, *, on: bool) -> list[str]:
    """Nothing was accepted, so nothing was done; said again it works."""
    before = await playing.sides.effects(OUTOFOFFICE, acked.genesys_user)
    said = await playing.says(acked, f"/gc ooo {'on' if on else 'off'}")
    after = await playing.sides.effects(OUTOFOFFICE, acked.genesys_user)
    return [] if "*Done:*" in said and after == before + 1 else [f"after the ack: said again it read {said!r}"]
