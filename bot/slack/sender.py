"""Brings replies to where they belong, and replaces what stands there already.

An answer that cannot stand where it was asked goes to the person's direct messages; what Slack refuses to draw is sent
again as text. `response_url`s are secrets: they are called only on Slack's own hosts, and are never logged.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakValueDictionary

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.blocks import Block
from bot.slack.calls import Calls
from bot.slack.form import Form
from bot.slack.installation import Installation
from bot.slack.pace import Failed, Lost, Patience, Refused
from bot.slack.reply import Reply

log = logging.getLogger(__name__)

TITLE = "OnQueue"
WAITS_S = 8.0  #: in all, for one answer, on whatever ways it goes
TRIGGER_WAITS_S = 1.0  #: of the three seconds that a trigger id lives
#: What Slack says of a message or view, and not of the place where it was to stand.
CONTENT = {
    "invalid_arguments",
    "invalid_attachments",
    "invalid_blocks",
    "invalid_blocks_format",
    "invalid_payload",
    "msg_blocks_too_long",
    "msg_too_long",
    "status 400",
    "view_too_large",
}


class Unsent(Exception):
    """No way was open for an answer, not even a direct message."""


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a `response_url`, an open modal, a DM, or privately into a channel.

    `team` is the workspace, or the enterprise, whose installation speaks there. `ts` is the message that the next
    answer replaces; `replaces` says so for a `response_url`, which knows its own. `message` is the message that was
    clicked in.
    """

    user: str
    team: str = field(kw_only=True)
    channel: str = ""
    thread_ts: str | None = None
    response_url: str | None = None
    view_id: str | None = None
    ts: str | None = None
    replaces: bool = False
    message: str | None = None

    @property
    def is_dm(self) -> bool:
        return self.channel.startswith("D") or not self.channel

    @property
    def card(self) -> str | None:
        """What answers here replace: they go there one after the other."""
        return self.message or self.response_url or self.view_id or self.ts


Way = Callable[[Place, Reply, Patience], Awaitable[Place]]


class Sender:
    """Knows the ways to a place, and takes the first that is open."""

    def __init__(self, client: AsyncWebClient, installation: Installation) -> None:
        self.installation = installation
        self._calls = Calls(client, installation)
        self._cards: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def send(self, place: Place, reply: Reply) -> Place:
        """Sends or replaces, and answers the place where the next reply replaces this one. Raises `Unsent`."""
        patience, reasons = Patience(WAITS_S), []
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

    async def open(self, trigger_id: str, view: Block) -> str:
        """Opens a modal and answers its id; raises `Failed`. Call this before anything slow."""
        answer = await self._calls.api("views.open", Patience(TRIGGER_WAITS_S), trigger_id=trigger_id, view=view)
        view_id = (answer.get("view") or {}).get("id")
        if not view_id:
            raise Lost("no view in the answer")
        return str(view_id)

    async def update(self, place: Place, form: Form) -> None:
        """Turns the modal that was opened at once into the form it stood for; raises `Failed`."""
        async with self._turn(place):
            await self._calls.api("views.update", Patience(WAITS_S), view_id=place.view_id, view=form.view())

    async def look(self) -> None:
        """While the app is not installed: asks, now and then, whether it is back."""
        with suppress(Failed):
            await self._calls.look(Patience(0))

    def _turn(self, place: Place) -> asyncio.Lock:
        """An older answer that waits for Slack must not come after a newer one and replace it."""
        if place.card is None:
            return asyncio.Lock()
        return self._cards.setdefault(place.card, asyncio.Lock())

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
                place.response_url or "",
                patience,
                text=text,
                blocks=blocks,
                response_type="ephemeral",
                replace_original=place.replaces,
            )

        await _plainer(reply, say)
        return replace(place, replaces=True)

    async def _show(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(_: str, blocks: list[Block]) -> None:
            view = reply.view(TITLE) if blocks else replace(reply, elements=()).view(TITLE)
            await self._calls.api("views.update", patience, view_id=place.view_id, view=view)

        await _plainer(reply, say)
        return place

    async def _edit(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(text: str, blocks: list[Block]) -> None:
            channel, ts = place.channel, place.ts
            await self._calls.api("chat.update", patience, channel=channel, ts=ts, text=text, blocks=blocks)

        await _plainer(reply, say)
        return place

    async def _whisper(self, place: Place, reply: Reply, patience: Patience) -> Place:
        async def say(text: str, blocks: list[Block]) -> None:
            where = {"channel": place.channel, "user": place.user, "thread_ts": place.thread_ts}
            await self._calls.api("chat.postEphemeral", patience, **where, text=text, blocks=blocks)

        await _plainer(reply, say)
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
            return await self._calls.api("chat.postMessage", patience, **where, text=text, blocks=blocks)

        answer = await _plainer(reply, say)
        there = Place(user=place.user, team=place.team, channel=str(answer.get("channel") or ""), thread_ts=thread_ts)
        return replace(there, ts=answer.get("ts"), message=place.message)


async def _plainer(reply: Reply, say: Callable[[str, list[Block]], Awaitable[Any]]) -> Any:
    """Says a reply; what Slack will not draw, as text; what is too long, as its first lines and a count."""
    tries = [(reply.blocks(), reply.text()), ([], reply.text())]
    if reply.text(short=True) != reply.text():
        tries.append(([], reply.text(short=True)))
    for number, (blocks, text) in enumerate(tries, 1):
        try:
            return await say(text, blocks)
        except Refused as refused:
            if number == len(tries) or refused.reason not in CONTENT:
                raise
            log.warning("slack refused what was to be shown: %s", refused)
    raise AssertionError("the last try raises or returns")
