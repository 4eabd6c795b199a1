"""Says what a request has to say though nobody waits: its cards, reminders, questions, and how it ended."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.changes.requests.cards import Card, For, standing
from bot.changes.requests.impact import Impact
from bot.changes.requests.request import Question, Request
from bot.grammar.spoken import spoken
from bot.identity.slack_people import SlackId
from bot.slack.blocks import Button, Element
from bot.slack.mrkdwn import Mrkdwn, mrkdwn
from bot.slack.pace import Failed
from bot.slack.place import Place, Unsent
from bot.slack.reply import Reply
from bot.slack.sender import Sender
from handlers.digest_rooms import closed
from handlers.request_cards import card as drawn
from handlers.request_cards import notice
from handlers.request_words import in_their_words, named, wanted

Zone = Callable[[SlackId], Awaitable[ZoneInfo]]
Unsealed = Callable[[bytes | None], str | None]

#: A `response_url` lives as long.
IN_PLACE_WITHIN = timedelta(minutes=30)
#: Slack's words for a place where nothing can be said any more, and for people whom nothing reaches.
CLOSED = frozenset(
    {
        "account_inactive",
        "cannot_dm_bot",
        "channel_not_found",
        "is_archived",
        "messages_tab_disabled",
        "not_in_channel",
        "restricted_action",
        "user_disabled",
        "user_not_found",
    }
)


class Speaking:
    """Direct messages and channels, each in its turn: who gives up says it again, and it stands there once."""

    def __init__(self, sender: Sender, zone_of: Zone, now: Callable[[], datetime], unsealed: Unsealed) -> None:
        self._sender = sender
        self._zone_of = zone_of
        self._now = now
        self._unsealed = unsealed

    async def draw(self, card: Card, request: Request, impact: Impact | None) -> Card | None:
        if card.role is For.ROOM and not await self._is_open(card):
            return None
        zone = await self._zone(card, request)
        reply = drawn(request, card.role, zone=zone, now=self._now(), reader=card.who, impact=impact)
        key = f"{request.id} {card.role} {card.who} {request.drawing}"
        place = await self._placed(self._place(card), reply, key=key)
        return standing(card, channel=place.channel, ts=place.ts or "", drawn=request.drawing) if place else None

    async def nudge(self, card: Card, request: Request) -> bool:
        zone, now = await self._zone(card, request), self._now()
        what, ends = wanted(request, zone=zone, now=now), spoken(request.expires_at, zone=zone, now=now)
        lines = [
            mrkdwn("*Still waiting:* {}. Request #{}", what, request.id),
            mrkdwn("The card with its buttons is above. It expires {} if nobody decides.", ends),
        ]
        key = f"{request.id} {card.who} nudge {request.nudged_at or ''}"
        # In a channel nobody hears of a thread that they have not written in.
        there = self._place(card) if card.role is For.ROOM else replace(self._place(card), thread_ts=card.ts)
        return await self._said(replace(there, ts=None), Reply(lines), key=key)

    async def asks(self, card: Card, request: Request, question: Question) -> Question:
        """A message of its own, whose button goes when nobody waits for an answer any more."""
        what = wanted(request, zone=await self._zone(card, request), now=self._now(), by_reader=True)
        lines = [mrkdwn("*{} asks you:* {}", named(question.by), in_their_words(question.text))]
        answer: list[Element] = []
        if not question.is_open:
            lines += [mrkdwn("You answered: {}", in_their_words(question.answer)), _about(what, request)]
        elif request.is_open:
            lines.append(mrkdwn("{} waits for a decision all the same.", _about(what, request)))
            answer.append(Button("Answer…", "requests.answer", request.id))
        else:
            lines.append(mrkdwn("{} has ended, so it takes no answer.", _about(what, request)))
        place = replace(self._place(card), ts=question.ts or None)
        there = await self._placed(place, Reply(lines, answer), key=f"{request.id} asks {len(request.talk)}")
        if there is None or not answer:
            return replace(question, ts="")
        return replace(question, ts=there.ts or "")

    async def answered(self, card: Card, request: Request, question: Question) -> None:
        lines = [
            mrkdwn("*{} answers:* {}", named(request.requester.name), in_their_words(question.answer)),
            mrkdwn("You asked: {} Request #{} waits for a decision.", in_their_words(question.text), request.id),
        ]
        below = replace(self._place(card), ts=None, thread_ts=card.ts)
        await self._said(below, Reply(lines), key=f"{request.id} answers {len(request.talk)}")

    async def ended(self, card: Card, request: Request) -> None:
        """A new message, because a changed one rings nowhere; and where it was asked, while that can be changed."""
        zone, now = await self._zone(card, request), self._now()
        brief = notice(request, zone=zone, now=now)
        undone = " undone" if request.undone else ""
        await self._said(replace(self._place(card), ts=None), brief, key=f"{request.id} {request.row.state}{undone}")
        origin = request.row.origin
        url = self._unsealed(origin.response_url_sealed)
        if url and self._now() - request.row.asked_at < IN_PLACE_WITHIN:
            place = Place(card.slack.user_id, team=card.slack.workspace, channel=origin.channel, response_url=url)
            # At once or not at all: whoever asked has a message of their own besides.
            # In their own direct messages the whole stands below, with its buttons.
            whole = drawn(request, For.REQUESTER, zone=zone, now=now, reader=card.who)
            await self._sender.sign(replace(place, replaces=True), Reply(brief.lines) if place.is_dm else whole)

    async def _said(self, place: Place, reply: Reply, *, key: str) -> bool:
        """Whether anything can be said there."""
        return await self._placed(place, reply, key=key) is not None

    async def _placed(self, place: Place, reply: Reply, *, key: str) -> Place | None:
        """Where it stands; None: nothing can be said there any more."""
        try:
            return await self._sender.post(place, reply, key=key)
        except Unsent as error:
            if _word(error) in CLOSED:
                return None
            raise

    async def _is_open(self, card: Card) -> bool:
        """Asked before each drawing: another company may have come to share the channel."""
        try:
            channel = await self._sender.channels.look(card.slack.workspace, card.channel, in_turn=True)
        except Failed as failed:
            raise Unsent(failed.reason) from None
        return closed(channel) is None

    async def _zone(self, card: Card, request: Request) -> ZoneInfo:
        """A channel has none: there it is the requester's."""
        return await self._zone_of(card.slack if card.slack.user_id else request.row.origin.slack)

    def _place(self, card: Card) -> Place:
        return Place(user=card.slack.user_id, team=card.slack.workspace, channel=card.channel, ts=card.ts or None)


def _about(what: Mrkdwn, request: Request) -> Mrkdwn:
    return mrkdwn("{}. Request #{}", what, request.id)


def _word(error: Unsent) -> str:
    """Slack's own word for why."""
    return str(error).partition(" ")[0]
