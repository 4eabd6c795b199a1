"""What a person enters, as an element holds it: options by their text, people and channels by name."""

from datetime import datetime
from typing import Any

from bot.sandbox.slack.acting.labels import Found, plain
from bot.sandbox.slack.state import HOLDINGS
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import Impossible, Json


async def held_value(window: Window, found: Found, given: Any) -> Json:
    """The element's value in the shape of payloads, for what was given in words."""
    holding = HOLDINGS[found.element["type"]]
    if given is None:
        return {holding.key: [] if holding.many else None}
    if not holding.many:
        return {holding.key: await _one(window, found, given)}
    wanted = given if isinstance(given, list) else [given]
    return {holding.key: [await _one(window, found, each) for each in wanted]}


async def _one(window: Window, found: Found, given: Any) -> Any:
    kind = found.element["type"].removeprefix("multi_")
    match kind:
        case "static_select" | "external_select" | "radio_buttons" | "checkboxes":
            return await _option(window, found, str(given))
        case "users_select":
            return _id(window.snapshot()["people"], str(given), ("name", "real_name"))
        case "conversations_select" | "channels_select":
            return _id(window.snapshot()["channels"], str(given), ("name",))
        case "datetimepicker":
            return _moment(str(given))
        case "rich_text_input":
            return _rich_text(str(given))
    return str(given)


async def _option(window: Window, found: Found, wanted: str) -> Json:
    for offer in await _offers(window, found, wanted):
        for option in offer:
            if plain(wanted) in {plain(option["text"]["text"]), plain(option["value"])}:
                return option
    raise Impossible(f"“{wanted}” is not offered")


async def _offers(window: Window, found: Found, wanted: str) -> list[list[Json]]:
    """The options of the menu; an external one is asked for what was typed."""
    source = found.element
    if source["type"].endswith("external_select"):
        typed = wanted if len(wanted) >= source.get("min_query_length", 3) else ""
        source = await window.options(found.where, found.placed.block_id, found.placed.action_id, typed)
    groups = [group["options"] for group in source.get("option_groups") or []]
    return [source.get("options") or [], *groups]


def _id(things: list[Json], wanted: str, keys: tuple[str, ...]) -> str:
    said = plain(wanted.removeprefix("@").removeprefix("#"))
    for thing in things:
        if wanted == thing["id"] or said in {plain(thing[key]) for key in keys}:
            return str(thing["id"])
    raise Impossible(f"“{wanted}” is not offered")


def _moment(given: str) -> int:
    """Unix seconds, given as such or as ISO 8601 with its offset."""
    return int(given) if given.isdigit() else int(datetime.fromisoformat(given).timestamp())


def _rich_text(text: str) -> Json:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}
