"""What a message says: text and blocks as the bot sent them, checked."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.blocks import checked_blocks
from bot.sandbox.slack.wire import Json, Refused

TEXT_CUT = 40_000
MARKDOWN_TEXT = 12_000
ALL_BLOCKS = 13_000
#: Texts in these do not count: ids and values are not shown, and tables have a limit of their own.
_UNCOUNTED = {"type", "block_id", "action_id", "value", "style", "url", "image_url", "callback_id", "rows"}


@dataclass(frozen=True)
class Content:
    """`blocks` None: the bot gave none at all, which leaves those of a changed message alone."""

    text: str
    blocks: list[Json] | None


def message_content(given: Json, *, counts_blocks: bool) -> Content:
    """Text and blocks of a message. `counts_blocks`: all blocks together are limited (chat.postMessage only).

    Raises `Refused` with no_text, msg_too_long, markdown_text_conflict, invalid_blocks or msg_blocks_too_long.
    """
    text = given.get("text") or ""
    if given.get("markdown_text"):
        return _markdown(given)
    if not text and not given.get("blocks") and not given.get("attachments"):
        raise Refused("no_text")
    blocks = None if given.get("blocks") is None else checked_blocks(given["blocks"])
    if counts_blocks and shown_characters(blocks) > ALL_BLOCKS:
        raise Refused("msg_blocks_too_long")
    return Content(str(text)[:TEXT_CUT], blocks)


def _markdown(given: Json) -> Content:
    if given.get("text") or given.get("blocks"):
        raise Refused("markdown_text_conflict")
    text = str(given["markdown_text"])
    if len(text) > MARKDOWN_TEXT:
        raise Refused("msg_too_long")
    return Content(text, checked_blocks([{"type": "markdown", "text": text}]))


def shown_characters(part: Any) -> int:
    """How many characters of text these blocks show."""
    match part:
        case str():
            return len(part)
        case list():
            return sum(map(shown_characters, part))
        case dict():
            return sum(shown_characters(value) for key, value in part.items() if key not in _UNCOUNTED)
    return 0
