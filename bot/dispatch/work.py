"""Runs a handler for what was asked, and brings its answer to where it was asked."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.dispatch.admitting import Admission, Admitting
from bot.dispatch.delivery import Delivery
from bot.dispatch.happening import Happening, News
from bot.dispatch.router import Action, Hears, OptionLoad, Router, Shortcut, Verb, View
from bot.dispatch.turn import Desk, Turn
from bot.errors import FieldError, NotServed, NoWindow, OnQueueError, StoreUnavailable, TimedOut, Unserved, Why
from bot.grammar.heard import heard
from bot.grammar.verbs import VerbWords, find_verb
from bot.grammar.words import Words
from bot.log import new_request_id, request
from bot.metrics import ANSWER_SECONDS, DELIVERIES, Metrics
from bot.slack.blocks import Option
from bot.slack.form import Form
from bot.slack.mrkdwn import mrkdwn
from bot.slack.pace import Failed
from bot.slack.reply import Reply
from bot.slack.sender import TITLE, Place, Sender, Unsent

log = logging.getLogger(__name__)

ASKING_AFTER_S = 0.7
ENDS_AFTER_S = 25.0
OPTIONS_WITHIN_S = 2.5
PANEL = "status"  #: what the bare command means
ASKING = Reply([mrkdwn("Asking Genesys…")])

Refuse = Callable[[Exception, Turn], Awaitable[Reply]]
Labelled = Callable[[Turn, str], Awaitable[Reply]]


class Work:
    """The way from a delivery to the message that answers it."""

    def __init__(
        self,
        *,
        desk: Desk,
        router: Router,
        labelled: Labelled,
        refuse: Refuse,
        sender: Sender,
        admitting: Admitting,
        metrics: Metrics,
    ) -> None:
        self._desk = desk
        self._router = router
        self._labelled = labelled
        self._refuse = refuse
        self._sender = sender
        self._admitting = admitting
        self._metrics = metrics
        self._verbs = [verb.words for verb in router.verbs.values()]

    def now(self) -> datetime:
        """The moment that submissions are checked against."""
        return self._desk.clock.now()

    async def words(self, delivery: Delivery) -> None:
        """A command, or words to the bot."""
        await self._once(delivery, lambda turn: self.run(turn, delivery.words))

    async def action(self, delivery: Delivery, action: Action) -> None:
        """A click or a pick."""
        if action.silent:
            await self._once(delivery, action.handler)
        else:
            opens = action.opens or delivery.place.is_nowhere
            await self._once(delivery, self._linked(action.handler), opens=opens)

    async def shortcut(self, delivery: Delivery, shortcut: Shortcut) -> None:
        """A global shortcut: always a modal."""
        await self._once(delivery, self._linked(shortcut.handler), opens=True)

    async def view(self, delivery: Delivery, view: View) -> None:
        """A submitted form. One that came before says so: its acknowledgement has put "asking…" over the answer."""
        again = _refusing(FieldError("", Why.SENT_ALREADY))
        await self._once(delivery, self._linked(view.handler), again=again)

    async def options(self, delivery: Delivery, action_id: str, typed: str) -> list[Option]:
        """What a menu shows, within Slack's three seconds; an empty list at worst."""
        load = self._router.loads.get(action_id)
        if load is None:
            return []
        with delivery.requested():
            return await self._options(delivery, load, typed)

    async def _options(self, delivery: Delivery, load: OptionLoad, typed: str) -> list[Option]:
        self._metrics.count(DELIVERIES, delivery.kind, Admission.WORK)
        try:
            async with asyncio.timeout(OPTIONS_WITHIN_S):
                turn = await self._actor(await self._turn(delivery))
                return await load(turn, typed)
        except (OnQueueError, TimeoutError) as error:
            log.info("a menu stays empty: %s", type(error).__name__)
            return []
        except Exception:  # The outermost loop of one menu.
            log.exception("a menu could not be filled")
            return []

    async def news(self, news: News, handler: Hears) -> None:
        """What nobody asked for: nobody is answered, and who finds out that it failed is the log."""
        with request(new_request_id(), kind="event", team=news.slack.team_id, user=news.slack.user_id):
            await self._heard(news, handler)

    async def _heard(self, news: News, handler: Hears) -> None:
        try:
            first = await self._admitting.first(news.key)
            self._metrics.count(DELIVERIES, "event", Admission.WORK if first else Admission.AGAIN)
            if first:
                await handler(Happening(self._desk, self._sender, news.slack, news.told))
        except OnQueueError as error:
            log.warning("an event had no effect: %s", type(error).__name__)
        except Exception:  # The outermost loop of one event.
            log.exception("an event's handler failed")

    async def resume(self, delivery: Delivery) -> None:
        """What was asked before linking: it came already, so it is not looked for among the seen."""
        with delivery.requested():
            await self._answer(delivery, lambda turn: self.run(turn, delivery.words), opens=False)

    async def run(self, turn: Turn, text: str) -> Reply | Form:
        """Finds the verb and calls its handler. What is refused keeps these words, so that they can run again."""
        turn = replace(turn, said=heard(text) or PANEL)
        try:
            return await self._run(turn)
        except OnQueueError as error:
            return await self._refuse(error, turn)

    async def _run(self, turn: Turn) -> Reply | Form:
        verb, rest = await self._verb(turn, turn.said)
        if isinstance(verb, str):
            return await self._labelled((await self._actor(turn)).saying(rest), verb)
        if verb.needs_link:
            turn = await self._actor(turn)
        return await verb.handler(turn.saying(rest))

    async def _verb(self, turn: Turn, text: str) -> tuple[Verb | str, str]:
        """A verb, or one of the organisation's own presences, whose labels cost a call and so come last."""
        first = text.split(maxsplit=1)[0].casefold()
        exact = any(first == name for verb in self._verbs for name in (verb.word, *verb.aliases))
        labels = () if exact else await self._labels(turn)
        word, rest = find_verb(text, [*self._verbs, *(VerbWords(label) for label in labels)])
        return self._router.verbs.get(word, word), rest

    async def _labels(self, turn: Turn) -> tuple[str, ...]:
        try:
            actor = (await self._actor(turn)).genesys
            return tuple(await self._desk.presences.labels(actor))
        except OnQueueError:  # Without a link or Genesys the built-in verbs still work.
            return ()

    def _linked(self, handler: Callable[[Turn], Awaitable[Reply | Form]]) -> Callable[[Turn], Awaitable[Reply | Form]]:
        async def with_actor(turn: Turn) -> Reply | Form:
            return await handler(await self._actor(turn))

        return with_actor

    async def _once(
        self,
        delivery: Delivery,
        handler: Callable[[Turn], Awaitable[Reply | Form]],
        *,
        opens: bool = False,
        again: Callable[[Turn], Awaitable[Reply | Form]] | None = None,
    ) -> None:
        await self._sender.heard(delivery.place.team)
        with delivery.requested():
            admission = await self._admitting.of(delivery.slack, delivery.key)
            self._metrics.count(DELIVERIES, delivery.kind, admission)
            match admission:
                case Admission.WORK:
                    await self._answer(delivery, handler, opens=opens)
                case Admission.AGAIN if again:
                    await self._answer(delivery, again, opens=False)
                case Admission.TOO_MANY:
                    await self._answer(delivery, _refusing(NotServed(Unserved.TOO_MANY_COMMANDS)), opens=opens)

    async def _answer(
        self, delivery: Delivery, handler: Callable[[Turn], Awaitable[Reply | Form]], *, opens: bool
    ) -> None:
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
        return replace(delivery.place, view_id=view_id, response_url=None)

    async def _send(self, delivery: Delivery, answer: Reply | Form) -> None:
        if isinstance(answer, Form):
            if await self._shown(delivery.place, answer):
                return
            answer = await self._refuse(NoWindow(), self._bare_turn(delivery))
        if answer.is_silent:
            return
        await self._sender.send(delivery.place, answer)
        for change_id in answer.tells:
            await self._desk.door.told(change_id)

    async def _shown(self, place: Place, form: Form) -> bool:
        if place.view_id is None:
            return False
        try:
            await self._sender.update(place, form)
        except Failed as failure:
            log.warning("slack did not take a form: %s", failure)
            return failure.reason == "not_found"  # The person has closed the window and waits for nothing.
        return True

    async def _reply(self, delivery: Delivery, handler: Callable[[Turn], Awaitable[Reply | Form]]) -> Reply | Form:
        turn = self._bare_turn(delivery)
        try:
            async with asyncio.timeout(ENDS_AFTER_S):
                turn = await self._turn(delivery)
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

    async def _turn(self, delivery: Delivery) -> Turn:
        person = await self._desk.slack_people.person(delivery.slack)
        words = Words("", now=self._desk.clock.now(), zone=person.zone)
        return replace(self._bare_turn(delivery), zone=person.zone, words=words)

    def _bare_turn(self, delivery: Delivery) -> Turn:
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
            run=self.run,
        )

    async def _actor(self, turn: Turn) -> Turn:
        return turn if turn.actor else replace(turn, actor=await self._desk.identity.actor(turn.slack))


def _refusing(error: OnQueueError) -> Callable[[Turn], Awaitable[Reply | Form]]:
    """A handler for what cannot even be begun."""

    async def refusing(_: Turn) -> Reply | Form:
        raise error

    return refusing
