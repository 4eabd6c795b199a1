"""Brings replies to where they belong, and replaces what stands there already.

An answer that cannot stand where it was asked goes to the person's direct messages; what Slack refuses to draw is sent
again as text. `response_url`s are secrets: they are called only on Slack's own hosts, and are never logged.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import StoreUnavailable
from bot.slack.blocks import Block
from bot.slack.calls import Calls
from bot.slack.channels import Channels
from bot.slack.form import Form
from bot.slack.installation import Installation, Installations
from bot.slack.pace import Failed, Lost, Patience
from bot.slack.place import Place, Unsent
from bot.slack.plainer import plainer
from bot.slack.posting import Posting
from bot.slack.reply import Reply
from bot.slack.waiting import LOOP_TIME, Waiting

__all__ = ["TITLE", "Place", "Sender", "Unsent"]

log = logging.getLogger(__name__)

TITLE = "OnQueue"
WAITS_S = 8.0  #: in all, for one answer, on whatever ways it goes
TRIGGER_WAITS_S = 1.0  #: of the three seconds that a trigger id lives


Way = Callable[[Place, Reply, Patience], Awaitable[Place]]


class Sender:
    """Knows the ways to a place, and takes the first that is open."""

    def __init__(self, client: AsyncWebClient, installations: Installations, time: Waiting = LOOP_TIME) -> None:
        self._installations = installations
        self._calls = Calls(client, installations, time)
        self._posting = Posting(self._calls, time)
        self.channels = Channels(self._calls)
        self._cards: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    async def post(self, place: Place, reply: Reply, *, key: str) -> Place:
        """What the clock says, in its turn: see `Posting.post`. Answers are sent by `send`, at once."""
        return await self._posting.post(place, reply, key=key)

    async def publish(self, team: str, user: str, view: Block) -> None:
        """Somebody's Home; of several at once the newest is shown. Raises `Unsent`."""
        await self._posting.publish(team, user, view)

    async def drain(self, within_s: float) -> None:
        """At a stop: sends what waits, for so long. What then is left raises `Unsent` where it was posted."""
        await self._posting.drain(within_s)

    async def send(self, place: Place, reply: Reply) -> Place:
        """Sends or replaces, and answers the place where the next reply replaces this one. Raises `Unsent`."""
        patience, reasons = Patience(WAITS_S), []
        self._posting.drop(place)
        async with self._turn(place):
            for way in self._ways(place):
                try:
                    return await way(place, reply, patience)
                except Failed as failure:
                    reasons.append(f"{way.__name__.strip('_')}: {failure.reason}")
                    log.info("an answer takes another way, %s", reasons[-1])
        raise Unsent(", ".join(reasons))

    async def sign(self, place: Place, reply: Reply) -> Place:
        """A first sign that an answer is to come: said at once where it belongs, or not at all."""
        async with self._turn(place):
            try:
                return await self._ways(place)[0](place, reply, Patience(0))
            except Failed as failure:
                log.info("slack did not take a first sign: %s", failure.reason)
                # Lost, it may stand there all the same, and the answer is to replace it.
                return replace(place, replaces=place.replaces or isinstance(failure, Lost))

    async def open(self, team: str, trigger_id: str, view: Block) -> str:
        """Opens a modal and answers its id; raises `Failed`. Call this before anything slow."""
        answer = await self._calls.api(team, "views.open", Patience(TRIGGER_WAITS_S), trigger_id=trigger_id, view=view)
        view_id = (answer.get("view") or {}).get("id")
        if not view_id:
            raise Lost("no view in the answer")
        return str(view_id)

    async def update(self, place: Place, form: Form) -> None:
        """Turns the modal that was opened at once into the form it stood for; raises `Failed`."""
        async with self._turn(place):
            patience = Patience(WAITS_S)
            await self._calls.api(place.team, "views.update", patience, view_id=place.view_id, view=form.view())

    async def turn_away(self, response_url: str, reply: Reply) -> None:
        """Says something where the app is not installed."""
        message = {"text": reply.text(), "response_type": "ephemeral", "replace_original": False}
        try:
            await self._calls.respond_unknown(response_url, Patience(WAITS_S), **message)
        except Failed as failure:
            log.info("nobody was told that the app is not installed: %s", failure.reason)

    async def heard(self, team: str) -> None:
        """Slack delivered something from there: the app is installed."""
        with suppress(StoreUnavailable):
            if installation := await self._installations.of(team):
                installation.heard()

    async def left(self, team: str) -> None:
        """Slack says that the app left. That may come late, after it is back: Slack is asked."""
        installation = await self._installations.of(team)
        if installation is not None:
            installation.left()
            await self._look_at(installation)
            if installation.is_gone:
                await self._installations.ended(installation)

    async def look(self) -> None:
        """Where the app is not installed: asks, now and then, whether it is back."""
        for installation in self._installations.gone():
            await self._look_at(installation)

    async def _look_at(self, installation: Installation) -> None:
        with suppress(Failed):
            await self._calls.look(installation, Patience(0))

    def _turn(self, place: Place) -> asyncio.Lock:
        """An older answer that waits for Slack must not come after a newer one and replace it."""
        if place.card is None:
            return asyncio.Lock()
        return self._cards.setdefault((place.team, place.card), asyncio.Lock())

    def _ways(self, place: Place) -> list[Way]:
        ways: list[Way] = []
        if place.response_url:
            ways.append(self._respond)
        if place.view_id:
            ways.append(self._show)
        if place.ts:
            ways.append(self._edit)
        if not ways and not place.is_dm:
            ways.append(self._whisper)
        if place.is_dm and place.channel:
            ways.append(self._post)
        return [*ways, self._write]

    async def _respond(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(text: str, blocks: list[Block]) -> None:
            await self._calls.respond(
                place.team,
                place.response_url or "",
                patience,
                text=text,
                blocks=blocks,
                response_type="ephemeral",
                replace_original=place.replaces and not place.stays,
            )

        await plainer(reply, say)
        return replace(place, replaces=True)

    async def _show(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(_: str, blocks: list[Block]) -> None:
            view = reply.view(TITLE) if blocks else replace(reply, elements=()).view(TITLE)
            await self._calls.api(place.team, "views.update", patience, view_id=place.view_id, view=view)

        await plainer(reply, say)
        return place

    async def _edit(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(text: str, blocks: list[Block]) -> None:
            channel, ts = place.channel, place.ts
            await self._calls.api(place.team, "chat.update", patience, channel=channel, ts=ts, text=text, blocks=blocks)

        await plainer(reply, say)
        return place

    async def _whisper(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(text: str, blocks: list[Block]) -> None:
            where = {"channel": place.channel, "user": place.user, "thread_ts": place.thread_ts}
            await self._calls.api(place.team, "chat.postEphemeral", patience, **where, text=text, blocks=blocks)

        await plainer(reply, say)
        return place

    async def _post(self, place: Place, reply: Reply, patience: Patience) -> Place:
        """Into the direct message in which it was asked."""
        return await self._posted(place, reply, patience, channel=place.channel, thread_ts=place.thread_ts)

    async def _write(self, place: Place, reply: Reply, patience: Patience) -> Place:
        """To the person, wherever they asked."""
        return await self._posted(place, reply, patience, channel=place.user, thread_ts=None)

    async def _posted(
        self, place: Place, reply: Reply, patience: Patience, *, channel: str, thread_ts: str | None
    ) -> Place:
        async def say(text: str, blocks: list[Block]) -> Any:
            where = {"channel": channel, "thread_ts": thread_ts, "unfurl_links": False}
            return await self._calls.api(place.team, "chat.postMessage", patience, **where, text=text, blocks=blocks)

        answer = await plainer(reply, say)
        there = Place(user=place.user, team=place.team, channel=str(answer.get("channel") or ""), thread_ts=thread_ts)
        return replace(there, ts=answer.get("ts"), message=place.message)
