"""One payload at each limit, and one beyond it, sent as a bot sends them."""

from typing import Any

import pytest
from slack_sdk.errors import SlackApiError

from tests.sandbox.slack.builders import (
    actions,
    bars,
    button,
    card,
    container,
    data_table,
    entry,
    image,
    layout,
    link,
    menu,
    mrkdwn,
    option,
    paragraph,
    pie,
    plain,
    raw,
    rich_text,
    section,
    table,
    typed,
    video,
)
from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.limits import LIMITS, Limit
from tests.sandbox.slack.refusals import refusal


async def sent(stage: Stage, surface: str, blocks: list[dict[str, Any]]) -> tuple[str | None, list[str]]:
    """Slack's error and its messages, or None and none."""
    try:
        match surface:
            case "message":
                await stage.client.chat_postMessage(channel="C0GENERAL", text="twin", blocks=blocks)
            case "home":
                await stage.client.views_publish(user_id="U01ANA", view={"type": "home", "blocks": blocks})
            case _:
                await open_modal(stage, {"blocks": blocks})
    except SlackApiError as error:
        return error.response["error"], error.response.get("response_metadata", {}).get("messages", [])
    return None, []


async def open_modal(stage: Stage, view: dict[str, Any]) -> None:
    trigger_id = stage.emulator.workspace.triggers.issue("U01ANA")
    whole = {"type": "modal", "title": plain(4), "submit": plain(4), **view}
    await stage.client.views_open(trigger_id=trigger_id, view={k: v for k, v in whole.items() if v is not None})


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
async def test_at_the_limit_it_is_taken_and_beyond_it_refused(stage: Stage, limit: Limit):
    assert await sent(stage, limit.surface, limit.blocks(limit.most)) == (None, [])

    error, messages = await sent(stage, limit.surface, limit.blocks(limit.over))
    root, name = ("/blocks", "invalid_blocks") if limit.surface == "message" else ("/view/blocks", "invalid_arguments")
    assert error == name
    assert any(message.endswith(f"[json-pointer:{root}{limit.pointer}]") for message in messages), messages


VIEW_LIMITS: list[tuple[str, int, Any]] = [
    ("title", 24, plain),
    ("submit", 24, plain),
    ("close", 24, plain),
    ("callback_id", 255, lambda n: "x" * n),
    ("external_id", 255, lambda n: "x" * n),
    ("private_metadata", 3000, lambda n: "x" * n),
]


@pytest.mark.parametrize(("field", "most", "make"), VIEW_LIMITS, ids=[field for field, _, _ in VIEW_LIMITS])
async def test_the_fields_of_a_view_have_limits(stage: Stage, field: str, most: int, make: Any):
    await open_modal(stage, {"blocks": [section()], field: make(most)})

    with pytest.raises(SlackApiError) as caught:
        await open_modal(stage, {"blocks": [section()], field: make(most + 1)})
    (message,) = caught.value.response["response_metadata"]["messages"]
    assert f"[json-pointer:/view/{field}" in message


async def test_a_view_may_have_250_kilobytes(stage: Stage):
    """Blocks alone reach that far: a hundred sections with ten fields each."""
    full = [section(fields=[mrkdwn(200)] * 10)] * 100
    assert await sent(stage, "modal", full) == (None, [])

    assert await sent(stage, "modal", [section(fields=[mrkdwn(240)] * 10)] * 100) == ("view_too_large", [])
    assert await sent(stage, "home", [section(fields=[mrkdwn(240)] * 10)] * 100) == ("view_too_large", [])


async def test_all_blocks_of_a_message_together_have_13_000_characters(stage: Stage):
    full = [{"type": "section", "text": mrkdwn(2600)}] * 5
    assert await sent(stage, "message", full) == (None, [])

    assert await sent(stage, "message", [*full, {"type": "section", "text": mrkdwn(1)}]) == ("msg_blocks_too_long", [])
    nested = [rich_text(*[paragraph("x" * 1000)] * 14)]
    assert await sent(stage, "message", nested) == ("msg_blocks_too_long", [])


async def test_the_lengths_of_text(stage: Stage):
    client = stage.client
    posted = await client.chat_postMessage(channel="C0GENERAL", text="x" * 40_001)
    assert len(posted["message"]["text"]) == 40_000
    await client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="x" * 4000)
    change = client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="x" * 4001)
    assert await refusal(change) == "msg_too_long"


async def test_markdown_text_stands_alone_and_is_limited(stage: Stage):
    client = stage.client
    posted = await client.chat_postMessage(channel="C0GENERAL", markdown_text="x" * 12_000)
    assert posted["ok"]
    assert await refusal(client.chat_postMessage(channel="C0GENERAL", markdown_text="x" * 12_001)) == "msg_too_long"
    both = client.chat_postMessage(channel="C0GENERAL", markdown_text="x", text="y")
    assert await refusal(both) == "markdown_text_conflict"


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, "no_text"),
        ({"text": ""}, "no_text"),
        ({"text": "", "blocks": []}, "no_text"),
        ({"text": "x", "blocks": "["}, "invalid_blocks_format"),
        ({"text": "x", "blocks": {}}, "invalid_blocks_format"),
    ],
)
async def test_something_has_to_be_said(stage: Stage, said: dict[str, Any], error: str):
    """By hand, because the client itself warns of it."""
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    answer = await stage.http.post("/api/chat.postMessage", json={"channel": "C0GENERAL", **said}, headers=headers)

    assert answer.json()["error"] == error


async def test_a_second_table_has_an_error_of_its_own(stage: Stage):
    assert await sent(stage, "message", [table()]) == (None, [])
    assert await sent(stage, "message", [table(), table()]) == ("invalid_attachments", [])


ELSEWHERE = [
    ("data_visualization", pie(), {"message"}),
    ("data_table", data_table(), {"message", "home"}),
    ("table", table(), {"message", "home"}),
    ("card", card(), {"message", "modal", "home"}),
    ("carousel", {"type": "carousel", "elements": [card()]}, {"message", "home"}),
    ("alert", {"type": "alert", "text": plain(3), "level": "warning"}, {"modal"}),
    ("container", container(), {"message", "home"}),
    ("layout", layout(section()), {"message", "modal", "home"}),
    (
        "context_actions",
        {"type": "context_actions", "elements": [{"type": "icon_button", "icon": "trash", "text": plain(6)}]},
        {"message"},
    ),
    ("markdown", {"type": "markdown", "text": "# x"}, {"message"}),
    (
        "plan",
        {"type": "plan", "title": "x", "tasks": [{"type": "task_card", "task_id": "1", "title": "x"}]},
        {"message"},
    ),
    ("rich_text", rich_text(), {"message", "modal", "home"}),
    ("image", image(), {"message", "modal", "home"}),
    ("video", video(), {"message", "modal", "home"}),
    ("email_text_input", entry({"type": "email_text_input"}), {"modal"}),
    ("url_text_input", entry({"type": "url_text_input"}), {"modal"}),
    ("number_input", entry({"type": "number_input", "is_decimal_allowed": True}), {"modal"}),
    ("file_input", entry({"type": "file_input"}), {"modal"}),
    ("rich_text_input", entry({"type": "rich_text_input"}), {"modal", "home"}),
    ("datetimepicker", entry({"type": "datetimepicker"}), {"message", "modal"}),
    ("workflow_button", actions({"type": "workflow_button", "text": plain(3), "workflow": {}}), {"message"}),
    ("plain_text_input", entry(typed()), {"message", "modal", "home"}),
    ("datepicker", actions({"type": "datepicker", "initial_date": "2026-11-25"}), {"message", "modal", "home"}),
]


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
@pytest.mark.parametrize(("kind", "block", "allowed"), ELSEWHERE, ids=[kind for kind, _, _ in ELSEWHERE])
async def test_each_kind_has_its_surfaces(
    stage: Stage, kind: str, block: dict[str, Any], allowed: set[str], surface: str
):
    error, messages = await sent(stage, surface, [block])

    assert (error is None) is (surface in allowed), messages


WRONG: list[tuple[str, str, list[Any], str]] = [
    ("an unknown block", "message", [{"type": "marquee"}], "/0"),
    ("no object", "message", ["section"], "/0"),
    ("a type that is no word", "message", [{"type": ["section"]}], "/0"),
    ("an unknown field", "message", [section(colour="red")], "/0"),
    ("a section without text or fields", "message", [{"type": "section"}], "/0"),
    ("a bare string for a text", "message", [{"type": "section", "text": "x"}], "/0/text"),
    ("mrkdwn in a header", "message", [{"type": "header", "text": mrkdwn(1)}], "/0/text"),
    ("mrkdwn on a button", "message", [actions(button(text=mrkdwn(1)))], "/0/elements/0/text"),
    ("mrkdwn in a select", "message", [actions(menu(options=[option() | {"text": mrkdwn(1)}]))], "/0/elements/0/options/0/text"),
    ("a url in a select", "message", [actions(menu(options=[option(url=link(30))]))], "/0/elements/0/options/0"),
    ("another style", "message", [actions(button(style="loud"))], "/0/elements/0/style"),
    ("both options and groups", "message", [actions(menu(option_groups=[]))], "/0/elements/0/option_groups"),
    ("neither options nor groups", "message", [actions({"type": "static_select"})], "/0/elements/0"),
    ("an initial option that is not offered", "message", [actions(menu(initial_option=option("two")))], "/0/elements/0"),
    ("an input among actions", "message", [actions(typed())], "/0/elements/0"),
    ("a button as input", "modal", [entry(button())], "/0/element"),
    ("a picture from nowhere", "message", [{"type": "image", "alt_text": "x"}], "/0"),
    ("a picture without alt_text", "message", [{"type": "image", "image_url": link(30)}], "/0"),
    ("no real address", "message", [actions(button(url="example"))], "/0/elements/0/url"),
    ("the same block_id twice", "message", [section(block_id="b"), section(block_id="b")], "/1/block_id"),
    ("the same action_id twice", "message", [actions(button(action_id="a"), button(action_id="a"))], "/0"),
    ("focus twice", "modal", [entry(typed(focus_on_load=True, action_id=a)) for a in "ab"], ""),
    ("dispatch with files", "modal", [entry({"type": "file_input"}, dispatch_action=True)], "/0"),
    ("a number as a number", "modal", [entry({"type": "number_input", "is_decimal_allowed": True, "min_value": 1})], "/0/element/min_value"),
    ("no is_decimal_allowed", "modal", [entry({"type": "number_input"})], "/0/element"),
    ("min above max", "modal", [entry(typed(min_length=5, max_length=4))], "/0/element"),
    ("no real date", "message", [actions({"type": "datepicker", "initial_date": "25.11."})], "/0/elements/0/initial_date"),
    ("no real time", "message", [actions({"type": "timepicker", "initial_time": "25:00"})], "/0/elements/0/initial_time"),
    ("another paragraph", "message", [rich_text({"type": "rich_text_table", "elements": []})], "/0/elements/0"),
    ("another tag colour", "message", [rich_text({"type": "rich_text_section", "elements": [{"type": "tag", "text": "x", "color": "pink"}]})], "/0/elements/0/elements/0/color"),
    ("series of one name", "message", [bars(["a", "a"], ["c"])], "/0/chart/series"),
    ("categories of one name", "message", [bars(["a"], ["c", "c"])], "/0/chart/axis_config/categories"),
    ("a point too few", "message", [bars(["a"], ["c", "d"], points=1)], "/0/chart/series/0/data"),
    ("a value that is no number", "message", [pie(value="1")], "/0/chart/segments/0/value"),
    ("another chart", "message", [pie() | {"chart": {"type": "radar"}}], "/0/chart"),
    ("uneven rows", "message", [data_table() | {"rows": [[raw()], [raw(), raw()]]}], "/0/rows/1"),
    ("an empty cell", "message", [data_table() | {"rows": [[raw()], [raw("")]]}], "/0/rows/1/0/text"),
    ("rich text in the header", "message", [data_table() | {"rows": [[rich_text()], [raw()]]}], "/0/rows/0/0"),
    ("no caption", "message", [data_table(caption="")], "/0/caption"),
    ("no such column", "message", [data_table(row_header_column_index=1)], "/0/row_header_column_index"),
    ("a number without its text", "message", [data_table() | {"rows": [[raw()], [{"type": "raw_number", "value": 1}]]}], "/0/rows/1/0"),
    ("another alignment", "message", [table(column_settings=[{"align": "middle"}])], "/0/column_settings/0/align"),
    ("an empty card", "message", [{"type": "card", "subtitle": plain(1)}], "/0"),
    ("bare words on a card", "message", [card(title="x")], "/0/title"),
    ("two icons", "message", [card(icon=image(), slack_icon={"type": "icon", "name": "bug"})], "/0"),
    ("an icon that is not on the list", "message", [card(slack_icon={"type": "icon", "name": "cat"})], "/0/slack_icon/name"),
    ("another level", "modal", [{"type": "alert", "text": plain(1), "level": "loud"}], "/0/level"),
    ("a data_table in a container", "message", [container(data_table())], "/0/child_blocks/0"),
    ("two titles", "message", [container(rich_text_title=rich_text())], "/0"),
    ("another width", "message", [container(width="huge")], "/0/width"),
    ("another task status", "message", [{"type": "task_card", "task_id": "1", "title": "x", "status": "late"}], "/0/status"),
    ("bare feedback", "message", [{"type": "context_actions", "elements": [{"type": "feedback_buttons"}]}], "/0/elements/0"),
]  # fmt: skip


@pytest.mark.parametrize(("case", "surface", "blocks", "pointer"), WRONG, ids=[case for case, *_ in WRONG])
async def test_what_slack_refuses(stage: Stage, case: str, surface: str, blocks: list[Any], pointer: str):
    error, messages = await sent(stage, surface, blocks)

    root = "/blocks" if surface == "message" else "/view/blocks"
    assert error == ("invalid_blocks" if surface == "message" else "invalid_arguments")
    assert any(message.endswith(f"[json-pointer:{root}{pointer}]") for message in messages), messages


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"title": None}, "/view"),
        ({"title": mrkdwn(1)}, "/view/title"),
        ({"blocks": None}, "/view"),
        ({"blocks": {}}, "/view/blocks"),
        ({"type": "dialog"}, "/view/type"),
        ({"notify_on_close": "yes"}, "/view/notify_on_close"),
        ({"state": {}}, "/view"),
        ({"blocks": [entry(typed())], "submit": None}, "/view"),
    ],
)
async def test_views_that_slack_refuses(stage: Stage, wrong: dict[str, Any], pointer: str):
    with pytest.raises(SlackApiError) as caught:
        await open_modal(stage, {"blocks": [section()], **wrong})

    assert caught.value.response["error"] == "invalid_arguments"
    messages = caught.value.response["response_metadata"]["messages"]
    assert any(message.endswith(f"[json-pointer:{pointer}]") for message in messages), messages


async def test_one_bad_block_refuses_the_whole_message(stage: Stage):
    error, _ = await sent(stage, "message", [section(), {"type": "section"}, section()])

    assert error == "invalid_blocks"
    assert stage.window().history("C0GENERAL") == []
