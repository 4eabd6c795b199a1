"""The modals and the Home that the stub bot draws."""

from typing import Any

from tests.browser.kitchen import QUEUES, Json, button, option, plain, section


def form() -> Json:
    """A modal with every kind of input."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Out of office"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": [
            section("Callers hear nothing of this.", block_id="intro"),
            field("reason", "Reason", {"type": "plain_text_input", "action_id": "v", "max_length": 60}),
            field("day", "First day", {"type": "datepicker", "action_id": "v"}),
            field("end", "Back at", {"type": "datetimepicker", "action_id": "v"}, optional=True),
            field(
                "lead",
                "Tell",
                {"type": "external_select", "action_id": "v", "min_query_length": 0, "placeholder": plain("Somebody")},
            ),
            field("also", "Also tell", {"type": "multi_users_select", "action_id": "v"}, optional=True),
            field("mail", "Mail", {"type": "email_text_input", "action_id": "v"}, optional=True),
            field(
                "hours", "Hours", {"type": "number_input", "action_id": "v", "is_decimal_allowed": False}, optional=True
            ),
            field(
                "kind",
                "Kind",
                {"type": "radio_buttons", "action_id": "v", "options": [option("Holiday"), option("Sick")]},
            ),
            field("from", "From", {"type": "timepicker", "action_id": "v"}, optional=True),
            field("queue", "Queue", {"type": "static_select", "action_id": "v", "options": QUEUES}, optional=True),
            field(
                "queues",
                "More queues",
                {"type": "multi_static_select", "action_id": "v", "options": QUEUES},
                optional=True,
            ),
            field(
                "ticks",
                "Besides",
                {"type": "checkboxes", "action_id": "v", "options": [option("Quiet"), option("Urgent")]},
                optional=True,
            ),
            field("boss", "Lead", {"type": "users_select", "action_id": "v"}, optional=True),
            field("where", "Channel", {"type": "conversations_select", "action_id": "v"}, optional=True),
            field(
                "note",
                "Note",
                {"type": "plain_text_input", "action_id": "v", "multiline": True},
                optional=True,
                hint=plain("Only your lead reads it"),
            ),
        ],
    }


def note(text: str, *, button_label: str = "", submit: str = "Next") -> Json:
    """A small modal: a sentence, one input, perhaps a button."""
    blocks = [
        section(text, block_id="said"),
        field("name", "Name", {"type": "plain_text_input", "action_id": "v"}, optional=True),
    ]
    if button_label:
        blocks.append({"type": "actions", "block_id": "more", "elements": [button(button_label, "push")]})
    return {
        "type": "modal",
        "callback_id": "note",
        "title": plain("A note"),
        "submit": plain(submit),
        "close": plain("Back"),
        "blocks": blocks,
    }


def home(said: str = "You are *off queue*.") -> Json:
    return {
        "type": "home",
        "blocks": [
            {"type": "header", "block_id": "h", "text": plain("Today")},
            section(said, block_id="s"),
            {"type": "actions", "block_id": "a", "elements": [button("Go on queue", "home.on")]},
            field("words", "Remind me of", {"type": "plain_text_input", "action_id": "v"}),
            field("at", "At", {"type": "timepicker", "action_id": "v", "initial_time": "08:55"}),
            {
                "type": "actions",
                "block_id": "b",
                "elements": [
                    {
                        "type": "static_select",
                        "action_id": "home.days",
                        "placeholder": plain("Days…"),
                        "options": [option("Weekdays"), option("Each day")],
                    },
                    {
                        "type": "conversations_select",
                        "action_id": "home.where",
                        "placeholder": plain("Digest into…"),
                        "filter": {"include": ["public", "private"], "exclude_external_shared_channels": True},
                    },
                    button("Remind me", "home.remind"),
                ],
            },
        ],
    }


def field(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}
