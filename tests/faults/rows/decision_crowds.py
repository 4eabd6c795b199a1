"""Many people who press the buttons of many requests at once, in two processes behind one address."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.sandbox.people import people
from tests.faults.accounts import all_told
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.faults.decision_cast import Deciding
from tests.processes import becomes, until

ROOMS = ("C0FLOOR", "C0GENERAL")  #: a message a second comes into each, so two take half as long
DECIDERS, REQUESTERS = 20, 10
CLICKS_EACH = 4  #: on each request
POSTED_WITHIN_S, ANSWERED_WITHIN_S, TOLD_WITHIN_S = 90.0, 60.0, 120.0
TEAM = """
[team.team{number}]
members = [{members}]
approvers_channel = "{room}"
"""
RULE = """
[[rule]]
name = "Everything"
then = "approval"
because = "the floor is short"
"""


@dataclass(frozen=True)
class Waiting:
    """A request, and the channel in which it waits."""

    id: str
    asker: Player
    room: str


@row(
    "Decisions",
    injected="200 clicks on 50 requests from 20 people at once, in two processes",
    expected="50 decisions, 50 effects; each click is answered with the name of whoever decided",
    only="postgresql",
    quick=False,
)
async def a_crowd_decides(ground: Ground) -> Seen:
    """Nobody above the requesters is linked, so that any member of their channel may decide."""
    async with cast(ground, webs=2, workers=1, POLICY_FILE=str(_rules(ground.folder))) as playing:
        deciding = Deciding(playing)
        members = await _memberships(playing)
        agents_of_the_floor = {one.genesys_user for one in people(1) if one.role == "agent"}
        agents = [one for one in playing.everybody[:38] if one.genesys_user in agents_of_the_floor]
        askers = [one for one in agents if len(members[one.genesys_user]) >= 3][:REQUESTERS]
        deciders = [one for one in agents if one not in askers][:DECIDERS]
        await asyncio.gather(*(playing.link(*(*askers, *deciders)[number::4]) for number in range(4)))
        asked = [_asks(deciding, asker, members[asker.genesys_user]) for asker in askers]
        waiting = [one for theirs in await asyncio.gather(*asked) for one in theirs]
        before = await _effects(playing)
        await until(lambda: _all_posted(deciding, waiting), POSTED_WITHIN_S)
        began = time.monotonic()
        await asyncio.gather(
            *(
                deciding.approves(deciders[(number * CLICKS_EACH + turn) % DECIDERS], one.id, one.room)
                for number, one in enumerate(waiting)
                for turn in range(CLICKS_EACH)
            )
        )
        acked_s = time.monotonic() - began
        await becomes(lambda: _all_answered(deciding, deciders, len(waiting)), ANSWERED_WITHIN_S)
        took = time.monotonic() - began
        await all_told(playing, TOLD_WITHIN_S)
        answers = await _answers(deciding, deciders)
        effects = await _effects(playing) - before
        steps = [await deciding.steps(one.id) for one in waiting]
        states = [(await deciding.request(one.id)).state for one in waiting]
    decisions = sum(one.count("approved") for one in steps)
    clicks = len(waiting) * CLICKS_EACH
    text = f"{clicks} clicks, acked in {acked_s:.1f} s, {answers} answered with a name in {took:.1f} s; {decisions}"
    text += f" decisions, {effects} effects on {len(waiting)} requests, {states.count('done')} done"
    lost = clicks - answers + len(waiting) - min(effects, decisions, states.count("done"))
    return Seen(text, lost, max(0, effects - len(waiting)) + max(0, decisions - len(waiting)))


def _rules(folder: Path) -> Path:
    """Whose requests go into which channel."""
    teams = [", ".join(f'"{one.email}"' for one in people(1)[number :: len(ROOMS)]) for number in range(len(ROOMS))]
    file = folder / "rules.toml"
    parts = [TEAM.format(number=number, members=teams[number], room=room) for number, room in enumerate(ROOMS)]
    file.write_text("".join([*parts, RULE]), "utf-8")
    return file


async def _memberships(playing: Cast) -> dict[str, list[tuple[str, bool]]]:
    floor = (await playing.sides.http.get(f"{playing.sides.genesys}/sandbox/floor")).json()["people"]
    return {one["user_id"]: [(queue["name"], queue["joined"]) for queue in one["queues"]] for one in floor}


async def _asks(deciding: Deciding, asker: Player, queues: Sequence[tuple[str, bool]]) -> list[Waiting]:
    """Five things that have nothing to do with one another."""
    room = ROOMS[deciding.playing.everybody.index(asker) % len(ROOMS)]
    words = [f"{'leave' if joined else 'join'} {name}" for name, joined in queues[:3]]
    return [Waiting(await deciding.says(asker, one), asker, room) for one in (*words, "break", "ooo on")]


async def _all_posted(deciding: Deciding, waiting: Sequence[Waiting]) -> bool:
    return all([len(await deciding.cards(one.id)) > 1 for one in waiting])


async def _effects(playing: Cast) -> int:
    """What Genesys did; whoever goes on a break leaves no queue by that."""
    operations = {"patchUserQueue", "patchUserPresencesPurecloud", "putUserOutofoffice"}
    entries = await playing.sides.ledger(playing.sides.genesys)
    return sum(entry["kind"] == "effect" and entry.get("operation") in operations for entry in entries)


async def _all_answered(deciding: Deciding, deciders: Sequence[Player], requests: int) -> bool:
    return await _answers(deciding, deciders) >= requests * CLICKS_EACH


async def _answers(deciding: Deciding, deciders: Sequence[Player]) -> int:
    """What each reads alone in the channels, with a decider's name in it."""
    names = [deciding.name_of(one) for one in deciders]
    found = 0
    for player in deciders:
        for room in ROOMS:
            alone = [one["text"] for one in await deciding.history(player, room) if one["ephemeral"]]
            found += sum(any(f"pproved by {name} " in text for name in names) for text in alone)
    return found
