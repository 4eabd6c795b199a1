"""Says what a request has to say though nobody waits: its cards, reminders of it, and how it ended."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.requests.cards import Card, standing
from bot.changes.requests.request import Request
from bot.identity.slack_people import SlackId
from bot.slack.mrkdwn import mrkdwn
from bot.slack.place import Place
from bot.slack.reply import Reply
from bot.slack.sender import Sender
from handlers.request_cards import card as drawn

Zone = Callable[[SlackId], Awaitable[ZoneInfo]]


class Speaking:
    """Direct messages and channels, through the sender."""

    def __init__(self, sender: Sender, zone_of: Zone, now: Callable[[], datetime]) -> None:
        self._sender = sender
        self._zone_of = zone_of
        self._now = now

    async def draw(self, card: Card, request: Request) -> Card | None:
        zone = await self._zone_of(card.slack)
        reply = drawn(request, card.role, zone=zone, now=self._now())
        place = await self._sender.send(self._place(card), reply)
        return standing(card, channel=place.channel, ts=place.ts or "", drawn=request.drawing)

    async def nudge(self, card: Card, request: Request) -> None:
        text = mrkdwn("*Still waiting for you:* request #{} by {}.", request.id, request.requester.name)
        await self._sender.send(replace(self._place(card), ts=None, thread_ts=card.ts), Reply([text]))

    async def ended(self, card: Card, request: Request) -> None:
        text = mrkdwn("*Your request #{}* is {}.", request.id, request.row.state)
        await self._sender.send(replace(self._place(card), ts=None), Reply([text]))

    def _place(self, card: Card) -> Place:
        return Place(user=card.slack.user_id, team=card.slack.workspace, channel=card.channel, ts=card.ts or None)
