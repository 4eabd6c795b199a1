"""Requests among real processes: who asks, who decides, and what each of them then sees in Slack."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from bot.sandbox.people import people
from bot.store.tables import audit, cards, changes, requests
from tests.faults.cast import Cast, Player
from tests.processes import until

READS_WITHIN_S = 15.0
LEAVES = "patchUserQueue"


@dataclass(frozen=True)
class Deciding:
    """The cast, as far as requests go."""

    playing: Cast

    async def kill(self) -> None:
        """Whoever hears Slack, and whoever looks at requests, where that is another process."""
        await asyncio.gather(*(bot.kill() for bot in (*self.playing.webs, *self.playing.workers)))

    async def start(self) -> None:
        await asyncio.gather(*(bot.start() for bot in (*self.playing.webs, *self.playing.workers)))

    def lead_of(self, player: Player) -> Player:
        manager = next(one.manager for one in people(1) if one.genesys_user == player.genesys_user)
        return next(one for one in self.playing.everybody if one.genesys_user == manager)

    def name_of(self, player: Player) -> str:
        return next(one.name for one in people(1) if one.genesys_user == player.genesys_user)

    async def asks(self, player: Player, words: str) -> str:
        """The id of their new request, once whoever decides it has its card; on an interaction they would wait for it."""
        free = {"presence": "Available", "routing_status": "OFF_QUEUE"}
        await self.playing.sides.floor(user=self.lead_of(player).email, **free)
        change_id = await self.says(player, f'ask {words} "covering for Ana"')

        async def stands() -> bool:
            return len(await self.cards(change_id)) > 1

        await until(stands, READS_WITHIN_S)
        return change_id

    async def says(self, player: Player, words: str) -> str:
        """The id of their new row: what a busy machine has answered so far may be no more than that it asks Genesys."""
        known = {one.id for one in await self.playing.rows(player)}
        await self.playing.sides.act(player.slack_user, say=f"/gc {words}")

        async def is_there() -> bool:
            return bool(await new())

        async def new() -> list[str]:
            return [one.id for one in await self.playing.rows(player) if one.id not in known]

        await until(is_there, READS_WITHIN_S)
        return (await new())[0]

    async def approves(self, lead: Player, change_id: str, channel: str = "") -> None:
        """Presses the button of their newest card of it; returns when the bot has acknowledged that."""
        (*_, card) = [one for one in await self.sees(lead, change_id, channel) if _open(one)]
        block, button = next((block, button) for block, button in _buttons(card) if "approve" in button["action_id"])
        deed = {
            "where": {"channel": card["channel"], "ts": card["ts"]},
            "block_id": block["block_id"],
            "action_id": button["action_id"],
            "value": {},
            "state": {},
        }
        address = f"{self.playing.sides.told['page']}/page/act"
        answer = await self.playing.sides.http.post(address, params={"as": lead.slack_user}, json=deed)
        answer.raise_for_status()

    async def request(self, change_id: str) -> Row[Any]:
        query = select(changes.c.state, changes.c.told, changes.c.fence, requests)
        query = query.join(requests, requests.c.change_id == changes.c.id).where(changes.c.id == change_id)
        async with self.playing.database.read() as tx:
            return (await tx.execute(query)).one()

    async def cards(self, change_id: str) -> list[Row[Any]]:
        """Those that stand."""
        async with self.playing.database.read() as tx:
            return list((await tx.execute(select(cards).where(cards.c.change_id == change_id))).all())

    async def is_drawn(self, change_id: str) -> bool:
        """Whether every card says what the rows say."""
        now = await self.request(change_id)
        return all(card.drawn >= now.drawing for card in await self.cards(change_id))

    async def steps(self, change_id: str) -> list[str]:
        async with self.playing.database.read() as tx:
            return list((await tx.execute(select(audit.c.step).where(audit.c.change_id == change_id))).scalars())

    async def sees(self, player: Player, change_id: str, channel: str = "") -> list[Mapping[str, Any]]:
        """The messages about it that stand before somebody now, in their messages or in a channel."""
        return [one for one in await self.history(player, channel) if f"#{change_id}" in one["text"]]

    async def history(self, player: Player, channel: str = "") -> list[Mapping[str, Any]]:
        address = f"{self.playing.sides.told['page']}/page/history"
        asked = {"as": player.slack_user, "channel": channel or f"D{player.slack_user[1:]}"}
        messages: list[Mapping[str, Any]] = (await self.playing.sides.http.get(address, params=asked)).json()[
            "messages"
        ]
        return messages

    async def can_decide(self, lead: Player, change_id: str) -> bool:
        """Whether its buttons stand before them."""
        return any(_open(one) for one in await self.sees(lead, change_id))

    async def wrong(self, change_id: str, asker: Player, *, effects: int) -> tuple[list[str], list[str]]:
        """What was lost of an approved request, and what happened twice; `effects` it had in Genesys."""
        lead, now, steps = self.lead_of(asker), await self.request(change_id), await self.steps(change_id)
        theirs = {who: await self.sees(who, change_id) for who in (asker, lead)}
        says = f"*Approved by {self.name_of(lead)} "
        old = [one["text"] for shown in theirs.values() for one in shown if says not in one["text"] or _open(one)]
        lost = {
            f"ended as {now.state}": now.state != "done",
            "no effect": effects == 0,
            "its requester was not told": not now.told or len(theirs[asker]) < MESSAGES[0],
            f"a card says {old}": bool(old),
            f"audited as {steps}": not {"asked", "approved", "done"} <= set(steps),
        }
        doubled = {
            f"{effects} effects": effects > 1,
            f"audited as {steps}": max(steps.count(step) for step in ("asked", "approved", "done")) > 1,
            f"{len(theirs[asker])} messages to its requester": len(theirs[asker]) > MESSAGES[0] + 1,
            f"{len(theirs[lead])} messages to its decider": len(theirs[lead]) > MESSAGES[1] + 1,
        }
        return [what for what, is_so in lost.items() if is_so], [what for what, is_so in doubled.items() if is_so]


#: To the requester: where they asked, their card, and the end; to the decider: their card.
MESSAGES = (3, 1)


def _open(message: Mapping[str, Any]) -> bool:
    return any(button["action_id"].startswith("requests.approve") for _, button in _buttons(message))


def _buttons(message: Mapping[str, Any]) -> list[tuple[dict[str, Any], dict[str, Any]]]:
    """With the block in which each stands."""
    blocks = [block for block in message["blocks"] or [] if block["type"] == "actions"]
    return [(block, element) for block in blocks for element in block["elements"]]
