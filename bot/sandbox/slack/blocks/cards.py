"""card, carousel, alert, container, layout, plan and task_card (facts 3.5)."""

from typing import Any

from bot.sandbox.slack.blocks.checks import (
    Check,
    Spot,
    anything,
    boolean,
    either,
    items,
    one_of,
    only_on,
    shape,
    some_of,
    string,
    tagged,
)
from bot.sandbox.slack.blocks.elements import BUTTON
from bot.sandbox.slack.blocks.layout import LAYOUT
from bot.sandbox.slack.blocks.objects import ID, IMAGE_ELEMENT, plain, text
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT_OBJECT
from bot.sandbox.slack.blocks.tables import TABLES
from bot.sandbox.slack.wire import Json

_ID = {"block_id": ID}
_ICONS = """
archive book bookmark bot bug calendar call caret-left caret-right check clipboard code comment compass copy cube
download edit email eye-closed eye-open file flag folder gear globe heart help image info key lightbulb link map
mobile new-window pin plus refine refresh rocket save screen share sparkle star star-filled tag thumbs-down
thumbs-up trash upload user warning
"""

_IMAGE = tagged({"image": IMAGE_ELEMENT})
_ICON = tagged({"icon": shape({"name": one_of(*_ICONS.split())})})
_STATUS = one_of("pending", "in_progress", "complete", "error")


def _one_icon(value: Json, spot: Spot) -> None:
    if value.get("icon") is not None and value.get("slack_icon") is not None:
        spot.refuse("must have only one of icon, slack_icon")


CARD = shape(
    {},
    {
        **_ID,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "icon": _IMAGE,
        "slack_icon": _ICON,
        "hero_image": _IMAGE,
        "actions": items(tagged({"button": BUTTON}), 3),
    },
    some_of("hero_image", "title", "actions", "body"),
    _one_icon,
)
_TASK = shape(
    {"task_id": string(), "title": string()},
    {
        **_ID,
        "status": _STATUS,
        "details": RICH_TEXT_OBJECT,
        "output": RICH_TEXT_OBJECT,
        "sources": items(anything, None, least=0),
    },
    only_on("messages"),
)

_CHILDREN = {
    kind: check
    for kind, check in (LAYOUT | TABLES).items()
    if kind not in {"data_table", "markdown", "context_actions"}
}

CARDS: dict[str, Check] = {
    "card": CARD,
    "carousel": shape({"elements": items(tagged({"card": CARD}), 10)}, _ID, only_on("messages", "home")),
    "alert": shape(
        {"text": text(200)},
        {**_ID, "level": one_of("default", "info", "warning", "error", "success")},
        only_on("modals"),
    ),
    "container": shape(
        {"child_blocks": items(tagged(_CHILDREN), 10)},
        {
            **_ID,
            "title": plain(150),
            "rich_text_title": RICH_TEXT_OBJECT,
            "subtitle": text(150),
            "width": one_of("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
            "icon": _IMAGE,
        },
        either("title", "rich_text_title"),
        only_on("messages", "home"),
    ),
    "task_card": _TASK,
    "plan": shape(
        {"title": string()}, {**_ID, "tasks": items(tagged({"task_card": _TASK}), None)}, only_on("messages")
    ),
}


def _label(value: Any, spot: Spot) -> None:
    """The facts leave open which of both forms it is."""
    (string(150) if isinstance(value, str) else plain(150))(value, spot)


_INSIDE = items(tagged(LAYOUT, TABLES, CARDS), None)
CARDS["layout"] = shape(
    {"label": _label, "rows": items(shape({"items": items(shape({"blocks": _INSIDE}), None)}), 5)},
    {
        **_ID,
        "is_label_visible": boolean,
        "grid_lines": one_of("none", "rows", "outer"),
        "fallback": _INSIDE,
    },
)
