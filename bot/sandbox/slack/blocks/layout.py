"""The blocks that have been there for long: section, header, context, actions, input, image, video … (facts 2.8)."""

from bot.sandbox.slack.blocks.checks import (
    Check,
    Spot,
    anything,
    boolean,
    integer,
    items,
    only_on,
    shape,
    some_of,
    string,
    tagged,
)
from bot.sandbox.slack.blocks.elements import IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from bot.sandbox.slack.blocks.objects import ID, IMAGE_BLOCK, IMAGE_ELEMENT, address, plain, text
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.wire import Json

_ID = {"block_id": ID}
MARKDOWN = 12_000


def _no_dispatched_file(value: Json, spot: Spot) -> None:
    if value["element"]["type"] == "file_input" and value.get("dispatch_action"):
        spot.refuse("file_input is not supported with dispatch_action")


LAYOUT: dict[str, Check] = {
    "section": shape(
        {},
        {
            **_ID,
            "text": text(3000),
            "fields": items(text(2000), 10),
            "accessory": tagged(IN_SECTION),
            "expand": boolean,
        },
        some_of("text", "fields"),
    ),
    "header": shape({"text": plain(150)}, {**_ID, "level": integer(1, 4)}),
    "divider": shape({}, _ID),
    "context": shape(
        {
            "elements": items(
                tagged({"image": IMAGE_ELEMENT}, dict.fromkeys(("plain_text", "mrkdwn"), text(3000))),
                10,
            )
        },
        _ID,
    ),
    "actions": shape({"elements": items(tagged(IN_ACTIONS), 25)}, _ID),
    "context_actions": shape({"elements": items(tagged(IN_CONTEXT_ACTIONS), 5)}, _ID, only_on("messages")),
    "input": shape(
        {"label": plain(2000), "element": tagged(IN_INPUT)},
        {**_ID, "hint": plain(2000), "optional": boolean, "dispatch_action": boolean},
        _no_dispatched_file,
    ),
    "image": IMAGE_BLOCK,
    "markdown": shape({"text": string(MARKDOWN)}, _ID, only_on("messages")),
    "rich_text": RICH_TEXT,
    "video": shape(
        {"alt_text": string(2000), "title": plain(199), "video_url": address, "thumbnail_url": address},
        {
            **_ID,
            "title_url": address,
            "description": plain(199),
            "author_name": string(49),
            "provider_name": string(),
            "provider_icon_url": address,
        },
    ),
    "file": shape({"external_id": string(), "source": anything}, _ID, only_on("messages")),
}
