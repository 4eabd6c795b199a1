"""What became of each request, by the rows, the audit and both ledgers."""

import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Any

from sqlalchemy import Row

from tests.faults.cast import Cast, Player
from tests.processes import until

OUTOFOFFICE = "putUserOutofoffice"
TOLD_WITHIN_S = 15.0


async def all_told(playing: Cast, within_s: float = TOLD_WITHIN_S) -> float:
    """Seconds until nobody waits for an answer any more, or until it was too long."""
    begun = time.monotonic()

    async def told() -> bool:
        return not [one.id for one in await playing.rows() if not one.told]

    with suppress(TimeoutError):
        await until(told, within_s)
    return time.monotonic() - begun


def least_and_most(rows: Sequence[Row[Any]]) -> tuple[int, int]:
    """How many effects these changes of one person may have had, the oldest first: each that is done had one.

    What was begun, and asked anew or overtaken before it ended, had one or none: a kill left it, and who looked later
    saw what the newer one had made of it.
    """
    done = {one.id for one in rows if one.state == "done"}
    either = {one.id for one, newer in pairwise(rows) if one.attempts and _asked_meanwhile(one, newer)}
    return len(done - either), len(done | either)


def _asked_meanwhile(older: Row[Any], newer: Row[Any]) -> bool:
    return older.ended_at is None or bool(newer.asked_at < older.ended_at)


async def account(playing: Cast, player: Player, effects_before: int) -> tuple[int, int]:
    """How many of their changes were lost, and how many done twice: every one that is done has one effect."""
    rows = await playing.rows(player)
    done = [one for one in rows if one.state == "done"]
    effects = await playing.sides.effects(OUTOFOFFICE, player.genesys_user) - effects_before
    audited = [await playing.audited(one.id) for one in done]
    told = [await playing.told(one.id) for one in rows]
    lost = [one.id for one in rows if not one.told or one.state not in {"done", "already"}]
    least, most = least_and_most(rows)
    lost_ones = len(lost) + told.count(0) + audited.count(0) + max(0, least - effects)
    return lost_ones, max(0, effects - most) + sum(number > 1 for number in audited)


async def accounts(playing: Cast, players: Sequence[Player], before: Mapping[Player, int]) -> tuple[int, int]:
    """The same of several; `before` counts the effects of each as it all began."""
    each = [await account(playing, player, before[player]) for player in players]
    return sum(lost for lost, _ in each), sum(doubled for _, doubled in each)


async def lost_and_doubled(playing: Cast, players: Sequence[Player], before: Mapping[Player, int]) -> tuple[int, int]:
    """Writes by their rows, whose numbers people read; look-ups by what came into each DM."""
    lost, doubled = 0, 0
    for player in players:
        one = await account(playing, player, before[player])
        shown = await playing.read(player, "You have joined") + await playing.read(player, "member of no queue")
        accepted = len(await playing.rows(player))
        lost, doubled = lost + one[0] + (shown == 0) + (accepted == 0), doubled + one[1] + max(0, shown - 1)
    return lost, doubled
