"""The elements a person can press or pick, as frozen values; `elements` draws them (docs.slack.dev, block elements)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from bot.slack import limits
from bot.slack.mrkdwn import Mrkdwn, shown

Block = dict[str, Any]

#: The action id of every button that opens a page: Slack reports such clicks too, and they need no answer.
OPENS_PAGE = "page.open"


@dataclass(frozen=True)
class Option:
    """One line of a menu; `value` is an id."""

    label: str
    value: str
    hint: str = ""


@dataclass(frozen=True)
class Button:
    """A button; its label is unique without its context. With a `url` it opens a page."""

    label: str
    action: str = OPENS_PAGE
    value: str = ""
    style: Literal["primary", "danger"] | None = None
    url: str = ""


@dataclass(frozen=True)
class Picker:
    """A menu. Without `options` Slack asks the bot for them as the person types."""

    label: str
    action: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True)
class ChannelPicker:
    """A menu of the channels that this person is in, which Slack fills; none that is shared with another company."""

    label: str
    action: str


Element = Button | Picker | ChannelPicker


def plain(text: str, longest: int) -> Block:
    """A plain text object: nothing in it is formatted, so foreign text is harmless."""
    return {"type": "plain_text", "text": shown(text, longest), "emoji": False}


def actions(elements: Sequence[Element]) -> list[Block]:
    """One actions block for each 25 elements; ids are numbered, since Slack wants them unique."""
    seen: Counter[str] = Counter()
    drawn = []
    for element in elements:
        drawn.append(_drawn(element, f"{element.action}/{seen[element.action]}"))
        seen[element.action] += 1
    rows = range(0, len(drawn), limits.ACTIONS)
    return [{"type": "actions", "elements": drawn[start : start + limits.ACTIONS]} for start in rows]


def sections(lines: Sequence[Mrkdwn]) -> list[Block]:
    """Lines gathered into sections of at most 3,000 characters; `verbatim`, so that bare names never ping anybody."""
    texts: list[str] = []
    for line in lines:
        if texts and len(texts[-1]) + len(line.text) < limits.SECTION_TEXT:
            texts[-1] += f"\n{line.text}"
        else:
            texts.append(line.text)
    return [{"type": "section", "text": {"type": "mrkdwn", "text": text, "verbatim": True}} for text in texts]


def option(choice: Option) -> Block:
    """An option object."""
    drawn: Block = {"text": plain(choice.label, limits.OPTION_TEXT), "value": choice.value[: limits.OPTION_VALUE]}
    if choice.hint:
        drawn["description"] = plain(choice.hint, limits.OPTION_TEXT)
    return drawn


def external_select(label: str, action_id: str) -> Block:
    """A menu that loads as soon as it opens."""
    return {
        "type": "external_select",
        "action_id": action_id,
        "placeholder": plain(label, limits.PLACEHOLDER),
        "min_query_length": 0,
    }


def _drawn(element: Element, action_id: str) -> Block:
    if isinstance(element, Button):
        return _button(element, action_id)
    if isinstance(element, ChannelPicker):
        return {
            "type": "conversations_select",
            "action_id": action_id,
            "placeholder": plain(element.label, limits.PLACEHOLDER),
            "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
        }
    if not element.options:
        return external_select(element.label, action_id)
    return {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain(element.label, limits.PLACEHOLDER),
        "options": [option(choice) for choice in element.options[: limits.OPTIONS]],
    }


def _button(button: Button, action_id: str) -> Block:
    drawn: Block = {"type": "button", "action_id": action_id, "text": plain(button.label, limits.BUTTON_LABEL)}
    if button.value:
        drawn["value"] = button.value[: limits.BUTTON_VALUE]
    if button.style:
        drawn["style"] = button.style
    if button.url:
        drawn["url"] = button.url
    return drawn
