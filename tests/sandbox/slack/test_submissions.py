from typing import Any

import pytest
from starlette.responses import Response

from bot.sandbox.slack import Impossible
from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.modals import NOTE, PUSH, answering, modal, opened, shown, text, typed
from tests.sandbox.slack.receiver import Delivery
from tests.sandbox.slack.refusals import refusal


async def test_submitting_carries_the_state_and_an_empty_answer_closes(stage: Stage):
    view = await opened(stage, NOTE)
    outcome = await stage.window().submit(view["id"], {"note": {"said": {"value": "lunch"}}})

    sent = stage.bot.last
    assert outcome == {}
    assert sent["type"] == "view_submission"
    assert sent["view"]["state"]["values"]["note"]["said"] == {"type": "plain_text_input", "value": "lunch"}
    assert (sent["view"]["callback_id"], sent["response_urls"]) == ("ooo.set", [])
    assert sent["user"]["id"] == "U01ANA"
    assert shown(stage) is None
    assert await refusal(stage.client.views_update(view_id=view["id"], view=modal(NOTE))) == "not_found"


async def test_errors_keep_the_view_and_what_was_typed(stage: Stage):
    view = await opened(stage, NOTE)
    stage.bot.answer = answering("view_submission", {"response_action": "errors", "errors": {"note": "Too short"}})
    outcome = await stage.window().submit(view["id"], {"note": {"said": {"value": "x"}}})

    assert outcome == {"errors": {"note": "Too short"}}
    assert (shown(stage) or {})["state"]["values"]["note"]["said"]["value"] == "x"


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"elsewhere": "no such block"}},
        {"response_action": "errors", "errors": {"more": "no input block"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "dance"},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "update"},
    ],
)
async def test_an_answer_that_slack_cannot_follow_is_trouble(stage: Stage, answer: dict[str, Any]):
    view = await opened(stage, NOTE, PUSH)
    stage.bot.answer = answering("view_submission", answer)
    events = stage.window().events()
    await stage.window().submit(view["id"], {"note": {"said": {"value": "x"}}})

    assert [event["text"] for event in events.so_far()] == ["We had some trouble connecting. Try again?"]
    assert (shown(stage) or {})["id"] == view["id"]


async def test_a_submission_that_fails_leaves_the_view_open(stage: Stage):
    view = await opened(stage, NOTE)
    stage.bot.answer = lambda _: Response(status_code=500)
    events = stage.window().events()
    await stage.window().submit(view["id"], {"note": {"said": {"value": "x"}}})

    assert [event["type"] for event in events.so_far()] == ["notice"]
    assert shown(stage) is not None


async def test_update_push_and_clear_as_answers(stage: Stage):
    view = await opened(stage, NOTE)
    answers = [
        {"response_action": "update", "view": modal(NOTE, title=text("Working…"))},
        {"response_action": "push", "view": modal(NOTE, title=text("Sure?"))},
        {"response_action": "clear"},
    ]

    def answer(delivery: Delivery) -> Any:
        return answers.pop(0) if delivery.kind == "view_submission" else None

    stage.bot.answer = answer
    filled = {"note": {"said": {"value": "x"}}}
    await stage.window().submit(view["id"], filled)
    assert (shown(stage) or {})["title"]["text"] == "Working…"
    await stage.window().submit(view["id"], filled)
    top = shown(stage) or {}
    assert (top["title"]["text"], top["previous_view_id"]) == ("Sure?", view["id"])
    await stage.window().submit(top["id"], filled)
    assert shown(stage) is None


async def test_closing_the_top_view_shows_the_one_below(stage: Stage):
    root = await opened(stage, PUSH, notify_on_close=True)
    await stage.window().act({"view": root["id"]}, "more", "x", {})
    await stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(PUSH, notify_on_close=True))
    await stage.window().close((shown(stage) or {})["id"])
    assert (stage.bot.last["type"], stage.bot.last["is_cleared"]) == ("view_closed", False)
    assert "trigger_id" not in stage.bot.last

    assert (shown(stage) or {})["id"] == root["id"]
    await stage.window().close(root["id"], all_views=True)
    assert stage.bot.last["is_cleared"] is True


async def test_closing_is_not_told_unless_asked_for(stage: Stage):
    view = await opened(stage, NOTE)
    await stage.window().close(view["id"])

    assert stage.bot.of_kind("view_closed") == []
    with pytest.raises(Impossible):
        await stage.window().close(view["id"])


async def test_clear_on_close_closes_all(stage: Stage):
    root = await opened(stage, PUSH)
    await stage.window().act({"view": root["id"]}, "more", "x", {})
    await stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(PUSH, clear_on_close=True))
    await stage.window().close((shown(stage) or {})["id"])

    assert shown(stage) is None


@pytest.mark.parametrize(
    ("element", "value", "error"),
    [
        ({}, None, "Please complete this required field."),
        ({"min_length": 3}, "ab", "Please enter at least 3 characters."),
        ({"max_length": 3}, "abcd", "Please enter at most 3 characters."),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", "Please enter a whole number."),
        ({"type": "number_input", "is_decimal_allowed": True}, "one", "Please enter a number."),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2"}, "1", "Please enter at least 2."),
        ({"type": "number_input", "is_decimal_allowed": True, "max_value": "2"}, "3", "Please enter at most 2."),
        ({"type": "email_text_input"}, "ana", "Please enter a valid email address."),
        ({"type": "url_text_input"}, "ana", "Please enter a valid URL."),
    ],
)
async def test_the_client_refuses_by_itself(stage: Stage, element: dict[str, Any], value: str | None, error: str):
    view = await opened(stage, typed("note", "Note", element=element))
    outcome = await stage.window().submit(view["id"], {"note": {"said": {"value": value}}})

    assert outcome == {"errors": {"note": error}}
    assert stage.bot.of_kind("view_submission") == []


async def test_an_optional_input_may_stay_empty(stage: Stage):
    view = await opened(stage, typed("note", "Note", optional=True))

    assert await stage.window().submit(view["id"], {}) == {}
    assert shown(stage) is None
