"""Saying what Slack will not draw, or not hold, in a plainer form."""

import logging
from collections.abc import Awaitable, Callable
from typing import Any

from bot.slack.blocks import Block
from bot.slack.pace import Refused
from bot.slack.reply import Reply

log = logging.getLogger(__name__)

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


async def plainer(reply: Reply, say: Callable[[str, list[Block]], Awaitable[Any]]) -> Any:
    """Says a reply; what Slack will not draw, ever plainer, and last as text."""
    tries = reply.drawings()
    for number, (blocks, text) in enumerate(tries, 1):
        try:
            return await say(text, blocks)
        except Refused as refused:
            if number == len(tries) or refused.reason not in CONTENT:
                raise
            log.warning("slack refused what was to be shown: %s", refused)
    raise AssertionError("the last try raises or returns")
