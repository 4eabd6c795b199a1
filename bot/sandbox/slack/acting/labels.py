"""Elements by what people read on them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.state import HOLDINGS, Placed, elements
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import Impossible, Json

_EMOJI = re.compile(r":[a-z0-9_+'-]+:")


def plain(label: str) -> str:
    """A label as people compare it: without emoji codes, doubled blanks and capitals."""
    return " ".join(_EMOJI.sub(" ", label).split()).casefold()


@dataclass(frozen=True)
class Sight:
    """A place that the person sees: a message or a view, with its blocks."""

    where: Json
    blocks: list[Json]


@dataclass(frozen=True)
class Found:
    """An element that bears the label; `option` where the label is that of one of its options."""

    where: Json
    placed: Placed
    option: Json | None = None

    @property
    def element(self) -> Json:
        return self.placed.element


def sights(window: Window, channel: str, thread_ts: str | None, *, home_first: bool) -> Iterator[Sight]:
    """What is before the person: the open modal alone, else messages from the newest on, and the Home."""
    shown = window.snapshot()
    if shown["view"] is not None:
        yield _view(shown["view"])
        return
    home = [_view(shown["home"])] if shown["home"] is not None else []
    if home_first:
        yield from home
    messages = {message["ts"]: message for message in window.history(channel, thread_ts)}
    for parent in [message for message in messages.values() if message["reply_count"] and thread_ts is None]:
        messages |= {reply["ts"]: reply for reply in window.history(channel, parent["ts"])}
    for ts in sorted(messages, reverse=True):
        yield Sight({"channel": channel, "ts": ts}, messages[ts]["blocks"])
    if not home_first:
        yield from home


def _view(view: Json) -> Sight:
    return Sight({"view": view["id"]}, view["blocks"])


def pressed(seen: Iterable[Sight], label: str) -> Found:
    """What a click on this label hits: a button, an entry of an overflow menu, a radio button or a checkbox."""
    for sight in seen:
        for placed in elements(sight.blocks):
            if plain(label) in _faces(placed.element):
                return Found(sight.where, placed)
            for option in placed.element.get("options") or []:
                if placed.element["type"] in _OPEN and plain(option["text"]["text"]) == plain(label):
                    return Found(sight.where, placed, option)
    raise Impossible(f"nothing in sight is called “{label}”")


#: Elements whose options can be clicked one by one.
_OPEN = {"overflow", "radio_buttons", "checkboxes"}


def _faces(element: Json) -> set[str]:
    texts = (element.get("text"), element.get("accessibility_label"))
    parts = [element[key] for key in ("positive_button", "negative_button") if key in element]
    return {plain(_words(text)) for text in (*texts, *(part["text"] for part in parts)) if text}


def labelled(seen: Iterable[Sight], label: str) -> Found:
    """The element to fill or choose in: by its input's label, its placeholder, or the words that it stands beside."""
    for sight in seen:
        held = [placed for placed in elements(sight.blocks) if placed.element["type"] in HOLDINGS]
        for placed in held:
            if plain(label) in {plain(name) for name in names(placed)}:
                return Found(sight.where, placed)
    raise Impossible(f"nothing in sight is called “{label}”")


def names(placed: Placed) -> list[str]:
    block, element = placed.block, placed.element
    texts = (block.get("label"), element.get("placeholder"), block.get("text"))
    return [_words(text) for text in texts if text]


def _words(text: Any) -> str:
    return text if isinstance(text, str) else str(text["text"])
