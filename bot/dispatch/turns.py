"""Makes a turn of a delivery: who asks, in which zone, with whose token."""

from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.dispatch.delivery import Delivery
from bot.dispatch.turn import Desk, Turn
from bot.grammar.words import Words
from bot.slack.form import Form
from bot.slack.reply import Reply


class Turns:
    """`run` is how a turn runs other words."""

    def __init__(self, desk: Desk, run: Callable[[Turn, str], Awaitable[Reply | Form]]) -> None:
        self._desk = desk
        self._run = run

    async def of(self, delivery: Delivery) -> Turn:
        """In the zone of whoever asks. Raises NotServed, SlackUnavailable."""
        person = await self._desk.slack_people.person(delivery.slack)
        words = Words("", now=self._desk.clock.now(), zone=person.zone)
        return replace(self.bare(delivery), zone=person.zone, words=words)

    def bare(self, delivery: Delivery) -> Turn:
        """What needs no look at anything."""
        zone = self._desk.default_zone
        return Turn(
            desk=self._desk,
            slack=delivery.slack,
            zone=zone,
            place=delivery.place,
            request_id=delivery.request_id,
            said=delivery.words,
            words=Words("", now=self._desk.clock.now(), zone=zone),
            picked=delivery.picked,
            values=delivery.values,
            run=self._run,
        )

    async def acting(self, turn: Turn) -> Turn:
        """With the Genesys account of whoever asks. Raises NotLinked, SignInEnded and what asking Slack raises."""
        return turn if turn.actor else replace(turn, actor=await self._desk.identity.actor(turn.slack))
