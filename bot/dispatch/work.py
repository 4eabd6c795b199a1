"""Finds the handler for what came, and lets it answer once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from bot.dispatch.admitting import Admission, Admitting
from bot.dispatch.answering import Answering, Refuse
from bot.dispatch.delivery import Delivery
from bot.dispatch.happening import Happening, News
from bot.dispatch.router import Action, Handler, Hears, OptionLoad, Router, Shortcut, Verb, View
from bot.dispatch.turn import Desk, Turn
from bot.dispatch.turns import Turns
from bot.dispatch.within import check_fits, unclear_within
from bot.errors import FieldError, NotServed, OnQueueError, Unserved, Why
from bot.grammar.heard import heard
from bot.grammar.verbs import VerbWords, find_verb
from bot.log import new_request_id, request
from bot.metrics import DELIVERIES, Metrics
from bot.slack.blocks import Option
from bot.slack.form import Form
from bot.slack.reply import Reply
from bot.slack.sender import Sender

log = logging.getLogger(__name__)

OPTIONS_WITHIN_S = 2.5
PANEL = "status"  #: what the bare command means
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
        self._turns = Turns(desk, self.run)
        self._answering = Answering(desk=desk, turns=self._turns, refuse=refuse, sender=sender, metrics=metrics)
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
                turn = await self._turns.acting(await self._turns.of(delivery))
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
            await self._answering.answer(delivery, lambda turn: self.run(turn, delivery.words), opens=False)

    async def run(self, turn: Turn, text: str) -> Reply | Form:
        """Finds the verb and calls its handler. What is refused keeps these words, so that they can run again."""
        if turn.is_inner:  # Whoever said the whole is answered for the whole.
            with unclear_within(heard(text)):
                return await self._called(turn, heard(text))
        turn = replace(turn, said=heard(text) or PANEL)
        try:
            return await self._called(turn, turn.said)
        except OnQueueError as error:
            return await self._refuse(error, turn)

    async def _called(self, turn: Turn, text: str) -> Reply | Form:
        verb, rest = await self._verb(turn, text)
        if isinstance(verb, str):
            return await self._labelled((await self._turns.acting(turn)).saying(rest), verb)
        check_fits(turn, verb)
        if verb.needs_link:
            turn = await self._turns.acting(turn)
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
            actor = (await self._turns.acting(turn)).genesys
            return tuple(await self._desk.presences.labels(actor))
        except OnQueueError:  # Without a link or Genesys the built-in verbs still work.
            return ()

    def _linked(self, handler: Handler) -> Handler:
        async def with_actor(turn: Turn) -> Reply | Form:
            return await handler(await self._turns.acting(turn))

        return with_actor

    async def _once(
        self,
        delivery: Delivery,
        handler: Handler,
        *,
        opens: bool = False,
        again: Handler | None = None,
    ) -> None:
        await self._sender.heard(delivery.place.team)
        with delivery.requested():
            admission = await self._admitting.of(delivery.slack, delivery.key)
            self._metrics.count(DELIVERIES, delivery.kind, admission)
            match admission:
                case Admission.WORK:
                    await self._answering.answer(delivery, handler, opens=opens)
                case Admission.AGAIN if again:
                    await self._answering.answer(delivery, again, opens=False)
                case Admission.TOO_MANY:
                    await self._answering.answer(
                        delivery, _refusing(NotServed(Unserved.TOO_MANY_COMMANDS)), opens=opens
                    )


def _refusing(error: OnQueueError) -> Handler:
    """A handler for what cannot even be begun."""

    async def refusing(_: Turn) -> Reply | Form:
        raise error

    return refusing
