from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from starlette.responses import Response

from bot.sandbox.slack import Impossible
from tests.sandbox.slack.conftest import Stage, manifest_without, staged
from tests.sandbox.slack.receiver import Delivery


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def typed(block_id: str, label: str, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "said", **more.pop("element", {})}
    return {"type": "input", "block_id": block_id, "label": text(label), "element": element, **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "ooo.set",
        "title": text("Out of office"),
        "submit": text("Save"),
        "blocks": list(blocks),
        **more,
    }


NOTE = typed("note", "Note")
PUSH = {"type": "actions", "block_id": "more", "elements": [{"type": "button", "text": text("More"), "action_id": "x"}]}


async def opened(stage: Stage, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    await stage.window().say("C0GENERAL", "/gc ooo")
    answer = await stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(*blocks, **more))
    return dict(answer["view"])


async def refusal(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


def shown(stage: Stage) -> dict[str, Any] | None:
    view = stage.window().snapshot()["view"]
    return None if view is None else dict(view)


def answering(kind: str, answer: dict[str, Any] | None) -> Any:
    return lambda delivery: answer if delivery.kind == kind else None


async def test_a_modal_opens_for_whoever_did_something(stage: Stage):
    view = await opened(stage, NOTE, private_metadata="row 7")

    assert shown(stage) == view
    assert stage.window("U02BO").snapshot()["view"] is None
    assert view["state"] == {"values": {"note": {"said": {"type": "plain_text_input", "value": None}}}}
    assert view["root_view_id"] == view["id"]
    assert (view["previous_view_id"], view["private_metadata"]) == (None, "row 7")
    assert (view["app_id"], view["bot_id"], view["team_id"]) == ("A0ONQUEUE", "B0ONQUEUE", "T0SANDBOX")


async def test_a_trigger_works_once(stage: Stage):
    await opened(stage, NOTE)
    again = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))

    assert await refusal(again) == "exchanged_trigger_id"


async def test_a_trigger_lives_three_seconds(stage: Stage):
    """Real seconds, so it is made older here rather than waited for."""
    await stage.window().say("C0GENERAL", "/gc ooo")
    trigger = stage.emulator.workspace.triggers._issued[stage.bot.last["trigger_id"]]
    trigger.made_at -= 3.1
    late = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))

    assert await refusal(late) == "expired_trigger_id"


async def test_a_made_up_trigger_is_invalid(stage: Stage):
    assert await refusal(stage.client.views_open(trigger_id="1.2.3", view=modal(NOTE))) == "invalid_trigger_id"


async def test_a_refused_view_leaves_the_trigger_alive(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc ooo")
    trigger_id = stage.bot.last["trigger_id"]
    bad = stage.client.views_open(trigger_id=trigger_id, view=modal({"type": "section"}))
    assert await refusal(bad) == "invalid_arguments"

    assert (await stage.client.views_open(trigger_id=trigger_id, view=modal(NOTE)))["ok"]


async def test_three_views_are_stacked_and_no_fourth(stage: Stage):
    root = await opened(stage, PUSH)
    errors = []
    for _ in range(3):
        top = shown(stage) or {}
        await stage.window().act({"view": top["id"]}, "more", "x", {})
        push = stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(PUSH))
        try:
            await push
        except SlackApiError as error:
            errors.append(error.response["error"])

    top = shown(stage) or {}
    assert errors == ["push_limit_reached"]
    assert top["root_view_id"] == root["id"]
    assert top["previous_view_id"] not in {None, root["id"]}


async def test_pushing_needs_a_deed_inside_a_modal(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc")

    assert await refusal(stage.client.views_push(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE))) == (
        "not_found"
    )


async def test_what_was_typed_stays_only_where_both_ids_stay(stage: Stage):
    view = await opened(stage, NOTE, typed("until", "Until"), PUSH)
    entered = {"note": {"said": {"value": "lunch"}}, "until": {"said": {"value": "noon"}}}
    await stage.window().act({"view": view["id"]}, "more", "x", {}, entered)
    assert stage.bot.last["view"]["state"]["values"]["note"]["said"]["value"] == "lunch"

    other = typed("until", "Until", element={"action_id": "another"})
    updated = await stage.client.views_update(view_id=view["id"], view=modal(NOTE, other))
    values = updated["view"]["state"]["values"]
    assert values["note"]["said"]["value"] == "lunch"
    assert values["until"]["another"]["value"] is None


async def test_an_old_hash_is_a_conflict(stage: Stage):
    view = await opened(stage, NOTE)
    await stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal(NOTE))
    late = stage.client.views_update(view_id=view["id"], hash=view["hash"], view=modal(NOTE))

    assert await refusal(late) == "hash_conflict"


async def test_a_view_is_found_by_its_external_id_which_is_unique(stage: Stage):
    await opened(stage, NOTE, external_id="form-7")
    updated = await stage.client.views_update(external_id="form-7", view=modal(PUSH, external_id="form-7"))
    assert updated["view"]["blocks"][0]["type"] == "actions"

    await stage.window("U02BO").say("C0GENERAL", "/gc")
    taken = stage.client.views_open(trigger_id=stage.bot.last["trigger_id"], view=modal(NOTE, external_id="form-7"))
    assert await refusal(taken) == "duplicate_external_id"


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


async def test_a_home_is_published_replaced_and_kept(stage: Stage):
    home = {"type": "home", "blocks": [PUSH]}
    first = await stage.client.views_publish(user_id="U01ANA", view=home)
    second = await stage.client.views_publish(user_id="U01ANA", view=home, hash=first["view"]["hash"])
    assert first["view"]["id"] == second["view"]["id"]
    assert stage.window().snapshot()["home"] == second["view"]
    assert stage.window("U02BO").snapshot()["home"] is None

    late = stage.client.views_publish(user_id="U01ANA", view=home, hash=first["view"]["hash"])
    assert await refusal(late) == "hash_conflict"
    await stage.window().act({"view": second["view"]["id"]}, "more", "x", {})
    assert stage.bot.last["container"] == {"type": "view", "view_id": second["view"]["id"]}
    assert "response_url" not in stage.bot.last


async def test_a_home_needs_its_tab():
    async with staged(manifest_without("features", "app_home")) as here:
        publish = here.client.views_publish(user_id="U01ANA", view={"type": "home", "blocks": []})
        assert await refusal(publish) == "not_enabled"
