"""table and data_table (facts 3.3, 3.4)."""

from typing import Any

from bot.sandbox.slack.blocks.charts import number
from bot.sandbox.slack.blocks.checks import (
    Check,
    Spot,
    boolean,
    integer,
    items,
    one_of,
    only_on,
    shape,
    string,
    tagged,
)
from bot.sandbox.slack.blocks.elements import BUTTON
from bot.sandbox.slack.blocks.objects import ID
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.wire import Json

DATA_TABLE = 20_000
TABLE = 10_000

_RAW: dict[str, Check] = {
    "raw_text": shape({"text": string()}),
    "raw_number": shape({"value": number, "text": string()}),
}
_ACTION_CELL = shape({"element": tagged({"button": BUTTON}), "fallback": tagged(_RAW)})
_CELL = tagged(_RAW, {"rich_text": RICH_TEXT})
_DATA_CELL = tagged(_RAW, {"rich_text": RICH_TEXT, "action_cell": _ACTION_CELL})


def _even_rows(value: Json, spot: Spot) -> None:
    width = len(value["rows"][0])
    for index, row in enumerate(value["rows"]):
        if len(row) != width:
            spot.at("rows", index).refuse("all rows must have the same number of cells")


def _plain_header(value: Json, spot: Spot) -> None:
    for index, cell in enumerate(value["rows"][0]):
        if cell["type"] not in _RAW:
            spot.at("rows", 0, index).refuse("header cells must be raw_text or raw_number")


def _named_column(value: Json, spot: Spot) -> None:
    if value.get("row_header_column_index", 0) >= len(value["rows"][0]):
        spot.at("row_header_column_index").refuse("must be the index of a column")


def _short(value: Json, spot: Spot) -> None:
    if characters(value) > DATA_TABLE:
        spot.refuse(f"must be less than {DATA_TABLE + 1} characters in all cells")


def characters(value: Any) -> int:
    """How many characters the cells of a table show; titles and ids are no cells."""
    match value:
        case {"rows": rows}:
            return characters(rows)
        case {"text": str(shown)}:
            return len(shown)
        case dict():
            return sum(characters(part) for part in value.values())
        case list():
            return sum(map(characters, value))
    return 0


def _setting(value: Any, spot: Spot) -> None:
    """One column's; null leaves the column as it is."""
    if value is not None:
        shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})(value, spot)


TABLES: dict[str, Check] = {
    "table": shape(
        {"rows": items(items(_CELL, 20), 100)},
        {"block_id": ID, "column_settings": items(_setting, 20, least=0)},
        only_on("messages", "home"),
    ),
    "data_table": shape(
        {"caption": string(), "rows": items(items(_DATA_CELL, 20), 201, least=2)},
        {"block_id": ID, "page_size": integer(1, 100), "row_header_column_index": integer(0)},
        only_on("messages", "home"),
        _even_rows,
        _plain_header,
        _named_column,
        _short,
    ),
}
