"""Interactive elements, each with its fields, and where it may stand (facts 2.8)."""

import re
from typing import Any

from bot.sandbox.slack.blocks.checks import (
    Check,
    Spot,
    anything,
    boolean,
    either,
    integer,
    items,
    one_of,
    only_on,
    shape,
    string,
)
from bot.sandbox.slack.blocks.objects import (
    CONFIRM,
    ID,
    IMAGE_ELEMENT,
    LINK_OPTION,
    OPTION,
    OPTION_GROUPS,
    OPTIONS,
    RICH_OPTION,
    STYLE,
    address,
    plain,
)
from bot.sandbox.slack.blocks.rich_text import RICH_TEXT
from bot.sandbox.slack.wire import Json


def _pattern(pattern: str) -> Check:
    def check(value: Any, spot: Spot) -> None:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            spot.refuse(f"must match {pattern}")

    return check


_DATE = _pattern(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")
_TIME = _pattern(r"([01]\d|2[0-3]):[0-5]\d")
_NUMBER = _pattern(r"-?\d+(\.\d+)?")
_ACTED = {"action_id": ID, "confirm": CONFIRM}
_FOCUSED = {**_ACTED, "focus_on_load": boolean}
_MENU = {**_FOCUSED, "placeholder": plain(150)}
_MANY = {"max_selected_items": integer(1)}
_DISPATCH = shape({}, {"trigger_actions_on": items(one_of("on_enter_pressed", "on_character_entered"), 2)})
_TYPED = {
    "action_id": ID,
    "focus_on_load": boolean,
    "placeholder": plain(150),
    "dispatch_action_config": _DISPATCH,
}
_CHOICES = {"options": OPTIONS, "option_groups": OPTION_GROUPS}
_IDS = items(string(), None, least=0)
_FILTER = shape(
    {},
    {
        "include": items(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    },
)


def _first_is_offered(value: Json, spot: Spot) -> None:
    """initial_option(s) must be among the options."""
    offered = [*(value.get("options") or [])]
    for group in value.get("option_groups") or []:
        offered += group["options"]
    wanted = [value["initial_option"]] if value.get("initial_option") else value.get("initial_options") or []
    if not all(option in offered for option in wanted):
        spot.refuse("initial option must match one of the options")


def _length_order(value: Json, spot: Spot) -> None:
    if (value.get("min_length") or 0) > (value.get("max_length") or 3000):
        spot.refuse("min_length must not be more than max_length")


_EITHER_CHOICES = either("options", "option_groups")

BUTTON = shape(
    {"text": plain(75)},
    {**_ACTED, "value": string(2000), "url": address, "style": STYLE, "accessibility_label": string(75)},
)
WORKFLOW_BUTTON = shape(
    {"text": plain(75), "workflow": anything},
    {"action_id": ID, "style": STYLE, "accessibility_label": string(75)},
    only_on("messages"),
)
OVERFLOW = shape({"options": items(LINK_OPTION, 5)}, _ACTED)
CHECKBOXES = shape(
    {"options": items(RICH_OPTION, 10)}, {**_FOCUSED, "initial_options": items(RICH_OPTION, 10)}, _first_is_offered
)
RADIO_BUTTONS = shape(
    {"options": items(RICH_OPTION, 10)}, {**_FOCUSED, "initial_option": RICH_OPTION}, _first_is_offered
)

#: Menus with one choice.
SELECTS: dict[str, Check] = {
    "static_select": shape({}, {**_MENU, **_CHOICES, "initial_option": OPTION}, _EITHER_CHOICES, _first_is_offered),
    "external_select": shape({}, {**_MENU, "initial_option": OPTION, "min_query_length": integer(0)}),
    "users_select": shape({}, {**_MENU, "initial_user": string()}),
    "conversations_select": shape(
        {},
        {
            **_MENU,
            "initial_conversation": string(),
            "default_to_current_conversation": boolean,
            "response_url_enabled": boolean,
            "filter": _FILTER,
        },
    ),
    "channels_select": shape({}, {**_MENU, "initial_channel": string(), "response_url_enabled": boolean}),
}
#: Menus with several.
MULTI_SELECTS: dict[str, Check] = {
    "multi_static_select": shape(
        {}, {**_MENU, **_MANY, **_CHOICES, "initial_options": OPTIONS}, _EITHER_CHOICES, _first_is_offered
    ),
    "multi_external_select": shape({}, {**_MENU, **_MANY, "initial_options": OPTIONS, "min_query_length": integer(0)}),
    "multi_users_select": shape({}, {**_MENU, **_MANY, "initial_users": _IDS}),
    "multi_conversations_select": shape(
        {},
        {
            **_MENU,
            **_MANY,
            "initial_conversations": _IDS,
            "default_to_current_conversation": boolean,
            "filter": _FILTER,
        },
    ),
    "multi_channels_select": shape({}, {**_MENU, **_MANY, "initial_channels": _IDS}),
}
PICKERS: dict[str, Check] = {
    "datepicker": shape({}, {**_MENU, "initial_date": _DATE}),
    "timepicker": shape({}, {**_MENU, "initial_time": _TIME, "timezone": string()}),
}
DATETIMEPICKER = shape(
    {}, {**_FOCUSED, "initial_date_time": integer(1_000_000_000, 9_999_999_999)}, only_on("messages", "modals")
)
#: What is typed, in input blocks alone.
TYPED: dict[str, Check] = {
    "plain_text_input": shape(
        {},
        {
            **_TYPED,
            "multiline": boolean,
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
            "initial_value": string(3000, least=0),
        },
        _length_order,
    ),
    "email_text_input": shape({}, {**_TYPED, "initial_value": string()}, only_on("modals")),
    "url_text_input": shape({}, {**_TYPED, "initial_value": string()}, only_on("modals")),
    "number_input": shape(
        {"is_decimal_allowed": boolean},
        {**_TYPED, "initial_value": _NUMBER, "min_value": _NUMBER, "max_value": _NUMBER},
        only_on("modals"),
    ),
    "file_input": shape(
        {}, {"action_id": ID, "filetypes": items(string(), None), "max_files": integer(1, 10)}, only_on("modals")
    ),
    "rich_text_input": shape({}, {**_TYPED, "initial_value": RICH_TEXT}, only_on("modals", "home")),
}

_CHOSEN: dict[str, Check] = {**SELECTS, **PICKERS, "checkboxes": CHECKBOXES, "radio_buttons": RADIO_BUTTONS}
_PRESSED: dict[str, Check] = {"button": BUTTON, "workflow_button": WORKFLOW_BUTTON, "overflow": OVERFLOW}
IN_ACTIONS: dict[str, Check] = {**_PRESSED, **_CHOSEN, "datetimepicker": DATETIMEPICKER}
IN_SECTION: dict[str, Check] = {**_PRESSED, **_CHOSEN, **MULTI_SELECTS, "image": IMAGE_ELEMENT}
IN_INPUT: dict[str, Check] = {**_CHOSEN, **MULTI_SELECTS, **TYPED, "datetimepicker": DATETIMEPICKER}

_FEEDBACK = shape({"text": plain(75), "value": string(2000)}, {"accessibility_label": string(75)})
IN_CONTEXT_ACTIONS: dict[str, Check] = {
    "feedback_buttons": shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, {"action_id": ID}),
    "icon_button": shape(
        {"icon": one_of("trash"), "text": plain(75)},
        {**_ACTED, "value": string(2000), "accessibility_label": string(75), "visible_to_user_ids": _IDS},
    ),
}
