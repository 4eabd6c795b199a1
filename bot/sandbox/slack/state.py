"""`state.values`: what the elements of a view or message hold, by block_id and action_id (facts 2.2)."""

from collections.abc import Iterator
from dataclasses import dataclass

from bot.sandbox.slack.wire import Json


@dataclass(frozen=True)
class Holding:
    """Where an element keeps its value, and which field of its definition sets the first one."""

    key: str
    initial: str
    many: bool = False


_TEXT = Holding("value", "initial_value")
_OPTION = Holding("selected_option", "initial_option")
_OPTIONS = Holding("selected_options", "initial_options", many=True)

HOLDINGS = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "checkboxes": _OPTIONS,
    "users_select": Holding("selected_user", "initial_user"),
    "multi_users_select": Holding("selected_users", "initial_users", many=True),
    "conversations_select": Holding("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Holding("selected_conversations", "initial_conversations", many=True),
    "channels_select": Holding("selected_channel", "initial_channel"),
    "multi_channels_select": Holding("selected_channels", "initial_channels", many=True),
    "datepicker": Holding("selected_date", "initial_date"),
    "timepicker": Holding("selected_time", "initial_time"),
    "datetimepicker": Holding("selected_date_time", "initial_date_time"),
    "rich_text_input": Holding("rich_text_value", "initial_value"),
    "file_input": Holding("files", "", many=True),
}


@dataclass(frozen=True)
class Placed:
    """An interactive element with the block it stands in; `block` has a block_id, the element an action_id."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def elements(blocks: list[Json]) -> Iterator[Placed]:
    """Every interactive element, in the order in which people see them, also inside cards, tables and containers."""
    yield from (placed for placed in _usable(blocks) if "action_id" in placed.element)


def bare_elements(blocks: list[Json]) -> Iterator[Json]:
    """The elements that still lack an action_id."""
    yield from (placed.element for placed in _usable(blocks) if not placed.element.get("action_id"))


def _usable(blocks: list[Json]) -> Iterator[Placed]:
    for block in blocks:
        yield from (Placed(block, element) for element in _direct(block) if element["type"] != "image")
        for inner in _inner(block):
            yield from _usable([{"block_id": block.get("block_id", ""), **inner}])


def _direct(block: Json) -> Iterator[Json]:
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield block[key]
    for key in ("elements", "actions"):
        if block.get("type") in {"actions", "context_actions", "card"}:
            yield from block.get(key) or []
    if block.get("type") == "data_table":
        cells = (cell for row in block["rows"] for cell in row)
        yield from (cell["element"] for cell in cells if cell.get("type") == "action_cell")


def _inner(block: Json) -> Iterator[Json]:
    match block.get("type"):
        case "container":
            yield from block["child_blocks"]
        case "carousel":
            yield from block["elements"]
        case "layout":
            for row in block["rows"]:
                for item in row.get("items", []):
                    yield from item.get("blocks", [])


def untouched(element: Json) -> Json:
    """What an element holds before anybody touched it."""
    holding = HOLDINGS[element["type"]]
    first = element.get(holding.initial)
    return {"type": element["type"], holding.key: [] if holding.many and first is None else first}


def fresh_state(blocks: list[Json], before: Json | None = None) -> Json:
    """State of these blocks. Where block_id, action_id and type are as before, what was entered stays."""
    state: Json = {}
    for placed in elements(blocks):
        if placed.element["type"] not in HOLDINGS:
            continue
        held = (before or {}).get(placed.block_id, {}).get(placed.action_id)
        keeps = held is not None and held["type"] == placed.element["type"]
        state.setdefault(placed.block_id, {})[placed.action_id] = held if keeps else untouched(placed.element)
    return state


def entered(state: Json, given: Json) -> Json:
    """The state after somebody entered `given`, in the same shape; what they say nothing about stays."""
    after = {block_id: dict(held) for block_id, held in state.items()}
    for block_id, values in given.items():
        for action_id, value in values.items():
            if action_id in after.get(block_id, {}):
                after[block_id][action_id] = {**after[block_id][action_id], **value}
    return after
