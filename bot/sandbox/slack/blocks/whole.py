"""What holds for all blocks of a message or view together."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from bot.sandbox.slack.blocks.cards import CARDS
from bot.sandbox.slack.blocks.charts import CHARTS
from bot.sandbox.slack.blocks.checks import Report, Spot, items, tagged
from bot.sandbox.slack.blocks.layout import LAYOUT, MARKDOWN
from bot.sandbox.slack.blocks.tables import DATA_TABLE, TABLE, TABLES, characters
from bot.sandbox.slack.state import elements
from bot.sandbox.slack.wire import Json, Refused

BLOCKS = {"messages": 50, "modals": 100, "home": 100}
CHARTS_IN_MESSAGE = 2
_BLOCK = tagged(LAYOUT, TABLES, CHARTS, CARDS)


def check_all(blocks: list[Json], spot: Spot) -> None:
    """Each block by itself, then what only shows when they are seen together."""
    report = spot.report
    items(_BLOCK, None, least=0)(blocks, spot)
    if report.messages:
        return
    most = BLOCKS[report.surface]
    if sum(1 for _ in _counted(blocks)) > most:
        spot.refuse(f"no more than {most} items allowed")
    _check_ids(blocks, spot)
    _check_totals(blocks, spot)


def refuse_tables(blocks: list[Any]) -> None:
    """One `table` a message; a second has an error of its own (reports of 2025 and 2026, facts 3.4)."""
    if sum(isinstance(block, dict) and block.get("type") == "table" for block in blocks) > 1:
        raise Refused("invalid_attachments")


def _counted(blocks: list[Json]) -> Iterator[Json]:
    """The blocks that count towards the limit: those inside a layout count as well."""
    for block in blocks:
        yield block
        if block["type"] == "layout":
            for row in block["rows"]:
                for item in row["items"]:
                    yield from _counted(item["blocks"])


def _check_ids(blocks: list[Json], spot: Spot) -> None:
    seen: set[str] = set()
    for index, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id in seen:
            spot.at(index, "block_id").refuse(f"block_id already exists: {block_id}")
        if block_id is not None:
            seen.add(block_id)
        actions = Counter(placed.action_id for placed in elements([block]))
        for action_id, times in actions.items():
            if times > 1:
                spot.at(index).refuse(f"action_id already exists: {action_id}")
    if sum(bool(placed.element.get("focus_on_load")) for placed in elements(blocks)) > 1:
        spot.refuse("only one element may have focus_on_load")


def _check_totals(blocks: list[Json], spot: Spot) -> None:
    kinds = Counter(block["type"] for block in blocks)
    if kinds["data_visualization"] > CHARTS_IN_MESSAGE:
        spot.refuse(f"no more than {CHARTS_IN_MESSAGE} data_visualization blocks allowed")
    totals = {
        "markdown": (MARKDOWN, sum(len(block["text"]) for block in blocks if block["type"] == "markdown")),
        "table": (TABLE, sum(characters(block) for block in blocks if block["type"] == "table")),
        "data_table": (DATA_TABLE, sum(characters(block) for block in blocks if block["type"] == "data_table")),
    }
    for kind, (most, count) in totals.items():
        if count > most:
            spot.refuse(f"must be less than {most + 1} characters in all {kind} blocks")


def report_on(blocks: list[Json], surface: str, pointer: str) -> Report:
    report = Report(surface)
    check_all(blocks, Spot(report, pointer))
    return report
