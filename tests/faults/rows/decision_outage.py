"""A database that is away while people decide: what was decided goes on by itself, what was not is decided again."""

import asyncio
import time
from dataclasses import dataclass
from functools import partial

from tests.databases import running_postgresql
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.decision_cast import LEAVES, Deciding
from tests.faults.rows.outages import AWAY, STOPPED_S, migrated
from tests.processes import becomes, until

HELD_S = 9.5  #: how long Genesys keeps an answer to itself
LOOK_HELD_S = 3.0
CAUGHT_WITHIN_S = 20.0  #: on a machine that has much else to do
DRAWN_WITHIN_S, TOLD_WITHIN_S = 15.0, 30.0
EFFECTS_COME_WITHIN_S = 1.0
#: Who is caught where, by their place among everybody, and what they want to leave. Each has a lead of their own.
CAUGHT = {
    "clicked, not decided": (10, "billing"),
    "decided, not written": (16, "billing"),
    "effect in Genesys": (12, "support"),
    "clicked while it is away": (8, "billing"),
}
UNDECIDED = ("clicked, not decided", "clicked while it is away")


@dataclass(frozen=True)
class Caught:
    """A request, and how far it had come."""

    player: Player
    lead: Player
    change_id: str
    effects_before: int


@row(
    "Decisions",
    injected=f"PostgreSQL is stopped for {STOPPED_S:.0f} s amid four decisions: " + " · ".join(CAUGHT),
    expected="who had not decided reads so, and can; what was decided goes on by itself; one effect, one decision, all "
    f"told within {TOLD_WITHIN_S:.0f} s after",
    only="postgresql",
    quick=False,
)
async def a_database_away_amid_decisions(ground: Ground) -> Seen:
    with running_postgresql() as server:
        await migrated(server.address)
        async with cast(Ground(server.address, ground.folder), workers=1) as playing:
            deciding = Deciding(playing)
            caught = {point: await _asked(deciding, *who) for point, who in CAUGHT.items()}
            await _amid_decisions(deciding, caught)
            server.stop()
            stopped = time.monotonic()
            late = caught["clicked while it is away"]
            await deciding.approves(late.lead, late.change_id)
            for point in UNDECIDED:
                await until(partial(_reads_away, playing, caught[point].lead), CAUGHT_WITHIN_S)
            await asyncio.sleep(STOPPED_S - (time.monotonic() - stopped))
            await playing.sides.mend()
            server.start()
            began = time.monotonic()
            for point in UNDECIDED:
                one = caught[point]
                await until(partial(deciding.can_decide, one.lead, one.change_id), DRAWN_WITHIN_S)
                await deciding.approves(one.lead, one.change_id)
            drawn_s = time.monotonic() - began
            await becomes(lambda: _all_told(deciding, caught), TOLD_WITHIN_S)
            told_s = time.monotonic() - began
            await asyncio.sleep(EFFECTS_COME_WITHIN_S)
            lost, doubled = await _accounts(deciding, caught)
            for bot in (*playing.webs, *playing.workers):
                assert bot.process.returncode is None, f"{bot.role} ended"
    text = f"decided again after {drawn_s:.1f} s, all told after {told_s:.1f} s"
    return Seen("; ".join([text, *lost, *doubled]), len(lost), len(doubled))


async def _asked(deciding: Deciding, index: int, queue: str) -> Caught:
    player = deciding.playing.everybody[index]
    lead = deciding.lead_of(player)
    await deciding.playing.link(player, lead)
    change_id = await deciding.asks(player, f"leave {queue}")
    return Caught(player, lead, change_id, await deciding.playing.sides.effects(LEAVES, player.genesys_user))


async def _amid_decisions(deciding: Deciding, caught: dict[str, Caught]) -> None:
    """Genesys holds each of three at its point."""
    sides = deciding.playing.sides
    effected, claimed, clicked = (
        caught[point] for point in ("effect in Genesys", "decided, not written", "clicked, not decided")
    )

    async def held(one: Caught, method: str, path: str, seconds: float) -> None:
        path = f"/api/v2/users/{one.player.genesys_user}/queues{path}"
        await sides.fault(sides.genesys, path=path, method=method, do="delay", seconds=seconds)
        await deciding.approves(one.lead, one.change_id)

    async def has_effect() -> bool:
        return await sides.effects(LEAVES, effected.player.genesys_user) > effected.effects_before

    async def is_claimed() -> bool:
        return bool((await deciding.request(claimed.change_id)).state == "executing")

    await held(effected, "PATCH", "/*", HELD_S)
    await until(has_effect, CAUGHT_WITHIN_S)
    await held(clicked, "GET", "", HELD_S)
    await held(claimed, "GET", "", LOOK_HELD_S)  # looked at once before the decision, and once behind it
    await until(is_claimed, CAUGHT_WITHIN_S)
    states = [(await deciding.request(one.change_id)).state for one in (effected, claimed, clicked)]
    assert states == ["executing", "executing", "asked"], states


async def _reads_away(playing: Cast, lead: Player) -> bool:
    return any(AWAY in one["text"] for one in await Deciding(playing).history(lead))


async def _all_told(deciding: Deciding, caught: dict[str, Caught]) -> bool:
    told = [(await deciding.request(one.change_id)).told for one in caught.values()]
    return all(told) and all([await deciding.is_drawn(one.change_id) for one in caught.values()])


async def _accounts(deciding: Deciding, caught: dict[str, Caught]) -> tuple[list[str], list[str]]:
    """What was lost, and what was done twice."""
    lost, doubled = [], []
    for point, one in caught.items():
        effects = await deciding.playing.sides.effects(LEAVES, one.player.genesys_user) - one.effects_before
        wrong = await deciding.wrong(one.change_id, one.player, effects=effects)
        lost += [f"{point}: {what}" for what in wrong[0]]
        doubled += [f"{point}: {what}" for what in wrong[1]]
    return lost, doubled
