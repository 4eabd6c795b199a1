"""Brings the cards of a request to what its rows say, and tells its people what concerns them."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from bot.approvals.path import Done
from bot.changes.change import State
from bot.changes.outcome import End
from bot.changes.requests.cards import Card, Cards, For
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.impact import Impact, impact_of
from bot.changes.requests.request import Question, Request
from bot.changes.requests.rows import RequestRows
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.errors import Forbidden, OnQueueError
from bot.identity.actors import Actor
from bot.identity.slack_people import SlackId
from bot.slack.place import Unsent

log = logging.getLogger(__name__)

READS_WITHIN_S = 3.0


class Speaker(Protocol):
    """What `handlers/` says. Raises `Unsent` where Slack takes nothing now, so that it is tried again."""

    async def draw(self, card: Card, request: Request, impact: Impact | None) -> Card | None:
        """Posts the card, or draws the one that stands there anew; None: it can't stand there any more."""

    async def nudge(self, card: Card, request: Request) -> bool:
        """Reminds whom it is with; whether that is still possible there."""

    async def asks(self, card: Card, request: Request, question: Question) -> Question:
        """Puts a decider's question to the requester; once it waits no more, draws that in its place."""

    async def answered(self, card: Card, request: Request, question: Question) -> None:
        """Tells the decider who asked what the requester answered."""

    async def ended(self, card: Card, request: Request) -> None:
        """Tells the requester how it ended, beside the card that shows it."""


class Showing:
    """What a look says, in the order in which it is said."""

    def __init__(
        self,
        *,
        rows: RequestRows,
        changes: ChangeRows,
        cards: Cards,
        deciders: Deciders,
        speaker: Speaker,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self._changes = changes
        self._cards = cards
        self._deciders = deciders
        self._speaker = speaker
        self._clock = clock

    async def is_behind(self, request: Request) -> bool:
        """Whether a card is missing, or shows an older step."""
        standing = await self._cards.of(request.id)
        return bool(await self._missing(request, standing)) or any(one.drawn < request.drawing for one in standing)

    async def freshened(self, request: Request) -> bool:
        """Looks at Genesys; whether the cards said what is no longer so. Where it is silent, they go on saying it."""
        with suppress(OnQueueError, TimeoutError):
            async with asyncio.timeout(READS_WITHIN_S):
                now = await self._now(request)
            if request.shown is None or not request.row.change.same(request.shown, now):
                await self._rows.show(request, now)
                return True
        return False

    async def _now(self, request: Request) -> State:
        """With the requester's token; where they may not see it, with the decider's, if that one would act."""
        requester = await self._deciders.requester(request)
        try:
            return await _read(request, requester)
        except Forbidden:
            decider = await self._deciders.acting(request.with_user or "", request) if request.by_decider else None
            if decider is None:
                raise
            return await _read(request, decider)

    async def drawn(self, request: Request) -> bool:
        """Draws what has to be drawn; whether the request went on meanwhile.

        One that Slack does not take now keeps no other from being drawn. Raises `Unsent` then, last of all.
        """
        unsent: Unsent | None = None
        standing = await self._cards.of(request.id)
        for card in (*await self._missing(request, standing), *standing):
            if card.drawn < request.drawing:
                try:
                    await self._draw(card, request)
                except Unsent as error:
                    unsent = error
        if unsent is not None:
            raise unsent
        now = await self._rows.find(request.id)
        return now is not None and now.drawing != request.drawing

    async def nudged(self, request: Request) -> None:
        """Reminds whom it is with, wherever that is."""
        for card in await self._cards.of(request.id):
            if card.who in {request.with_user, request.with_room} and not await self._speaker.nudge(card, request):
                await self._lost(card, request)

    async def talked(self, request: Request) -> None:
        """Questions to the requester, and their answers to whoever asked."""
        cards = {card.who: card for card in await self._cards.of(request.id) if card.role is not For.ROOM}
        asker = cards.get(request.requester.genesys_id)
        for number, question in enumerate(request.talk):
            waits, now = question.is_open and request.is_open, question
            if (waits and not question.is_asked) or (question.ts and not waits):
                now = await self._speaker.asks(asker, request, question) if asker else question
                now = replace(now, is_asked=True)
            if not question.is_open and not question.is_told:
                if request.is_open and (card := cards.get(question.by_user)):
                    await self._speaker.answered(card, request, question)
                now = replace(now, is_asked=True, is_told=True)
            if now != question:
                await self._rows.heard(request, number, now)

    async def told(self, request: Request) -> None:
        """The requester reads the end once. Who cancelled it has read it at the click."""
        if await self._changes.untold_one(request.id) is None:
            return
        by = request.decided.genesys_id if request.decided else ""
        if request.row.state != End.CANCELLED or by != request.requester.genesys_id:
            for card in await self._cards.of(request.id):
                if card.role is For.REQUESTER:
                    await self._speaker.ended(card, request)
        await self._changes.told(request.id)

    async def _draw(self, card: Card, request: Request) -> None:
        drawn = await self._speaker.draw(card, request, await self._impact(card, request))
        if drawn is None:
            await self._lost(card, request)
        else:
            await self._cards.keep(drawn)

    async def _impact(self, card: Card, request: Request) -> Impact | None:
        """For whom it is with alone, with their own token: somebody else might not see the same."""
        if card.role is not For.DECIDER or card.who != request.with_user or not request.is_open:
            return None
        reader = await self._deciders.acting(card.who, request)
        if reader is None:
            return None
        return await impact_of(request.row.change, request.shown, reader.reading, self._clock.now())

    async def _lost(self, card: Card, request: Request) -> None:
        """A channel that is gone, or somebody whom no message reaches: the next is asked."""
        log.info("a card of request %s can't stand any more", request.id)
        await self._cards.drop(card)
        if request.is_open and card.role is not For.REQUESTER and card.who in {request.with_user, request.with_room}:
            await self._rows.pass_on(request, card.who, Done.TIMED_OUT)

    async def _missing(self, request: Request, standing: Sequence[Card]) -> list[Card]:
        """Cards that are to stand and do not yet."""
        there = {(card.role, card.who) for card in standing}
        origin = request.row.origin.slack
        wanted = []
        if request.is_open and (room := request.with_room):
            nobody = SlackId(origin.team_id, "", origin.workspace)
            wanted.append(Card(request.id, For.ROOM, room, nobody, room))
        is_held = request.course is not None and request.course.is_held
        if request.is_open and request.with_user and not is_held:
            decider = await self._deciders.decider(request.with_user, origin.team_id)
            wanted += [Card(request.id, For.DECIDER, request.with_user, decider.slack)] if decider else []
        # Who asked has read so already; whom it waits for has not.
        wanted.append(Card(request.id, For.REQUESTER, request.requester.genesys_id, origin))
        return [card for card in wanted if (card.role, card.who) not in there]


async def _read(request: Request, reader: Actor) -> State:
    state: State = await request.row.change.read(reader.genesys)
    return state
