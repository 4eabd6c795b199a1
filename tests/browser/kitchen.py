"""What the stub bot draws: one of everything that a person can meet on the page."""

from typing import Any

Json = dict[str, Any]

PICTURE = "data:image/gif;base64,R0lGODlhAQABAIAAAAUEBAAAACwAAAAAAQABAAACAkQBADs="


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def option(label: str, value: str = "", **more: Any) -> Json:
    return {"text": plain(label), "value": value or label.lower(), **more}


def button(label: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action, **more}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


SURE = {
    "title": plain("Leave Billing?"),
    "text": plain("You stop getting its calls."),
    "confirm": plain("Leave"),
    "deny": plain("Stay"),
    "style": "danger",
}

QUEUES = [option("Billing"), option("Returns"), option("Claims", description=plain("German and English"))]


def panel(state: str = "Off queue") -> list[Json]:
    """A message that can be acted on."""
    return [
        {"type": "header", "block_id": "head", "text": plain("Your day")},
        section(
            f"*{state}* since <!date^1790000000^{{date_short_pretty}} {{time}}|some time> :headphones:", block_id="now"
        ),
        {
            "type": "section",
            "block_id": "facts",
            "fields": [mrkdwn("*Queues*\nBilling, Returns"), mrkdwn("*Station*\n`A-12`")],
        },
        {
            "type": "actions",
            "block_id": "deeds",
            "elements": [
                button("Go on queue", "go.on", style="primary", value="1"),
                button("Leave Billing", "queues.leave", style="danger", confirm=SURE, value="billing"),
                {"type": "overflow", "action_id": "more", "options": [option("Refresh"), option("Help")]},
            ],
        },
        {"type": "context", "block_id": "foot", "elements": [mrkdwn("as of 14:05, request `r-7`")]},
    ]


def choosers() -> list[Json]:
    """Every element that chooses something, in a message."""
    return [
        section(
            "Join a queue",
            block_id="join",
            accessory={
                "type": "static_select",
                "action_id": "static",
                "placeholder": plain("Queue…"),
                "options": QUEUES,
            },
        ),
        section(
            "Who is…",
            block_id="who",
            accessory={
                "type": "external_select",
                "action_id": "external",
                "placeholder": plain("Colleague…"),
                "min_query_length": 2,
            },
        ),
        section(
            "Out of office from",
            block_id="from",
            accessory={"type": "datepicker", "action_id": "date", "placeholder": plain("First day")},
        ),
        section(
            "Leave queues",
            block_id="several",
            accessory={
                "type": "multi_static_select",
                "action_id": "many",
                "placeholder": plain("Several queues…"),
                "options": QUEUES,
            },
        ),
        {
            "type": "actions",
            "block_id": "rest",
            "elements": [
                {"type": "users_select", "action_id": "person", "placeholder": plain("Person…")},
                {"type": "conversations_select", "action_id": "where", "placeholder": plain("Channel…")},
                {"type": "timepicker", "action_id": "time", "placeholder": plain("Until")},
            ],
        },
        {
            "type": "actions",
            "block_id": "ticks",
            "elements": [
                {
                    "type": "checkboxes",
                    "action_id": "ticked",
                    "options": [option("Tell my lead"), option("Tell my team")],
                },
                {"type": "radio_buttons", "action_id": "one", "options": [option("Break"), option("Meal")]},
            ],
        },
    ]


def reading() -> list[Json]:
    """What is only read: styles, lists, tables, charts, pictures, and a block that nobody knows."""
    words = "*bold* _italic_ ~struck~ `code` &lt;b&gt; <https://example.com/x|a link> <@U02BO> <#C0FLOOR> :tada: :nope: snake_case_word"
    return [
        section(words, block_id="words"),
        section("> quoted\n> twice\nafter\n```two\nlines```", block_id="quote"),
        {
            "type": "rich_text",
            "block_id": "rich",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "<!channel> *as it is*", "style": {"bold": True}}],
                },
                {
                    "type": "rich_text_list",
                    "style": "bullet",
                    "elements": [
                        {"type": "rich_text_section", "elements": [{"type": "user", "user_id": "U01ANA"}]},
                        {
                            "type": "rich_text_section",
                            "elements": [{"type": "tag", "text": "On queue", "color": "green"}],
                        },
                    ],
                },
            ],
        },
        {"type": "image", "block_id": "pic", "image_url": PICTURE, "alt_text": "One dark dot", "title": plain("A dot")},
        {
            "type": "image",
            "block_id": "far",
            "image_url": "https://example.com/chart.png",
            "alt_text": "A chart from elsewhere",
        },
        {
            "type": "data_table",
            "block_id": "table",
            "caption": "Agents in Billing",
            "rows": [
                [{"type": "raw_text", "text": "Agent"}, {"type": "raw_text", "text": "Handled"}],
                [{"type": "raw_text", "text": "Ana Ruiz"}, {"type": "raw_number", "value": 17, "text": "17"}],
            ],
        },
        {
            "type": "data_visualization",
            "block_id": "chart",
            "title": "Agents by presence",
            "chart": {"type": "pie", "segments": [{"label": "On queue", "value": 14}, {"label": "Break", "value": 3}]},
        },
        {
            "type": "card",
            "block_id": "card",
            "title": plain("A card"),
        },
    ]
