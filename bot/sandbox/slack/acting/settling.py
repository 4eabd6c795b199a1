"""Waits until nothing that a person caused is under way any more, and tells what is new to them."""

import asyncio
import time

from bot.sandbox.slack.feed import Reading
from bot.sandbox.slack.stir import Stir
from bot.sandbox.slack.wire import BOT_USER, Json

LONGEST_S = 5.0
QUIET_S = 0.2
_LOOK_S = 0.01
_SHOWN = ("ts", "channel", "text", "blocks", "ephemeral")


class News:
    """What came to one person since the deed: messages in their latest form, Slack's notices, and the view."""

    def __init__(self) -> None:
        self._messages: dict[tuple[str, str], Json] = {}
        self.view: Json | None = None
        self.has_reply = False

    def take(self, event: Json) -> None:
        match event:
            case {"type": "message" | "message_changed", "message": {"user": user} as message} if user == BOT_USER:
                self._show(message)
            case {"type": "notice"}:
                self._show({**event, "blocks": [], "ephemeral": True})
            case {"type": "message_deleted", "channel": channel, "ts": ts}:
                self._messages.pop((channel, ts), None)
                self.has_reply = True
            case {"type": "view" | "home", "view": view}:
                self.view = view
                self.has_reply = self.has_reply or view is not None

    def _show(self, message: Json) -> None:
        self._messages[message["channel"], message["ts"]] = {key: message[key] for key in _SHOWN}
        self.has_reply = True

    @property
    def messages(self) -> list[Json]:
        return list(self._messages.values())

    @property
    def is_provisional(self) -> bool:
        """The newest word ends in "…": the bot says that there is more to come."""
        said = self.messages[-1]["text"] if self._messages else ""
        sections = [block for block in (self.view or {}).get("blocks", []) if block["type"] in {"section", "context"}]
        return _trails(said) or any(_trails(_words(block)) for block in sections)


def _trails(text: str) -> bool:
    return text.rstrip(" _*.").endswith("…")


def _words(block: Json) -> str:
    texts = [block.get("text"), *(block.get("elements") or [])]
    return " ".join(str(text.get("text", "")) for text in texts if text)


class Settling:
    """Reads a person's feed from before the deed on; `rest` returns when it has come to rest, after 5 s at the latest.

    The acknowledgement of a delivery promises nothing about the answer, so the first visible answer is waited for, then
    for a moment of quiet. A deed that reached the bot with no delivery at all has nothing to wait for.
    """

    def __init__(self, person: str, reading: Reading, stir: Stir) -> None:
        self._person = person
        self._reading = reading
        self._stir = stir
        self._delivered_before = stir.deliveries(person)
        self._until = time.monotonic() + LONGEST_S
        self.news = News()

    async def rest(self, *, is_answered: bool) -> News:
        """`is_answered`: the acknowledgement itself was the answer, as with the errors of a form."""
        self.news.has_reply = self.news.has_reply or is_answered
        while True:
            for event in self._reading.so_far():
                self.news.take(event)
            if self._is_at_rest() or time.monotonic() > self._until:
                return self.news
            await asyncio.sleep(_LOOK_S)

    def _is_at_rest(self) -> bool:
        if self._stir.is_under_way(self._person):
            return False
        if self._stir.deliveries(self._person) == self._delivered_before:
            return True
        answered = self.news.has_reply and not self.news.is_provisional
        return answered and self._stir.quiet_s(self._person) > QUIET_S
