"""Composition objects: texts, options, confirm dialogs, images (facts 2.8)."""

import re
from typing import Any

from bot.sandbox.slack.blocks.checks import (
    Check,
    Spot,
    boolean,
    either,
    items,
    one_of,
    shape,
    some_of,
    string,
    tagged,
)

ID = string(255)
STYLE = one_of("primary", "danger")
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:\S+")


def plain(most: int = 3000) -> Check:
    """A plain_text object of 1 to `most` characters."""
    return tagged({"plain_text": shape({"text": string(most)}, {"emoji": boolean})})


def text(most: int = 3000) -> Check:
    """A plain_text or mrkdwn object of 1 to `most` characters."""
    return tagged(
        {
            "plain_text": shape({"text": string(most)}, {"emoji": boolean}),
            "mrkdwn": shape({"text": string(most)}, {"verbatim": boolean}),
        }
    )


def address(value: Any, spot: Spot) -> None:
    """A URL of at most 3000 characters."""
    string(3000)(value, spot)
    if isinstance(value, str) and not _ADDRESS.fullmatch(value):
        spot.refuse("must be a valid URL")


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": STYLE},
)

_OPTION_VALUE = string(150)
OPTION = shape({"text": plain(75), "value": _OPTION_VALUE}, {"description": plain(75)})
#: Checkboxes and radio buttons alone may have mrkdwn, overflow menus alone an address.
RICH_OPTION = shape({"text": text(75), "value": _OPTION_VALUE}, {"description": text(75)})
LINK_OPTION = shape({"text": plain(75), "value": _OPTION_VALUE}, {"description": plain(75), "url": address})
OPTION_GROUP = shape({"label": plain(75), "options": items(OPTION, 100)})
OPTIONS = items(OPTION, 100)
OPTION_GROUPS = items(OPTION_GROUP, 100)
#: The answer to an option load; an empty list is fine there.
LOADED = shape(
    {},
    {"options": items(OPTION, 100, least=0), "option_groups": items(OPTION_GROUP, 100, least=0)},
    either("options", "option_groups"),
)

_SLACK_FILE = shape({}, {"id": string(), "url": address}, some_of("id", "url"))
_PICTURE = {"image_url": address, "slack_file": _SLACK_FILE}
IMAGE_ELEMENT = shape({"alt_text": string(2000)}, _PICTURE, either("image_url", "slack_file"))
IMAGE_BLOCK = shape(
    {"alt_text": string(2000)}, {"block_id": ID, "title": plain(2000), **_PICTURE}, either("image_url", "slack_file")
)
