import asyncio
from typing import Any

import pytest

from tests.sandbox.slack.acting import actions, entry, later, modal, option, respond, text
from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.receiver import Delivery


@pytest.mark.parametrize(
    ("element", "given", "held"),
    [
        ({"type": "static_select", "options": [option("Billing")]}, "Billing", {"selected_option": option("Billing")}),
        (
            {"type": "static_select", "option_groups": [{"label": text("Yours"), "options": [option("Billing")]}]},
            "billing",
            {"selected_option": option("Billing")},
        ),
        ({"type": "datepicker"}, "2026-12-24", {"selected_date": "2026-12-24"}),
        ({"type": "timepicker"}, "18:30", {"selected_time": "18:30"}),
        ({"type": "users_select"}, "Bo Lindqvist", {"selected_user": "U02BO"}),
        ({"type": "conversations_select"}, "#floor", {"selected_conversation": "C0FLOOR"}),
        ({"type": "channels_select"}, "C0FLOOR", {"selected_channel": "C0FLOOR"}),
        ({"type": "external_select", "min_query_length": 0}, "Typed", {"selected_option": option("Typed")}),
    ],
)
async def test_a_choice_is_made_by_placeholder_and_words(
    stage: Stage, element: dict[str, Any], given: str, held: dict[str, Any]
):
    block = actions("deeds", {"action_id": "pick", "placeholder": text("Pick one"), **element})
    await stage.client.chat_postMessage(channel="D01ANA", text="x", blocks=[block])

    def answer(delivery: Delivery) -> Any:
        if delivery.kind == "block_suggestion":
            return {"options": [option(delivery.content["value"])]}
        if delivery.kind == "block_actions":
            stage.bot.tasks.append(asyncio.create_task(respond(stage, delivery, text="chosen")))
        return None

    stage.bot.answer = answer
    chosen = await stage.act(choose={"Pick one": given})

    assert [message["text"] for message in chosen["messages"]] == ["chosen"]
    (sent,) = stage.bot.of_kind("block_actions")
    assert held.items() <= sent["actions"][0].items()


async def test_a_form_is_filled_by_labels_and_submitted(stage: Stage):
    boxes = {"type": "checkboxes", "options": [option("Tell my lead"), option("Forward calls")]}
    form = modal(
        entry("note", "Note", {"type": "plain_text_input"}),
        entry("until", "Until", {"type": "datetimepicker"}),
        entry("queues", "Queues", {"type": "multi_static_select", "options": [option("Billing"), option("Sales")]}),
        entry("also", "Also", boxes),
        entry("rich", "Story", {"type": "rich_text_input"}),
    )
    later(stage, lambda delivery: stage.client.views_open(trigger_id=delivery.content["trigger_id"], view=form))
    shown = await stage.act(say="/gc ooo")
    assert shown["view"]["title"]["text"] == "Out of office"

    later(stage, lambda _: stage.client.chat_postMessage(channel="D01ANA", text="You are out."))
    answers = {
        "Note": "lunch",
        "Until": "2026-11-27T09:00:00+00:00",
        "Queues": ["Billing", "Sales"],
        "Also": "Tell my lead",
        "Story": "long",
    }
    answer = await stage.act(submit=answers)

    (sent,) = stage.bot.of_kind("view_submission")
    values = sent["view"]["state"]["values"]
    assert values["note"]["given"]["value"] == "lunch"
    assert values["until"]["given"]["selected_date_time"] == 1795770000
    assert values["queues"]["given"]["selected_options"] == [option("Billing"), option("Sales")]
    assert values["also"]["given"]["selected_options"] == [option("Tell my lead")]
    assert values["rich"]["given"]["rich_text_value"]["type"] == "rich_text"
    assert [message["text"] for message in answer["messages"]] == ["You are out."]
    assert answer["view"] is None


async def test_a_refused_form_stays_with_its_errors_by_label(stage: Stage):
    form = modal(entry("note", "Note", {"type": "plain_text_input"}))
    later(stage, lambda delivery: stage.client.views_open(trigger_id=delivery.content["trigger_id"], view=form))
    await stage.act(say="/gc ooo")
    stage.bot.answer = lambda _: {"response_action": "errors", "errors": {"note": "Too short"}}
    answer = await stage.act(submit={"Note": "x"})

    assert answer["errors"] == {"Note": "Too short"}
    assert answer["view"]["title"]["text"] == "Out of office"


async def test_an_open_modals_own_buttons_submit_and_close_it(stage: Stage):
    form = modal(entry("note", "Note", {"type": "plain_text_input"}))
    for label, kind in (("Never mind", "view_closed"), ("Save", "view_submission")):
        later(
            stage,
            lambda delivery: stage.client.views_open(
                trigger_id=delivery.content["trigger_id"], view={**form, "notify_on_close": True}
            ),
        )
        await stage.act(say="/gc ooo")
        later(stage, lambda _: stage.client.chat_postMessage(channel="D01ANA", text="noted"))
        assert (await stage.act(click=label))["view"] is None
        assert len(stage.bot.of_kind(kind)) == 1
