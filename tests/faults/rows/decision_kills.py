"""kill -9 at six points of ask, decide, execute and notify, found in the ledgers and by watching the database.

A round is one kill that six requests are caught by, so that the leases are waited for once. Faults on both sides hold
five of them, and a trap in the database the last.
"""

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace

from tests.faults.accounts import TOLD_WITHIN_S
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Player, cast
from tests.faults.decision_cast import LEAVES, Deciding
from tests.faults.traps import trap
from tests.processes import until

HELD_S = 9.5  #: how long Genesys keeps an answer to itself: longer than it takes to be caught, and killed
LOOK_HELD_S = 3.0
STOPPED_S, WAKES_UP_WITHIN_S = 15.0, 8.0
CAUGHT_WITHIN_S = 20.0  #: on a machine that has much else to do
STILL_S = 0.3
EFFECTS_COME_WITHIN_S = 1.0
POSTS, DRAWS = "/api/chat.postMessage", "/api/chat.update"
#: Who is caught where, by their place among everybody, and what they belong to. Each has a lead of their own, save the
#: first, whose lead is also the second's.
CAUGHT = {
    "card not posted": (15, "claims"),
    "decision not written": (10, "billing"),
    "not claimed": (16, "billing"),
    "answer not stored": (12, "support"),
    "cards not redrawn": (8, "billing"),
    "requester not told": (9, "sales"),
}

#: The states in which the kill leaves them.
STATES = {
    "card not posted": "asked",
    "decision not written": "asked",
    "not claimed": "approved",
    "answer not stored": "executing",
    "cards not redrawn": "done",
    "requester not told": "done",
}


@dataclass(frozen=True)
class Caught:
    """A request that a kill left at one point of its way."""

    player: Player
    words: str
    effects_before: int
    change_id: str = ""


INJECTED = (
    "kill -9: request written, no card · click acked · decided, not claimed · effect in Genesys · ended, old cards · "
    "cards drawn, requester not told"
)
EXPECTED = (
    "each goes on by itself within 15 s, the click that was not written can be made again; one effect, one decision, "
    "all copies alike, all told"
)


@row("Decisions", injected=INJECTED, expected=EXPECTED, only="sqlite", repeats=True)
async def kills_of_decisions(ground: Ground) -> Seen:
    return await _kills(ground)


@row(
    "Decisions",
    injected=f"{INJECTED}; of two processes",
    expected=EXPECTED,
    only="postgresql",
    quick=False,
    repeats=True,
)
async def kills_of_decisions_in_two_processes(ground: Ground) -> Seen:
    return await _kills(ground)


async def _kills(ground: Ground) -> Seen:
    longest, lost, doubled = 0.0, [], []
    async with cast(ground, workers=0 if ground.is_sqlite else 1) as playing:
        deciding = Deciding(playing)
        players = {point: playing.everybody[index] for point, (index, _) in CAUGHT.items()}
        everybody = {one.slack_user: one for player in players.values() for one in (player, deciding.lead_of(player))}
        await playing.link(*everybody.values())
        for number in range(ground.times):
            caught = await _killed(deciding, players, "leave" if number % 2 == 0 else "join")
            longest = max(longest, await _all_told(deciding, caught))
            await asyncio.sleep(EFFECTS_COME_WITHIN_S)
            for point, one in caught.items():
                effects = await playing.sides.effects(LEAVES, one.player.genesys_user) - one.effects_before
                wrong = await deciding.wrong(one.change_id, one.player, effects=effects)
                lost += [f"{point}: {what}" for what in wrong[0]]
                doubled += [f"{point}: {what}" for what in wrong[1]]
    text = f"{ground.times} kills, each at six points; told within {longest:.1f} s"
    return Seen("; ".join([text, *lost, *doubled]), len(lost), len(doubled))


async def _killed(deciding: Deciding, players: Mapping[str, Player], verb: str) -> dict[str, Caught]:
    """All of them are on their way by then, each as far as its point."""
    playing = deciding.playing
    caught: dict[str, Caught] = {}
    for point, player in players.items():
        words, before = f"{verb} {CAUGHT[point][1]}", await playing.sides.effects(LEAVES, player.genesys_user)
        first = "" if point == "card not posted" else await deciding.asks(player, words)
        caught[point] = Caught(player, words, before, first)
    await _untold_and_unposted(deciding, caught)
    await _undrawn(deciding, caught["cards not redrawn"])
    await _held_by_genesys(deciding, caught["answer not stored"], caught["decision not written"])
    await _killed_before_the_claim(deciding, caught["not claimed"])
    states = {point: (await deciding.request(one.change_id)).state for point, one in caught.items()}
    assert states == STATES, states
    await playing.sides.mend()
    await deciding.start()
    return caught


async def _untold_and_unposted(deciding: Deciding, caught: dict[str, Caught]) -> None:
    """Slack takes no new message: one that has ended and is drawn stays untold, and a new one gets no card."""
    sides, untold, new = deciding.playing.sides, caught["requester not told"], caught["card not posted"]
    await sides.fault(sides.slack, path=POSTS, do="drop_before")
    await _click(deciding, untold)

    async def is_untold() -> bool:
        now = await deciding.request(untold.change_id)
        return (now.state, now.told) == ("done", False) and await deciding.is_drawn(untold.change_id)

    await until(is_untold, CAUGHT_WITHIN_S)
    change_id = await deciding.says(new.player, f'ask {new.words} "a new one"')
    caught["card not posted"] = replace(new, change_id=change_id)
    assert not await deciding.cards(caught["card not posted"].change_id), "a card stands"


async def _undrawn(deciding: Deciding, stale: Caught) -> None:
    """Slack changes no message either."""
    await deciding.playing.sides.fault(deciding.playing.sides.slack, path=DRAWS, do="drop_before")
    await _click(deciding, stale)

    async def is_stale() -> bool:
        return bool((await deciding.request(stale.change_id)).state == "done")

    await until(is_stale, CAUGHT_WITHIN_S)
    assert not await deciding.is_drawn(stale.change_id), "its cards are drawn"


async def _held_by_genesys(deciding: Deciding, effected: Caught, unwritten: Caught) -> None:
    """One waits for the answer to its write, and one to the question who may decide it."""
    sides, user = deciding.playing.sides, "/api/v2/users/"
    held = {"do": "delay", "seconds": HELD_S}
    await sides.fault(sides.genesys, path=f"{user}{effected.player.genesys_user}/queues/*", method="PATCH", **held)
    await sides.fault(sides.genesys, path=f"{user}{unwritten.player.genesys_user}/superiors", method="GET", **held)
    for one in (effected, unwritten):
        await _click(deciding, one)

    async def are_held() -> bool:
        return await sides.effects(LEAVES, effected.player.genesys_user) > effected.effects_before

    await until(are_held, HELD_S)


async def _click(deciding: Deciding, one: Caught) -> None:
    await deciding.approves(deciding.lead_of(one.player), one.change_id)


async def _killed_before_the_claim(deciding: Deciding, one: Caught) -> None:
    step = f"OLD.state = 'approved' AND NEW.state = 'executing' AND NEW.slack_user = '{one.player.slack_user}'"
    async with trap(deciding.playing.database, "changes", step):
        await _click(deciding, one)

        async def is_there() -> bool:
            return bool((await deciding.request(one.change_id)).state == "approved")

        await until(is_there, CAUGHT_WITHIN_S)
        await asyncio.sleep(STILL_S)
        await deciding.kill()
    assert (await deciding.request(one.change_id)).fence == 0, "it was caught before its claim"


async def _all_told(deciding: Deciding, caught: Mapping[str, Caught]) -> float:
    """Seconds until all were told that go on by themselves; the others are then decided, and told as well."""
    begun = time.monotonic()
    by_themselves = [one for point, one in caught.items() if point not in {"card not posted", "decision not written"}]
    await _becomes(lambda: _are_told(deciding, by_themselves))
    asking_again = [one for one in caught.values() if one not in by_themselves]

    async def can_be_decided() -> bool:
        return all([await deciding.can_decide(deciding.lead_of(one.player), one.change_id) for one in asking_again])

    await _becomes(can_be_decided)
    took = time.monotonic() - begun
    for one in asking_again:
        await _click(deciding, one)
    await _becomes(lambda: _are_told(deciding, list(caught.values())))
    return took


async def _are_told(deciding: Deciding, ones: list[Caught]) -> bool:
    told = [(await deciding.request(one.change_id)).told for one in ones]
    return all(told) and all([await deciding.is_drawn(one.change_id) for one in ones])


async def _becomes(what: Callable[[], Awaitable[bool]]) -> None:
    """What does not come in time is found by who accounts for it."""
    with suppress(TimeoutError):
        await until(what, TOLD_WITHIN_S)


@row(
    "Decisions",
    injected="the process that carries out two decisions is stopped in mid-call, before a write and after one, for "
    "longer than its lease",
    expected="another goes on within 15 s with the deciders' tokens; what the late one does when it wakes up is lost, "
    "also where it was changed since",
    only="postgresql",
    quick=False,
)
async def stopped_with_a_decision(ground: Ground) -> Seen:
    async with cast(ground, workers=1) as playing:
        deciding, sides = Deciding(playing), playing.sides
        reading, writing = playing.everybody[16], playing.everybody[12]
        await playing.link(reading, writing, deciding.lead_of(reading), deciding.lead_of(writing))
        ids = {
            reading: await deciding.asks(reading, "leave billing"),
            writing: await deciding.asks(writing, "leave support"),
        }
        before = {player: await sides.effects(LEAVES, player.genesys_user) for player in ids}
        user = "/api/v2/users/"
        path = f"{user}{writing.genesys_user}/queues/*"
        await sides.fault(sides.genesys, path=path, method="PATCH", do="delay", seconds=HELD_S, times=1)
        await deciding.approves(deciding.lead_of(writing), ids[writing])

        async def has_written() -> bool:
            return await sides.effects(LEAVES, writing.genesys_user) > before[writing]

        await until(has_written, CAUGHT_WITHIN_S)
        path = f"{user}{reading.genesys_user}/queues"  # looked at once before the decision, and once behind it
        await sides.fault(sides.genesys, path=path, method="GET", do="delay", seconds=LOOK_HELD_S)
        await deciding.approves(deciding.lead_of(reading), ids[reading])

        async def is_reading() -> bool:
            return bool((await deciding.request(ids[reading])).state == "executing")

        await until(is_reading, CAUGHT_WITHIN_S)
        playing.web.send(signal.SIGSTOP)
        await sides.mend()
        stopped, states = time.monotonic(), [(await deciding.request(one)).state for one in ids.values()]
        assert states == ["executing"] * 2, states
        await _becomes(lambda: _have_ended(deciding, list(ids.values())))
        took = time.monotonic() - stopped
        for player, queue in ((reading, "Billing"), (writing, "Support")):
            await sides.floor(user=player.email, queue=queue, joined=True)
        await asyncio.sleep(max(0, STOPPED_S - took))
        playing.web.send(signal.SIGCONT)
        await asyncio.sleep(WAKES_UP_WITHIN_S)
        wrong = []
        for player, change_id in ids.items():
            effects = await sides.effects(LEAVES, player.genesys_user) - before[player]
            wrong.append(await deciding.wrong(change_id, player, effects=effects))
        fences = [(await deciding.request(one)).fence for one in ids.values()]
    lost, doubled = [what for one, _ in wrong for what in one], [what for _, one in wrong for what in one]
    text = f"ended by another after {took:.1f} s; the rows' fences are {fences}"
    return Seen("; ".join([text, *lost, *doubled]), len(lost), len(doubled))


async def _have_ended(deciding: Deciding, ids: list[str]) -> bool:
    return all([(await deciding.request(one)).told for one in ids])
