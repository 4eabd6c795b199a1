"""Runs a handler, and brings its answer to where it was asked."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.dispatch.delivery import Delivery
from bot.dispatch.router import Handler
from bot.dispatch.turn import Desk, Turn
from bot.dispatch.turns import Turns
from bot.errors import NoWindow, OnQueueError, StoreUnavailable, TimedOut
from bot.metrics import ANSWER_SECONDS, Metrics
from bot.slack.form import Form
from bot.slack.mrkdwn import mrkdwn
from bot.slack.pace import Failed
from bot.slack.reply import Reply
from bot.slack.sender import TITLE, Place, Sender, Unsent

log = logging.getLogger(__name__)

ASKING_AFTER_S = 0.7
ENDS_AFTER_S = 25.0
ASKING = Reply([mrkdwn("Asking Genesys…")])

Refuse = Callable[[Exception, Turn], Awaitable[Reply]]


class Answering:
    """The way from a handler to the message that its person reads."""

    def __init__(self, *, desk: Desk, turns: Turns, refuse: Refuse, sender: Sender, metrics: Metrics) -> None:
        self._desk = desk
        self._turns = turns
        self._refuse = refuse
        self._sender = sender
        self._metrics = metrics

    async def answer(self, delivery: Delivery, handler: Handler, *, opens: bool) -> None:
        """Runs it and sends what it answers, with a sign first where that takes long."""
        began_s = time.monotonic()
        opens = opens and not delivery.place.view_id  # What is pressed in a window is answered in it.
        place = await self._opened(delivery) if opens else delivery.place
        work = asyncio.create_task(self._reply(replace(delivery, place=place), handler))
        done, _ = await asyncio.wait({work}, timeout=ASKING_AFTER_S)
        if not done and not opens and not place.view_id:  # A window says it already.
            place = await self._sender.sign(place, ASKING)
        outcome = "sent"
        try:
            await self._send(replace(delivery, place=place), await work)
        except Unsent as error:
            outcome = "unsent"
            log.warning("an answer could not be sent: %s", error)
        except StoreUnavailable:
            log.warning("an answer was sent, and the database does not know of it")
        took_s = time.monotonic() - began_s
        self._metrics.measure(ANSWER_SECONDS, took_s, delivery.kind, outcome)
        self._desk.homes.touched(delivery.slack)
        log.info("answered: %s after %s ms", outcome, round(took_s * 1000))

    async def _opened(self, delivery: Delivery) -> Place:
        """The window for what is to come; without one, the answer goes where the button is and leaves it there."""
        try:
            view_id = await self._sender.open(delivery.place.team, delivery.trigger_id, ASKING.view(TITLE))
        except Failed as failure:
            log.warning("slack opened no window: %s", failure)
            return replace(delivery.place, replaces=False)
        return replace(delivery.place, view_id=view_id, response_url=None, opener=delivery.place)

    async def _send(self, delivery: Delivery, answer: Reply | Form) -> None:
        if isinstance(answer, Form):
            if await self._shown(delivery.place, answer):
                return
            answer = await self._refuse(NoWindow(), self._turns.bare(delivery))
        if answer.is_silent:
            return
        await self._sender.send(delivery.place, answer)
        for change_id in answer.tells:
            await self._desk.door.told(change_id)
        if answer.redraws:
            await self._redrawn(delivery, answer)

    async def _redrawn(self, delivery: Delivery, answer: Reply) -> None:
        """At once or not at all: its person has read the answer, and an old button is answered honestly."""
        opener = await self._desk.asked.find(answer.redraws, delivery.slack)
        if opener is not None and opener.place.response_url:
            await self._sender.sign(opener.place, answer)

    async def _shown(self, place: Place, form: Form) -> bool:
        if place.view_id is None:
            return False
        try:
            await self._sender.update(place, form)
        except Failed as failure:
            log.warning("slack did not take a form: %s", failure)
            return failure.reason == "not_found"  # The person has closed the window and waits for nothing.
        return True

    async def _reply(self, delivery: Delivery, handler: Handler) -> Reply | Form:
        turn = self._turns.bare(delivery)
        try:
            async with asyncio.timeout(ENDS_AFTER_S):
                turn = await self._turns.of(delivery)
                return await handler(turn)
        except TimeoutError:
            return await self._refused(TimedOut(), turn)
        except OnQueueError as error:
            return await self._refused(error, turn)
        except Exception as error:  # The outermost loop of one answer: a person gets a sentence, the log the trace.
            log.exception("a handler failed")
            return await self._refused(error, turn)

    async def _refused(self, error: Exception, turn: Turn) -> Reply:
        """The sentence; where it cannot be made, as without the database that keeps a question, the reason for that."""
        try:
            return await self._refuse(error, turn)
        except OnQueueError as second:
            return await self._refuse(second, turn)
