"""The entrance: blocks or a view come in, and leave with ids on every block, or with Slack's refusal."""

import copy
import json
import secrets
from enum import StrEnum
from typing import Any

from bot.sandbox.slack.blocks.checks import Check, Report, Spot, anything, boolean, one_of, shape, string
from bot.sandbox.slack.blocks.objects import LOADED, plain
from bot.sandbox.slack.blocks.whole import check_all, refuse_tables
from bot.sandbox.slack.state import bare_elements
from bot.sandbox.slack.wire import Json, Refused

VIEW_BYTES = 250_000


class Surface(StrEnum):
    """Where blocks are shown."""

    MESSAGE = "messages"
    MODAL = "modals"
    HOME = "home"


def checked_blocks(blocks: Any) -> list[Json]:
    """The blocks of a message, named. Raises `Refused` with pointers at what is wrong."""
    if not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    refuse_tables(blocks)
    report = Report(Surface.MESSAGE)
    check_all(blocks, Spot(report, "/blocks"))
    if report.messages:
        raise Refused("invalid_blocks", response_metadata={"messages": report.messages})
    return _named(blocks)


def checked_view(view: Any, surface: Surface) -> Json:
    """The view, its blocks named. Raises `Refused` as views.* answer it."""
    if not isinstance(view, dict):
        raise _invalid(["[ERROR] missing required field: view"])
    report = Report(surface)
    spot = Spot(report, "/view")
    _VIEWS[surface](view, spot)
    if not report.messages:
        check_all(view["blocks"], spot.at("blocks"))
    if not report.messages and surface is Surface.MODAL and not view.get("submit") and _has_input(view["blocks"]):
        spot.refuse("submit is required when the view has an input block")
    if report.messages:
        raise _invalid(report.messages)
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        raise Refused("view_too_large")
    return {**view, "blocks": _named(view["blocks"])}


def are_options(answer: Json) -> bool:
    """Whether Slack can show this answer to an option load."""
    report = Report(Surface.MESSAGE)
    LOADED(answer, Spot(report, ""))
    return not report.messages


def _invalid(messages: list[str]) -> Refused:
    return Refused("invalid_arguments", response_metadata={"messages": messages})


def _is_list(value: Any, spot: Spot) -> None:
    if not isinstance(value, list):
        spot.refuse("must be an array")


_ANY_VIEW: dict[str, Check] = {
    "private_metadata": string(3000, least=0),
    "callback_id": string(255, least=0),
    "external_id": string(255, least=0),
}
_VIEWS: dict[Surface, Check] = {
    Surface.MODAL: shape(
        {"type": one_of("modal"), "title": plain(24), "blocks": _is_list},
        {
            **_ANY_VIEW,
            "submit": plain(24),
            "close": plain(24),
            "clear_on_close": boolean,
            "notify_on_close": boolean,
            "submit_disabled": anything,
        },
    ),
    Surface.HOME: shape({"type": one_of("home"), "blocks": _is_list}, _ANY_VIEW),
}


def _has_input(blocks: list[Json]) -> bool:
    return any(block["type"] == "input" for block in blocks)


def _named(blocks: list[Json]) -> list[Json]:
    """A copy, each block with a block_id, and each element that can be used with an action_id."""
    copied = copy.deepcopy(blocks)
    for block in copied:
        block["block_id"] = block.get("block_id") or secrets.token_urlsafe(4)
    for element in bare_elements(copied):
        element["action_id"] = element.get("action_id") or secrets.token_urlsafe(4)
    return copied
