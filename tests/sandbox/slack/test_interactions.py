from typing import Any

import pytest
from starlette.responses import Response

from bot.sandbox.slack import Impossible
from tests.sandbox.slack.conftest import Stage, manifest_without, staged


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def option(words: str) -> dict[str, Any]:
    return {"text": text(words), "value": words.lower()}


MENU = {"type": "static_select", "action_id": "pick", "placeholder": text("Queue"), "options": [option("Billing")]}
BUTTON = {"type": "button", "action_id": "undo", "text": text("Undo"), "value": "row-7", "style": "danger"}
SEARCH = {"type": "external_select", "action_id": "who", "placeholder": text("Person"), "min_query_length": 1}
DEEDS = {"type": "actions", "block_id": "deeds", "elements": [BUTTON, MENU, SEARCH]}


async def posted(stage: Stage, *blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="card", blocks=list(blocks) or [DEEDS], **more)
    return {"channel": "C0GENERAL", "ts": sent["ts"]}


async def test_a_click_tells_who_what_and_where(stage: Stage):
    where = await posted(stage)
    await stage.window().act(where, "deeds", "undo", {})

    sent = stage.bot.last
    assert sent["type"] == "block_actions"
    assert sent["user"] == {"id": "U01ANA", "username": "ana.ruiz", "name": "ana.ruiz", "team_id": "T0SANDBOX"}
    assert sent["team"] == {"id": "T0SANDBOX", "domain": "sandbox"}
    assert sent["container"] == {
        "type": "message",
        "message_ts": where["ts"],
        "channel_id": "C0GENERAL",
        "is_ephemeral": False,
    }
    assert sent["channel"] == {"id": "C0GENERAL", "name": "general"}
    assert sent["message"]["ts"] == where["ts"]
    assert sent["message"]["blocks"][0]["block_id"] == "deeds"
    (action,) = sent["actions"]
    assert action.pop("action_ts")
    assert action == {
        "type": "button",
        "action_id": "undo",
        "block_id": "deeds",
        "text": text("Undo"),
        "value": "row-7",
        "style": "danger",
    }
    assert sent["trigger_id"]
    assert sent["response_url"]


async def test_a_choice_stands_in_the_action_and_in_the_state(stage: Stage):
    where = await posted(stage)
    await stage.window().act(where, "deeds", "pick", {"selected_option": option("Billing")})
    assert stage.bot.last["actions"][0]["selected_option"] == option("Billing")
    await stage.window().act(where, "deeds", "undo", {})
    await stage.window("U02BO").act(where, "deeds", "undo", {})

    mine, theirs = (sent["state"]["values"]["deeds"]["pick"] for sent in stage.bot.of_kind("block_actions")[1:])
    assert mine == {"type": "static_select", "selected_option": option("Billing")}
    assert theirs == {"type": "static_select", "selected_option": None}


async def test_a_click_in_a_thread_names_the_thread(stage: Stage):
    parent = await posted(stage)
    reply = await posted(stage, thread_ts=parent["ts"])
    await stage.window().act(reply, "deeds", "undo", {})

    assert stage.bot.last["container"]["thread_ts"] == parent["ts"]


async def test_an_ephemeral_message_is_not_sent_along(stage: Stage):
    sent = await stage.client.chat_postEphemeral(channel="C0GENERAL", user="U01ANA", text="x", blocks=[DEEDS])
    where = {"channel": "C0GENERAL", "ts": sent["message_ts"]}
    await stage.window().act(where, "deeds", "undo", {})

    assert "message" not in stage.bot.last
    assert stage.bot.last["container"]["is_ephemeral"] is True
    with pytest.raises(Impossible):
        await stage.window("U02BO").act(where, "deeds", "undo", {})


async def test_what_is_not_there_cannot_be_clicked(stage: Stage):
    where = await posted(stage)
    for elsewhere, block_id, action_id in (
        ({"channel": "C0GENERAL", "ts": "1.0"}, "deeds", "undo"),
        (where, "deeds", "nothing"),
        ({"view": "V0"}, "deeds", "undo"),
        ({"channel": "C0BILLING", "ts": "1.0"}, "deeds", "undo"),
    ):
        with pytest.raises(Impossible):
            await stage.window("U93PARTNER" if "BILLING" in str(elsewhere) else "U01ANA").act(
                elsewhere, block_id, action_id, {}
            )


async def test_a_click_that_fails_is_said_to_the_person(stage: Stage):
    where = await posted(stage)
    stage.bot.answer = lambda _: Response(status_code=500)
    events = stage.window().events()
    await stage.window().act(where, "deeds", "undo", {})

    assert [event["text"] for event in events.so_far()] == ["We had some trouble connecting. Try again?"]
    assert len(stage.bot.of_kind("block_actions")) == 1


async def test_an_input_tells_nothing_before_submit_unless_it_dispatches(stage: Stage):
    element = {"type": "plain_text_input", "action_id": "said"}
    quiet = {"type": "input", "block_id": "quiet", "label": text("Quiet"), "element": element}
    await posted_where(stage, quiet, "quiet")
    assert stage.bot.of_kind("block_actions") == []

    await posted_where(stage, {**quiet, "block_id": "loud", "dispatch_action": True}, "loud")
    assert stage.bot.last["actions"][0]["value"] == "x"


async def posted_where(stage: Stage, block: dict[str, Any], block_id: str) -> None:
    where = await posted(stage, block)
    await stage.window().act(where, block_id, "said", {"value": "x"})


async def test_an_external_select_asks_the_bot_for_what_was_typed(stage: Stage):
    where = await posted(stage)
    stage.bot.answer = lambda _: {"options": [option("Bo")]}
    offered = await stage.window().options(where, "deeds", "who", "bo")

    assert offered == {"options": [option("Bo")]}
    sent = stage.bot.last
    assert stage.bot.deliveries[-1].path == "/slack/options"
    assert (sent["type"], sent["value"], sent["action_id"], sent["block_id"]) == (
        "block_suggestion",
        "bo",
        "who",
        "deeds",
    )
    assert "trigger_id" not in sent
    assert sent["message"]["ts"] == where["ts"]


@pytest.mark.parametrize(
    ("answer", "offered"),
    [
        ({"options": []}, {"options": []}),
        ({"option_groups": [{"label": text("A"), "options": [option("Bo")]}]}, None),
        ({"options": [option(f"N{number}") for number in range(100)]}, None),
    ],
)
async def test_options_and_groups_are_shown(stage: Stage, answer: dict[str, Any], offered: dict[str, Any] | None):
    where = await posted(stage)
    stage.bot.answer = lambda _: answer

    assert await stage.window().options(where, "deeds", "who", "b") == (offered or answer)


@pytest.mark.parametrize(
    "answer",
    [
        {"options": [option(f"N{number}") for number in range(101)]},
        {"options": [option("x" * 76)]},
        {"options": [], "option_groups": []},
        {"options": [{"text": text("no value")}]},
        {},
        "plain",
        Response(status_code=500),
    ],
)
async def test_an_answer_that_cannot_be_shown_is_said_to_the_person(stage: Stage, answer: Any):
    where = await posted(stage)
    stage.bot.answer = lambda _: answer
    events = stage.window().events()

    assert await stage.window().options(where, "deeds", "who", "b") == {"options": []}
    assert [event["text"] for event in events.so_far()] == ["Couldn’t load results"]


async def test_option_loads_need_their_address():
    async with staged(manifest_without("settings", "interactivity", "message_menu_options_url")) as here:
        where = await posted(here)
        with pytest.raises(Impossible):
            await here.window().options(where, "deeds", "who", "b")


async def test_a_global_shortcut_has_a_trigger_and_no_channel(stage: Stage):
    await stage.window().shortcut("status.mine")

    sent = stage.bot.last
    assert (sent["type"], sent["callback_id"]) == ("shortcut", "status.mine")
    assert sent["user"] == {"id": "U01ANA", "username": "ana.ruiz", "team_id": "T0SANDBOX"}
    assert sent["trigger_id"]
    assert not {"channel", "response_url"} & set(sent)


async def test_guests_see_no_global_shortcuts(stage: Stage):
    assert [shortcut["type"] for shortcut in stage.window("U90GUEST").snapshot()["shortcuts"]] == ["message"]
    with pytest.raises(Impossible):
        await stage.window("U90GUEST").shortcut("status.mine")
    with pytest.raises(Impossible):
        await stage.window().shortcut("no.such")


async def test_a_message_shortcut_carries_the_message(stage: Stage):
    where = await posted(stage)
    await stage.window().message_shortcut("note.keep", where["channel"], where["ts"])

    sent = stage.bot.last
    assert (sent["type"], sent["callback_id"], sent["message_ts"]) == ("message_action", "note.keep", where["ts"])
    assert sent["message"]["text"] == "card"
    assert sent["response_url"]
    assert sent["trigger_id"]


async def test_a_message_shortcut_is_not_offered_on_ephemeral_messages(stage: Stage):
    sent = await stage.client.chat_postEphemeral(channel="C0GENERAL", user="U01ANA", text="x")
    with pytest.raises(Impossible):
        await stage.window().message_shortcut("note.keep", "C0GENERAL", sent["message_ts"])


async def test_a_stranger_clicks_with_their_own_team(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0PARTNERS", text="x", blocks=[DEEDS])
    await stage.window("U93PARTNER").act({"channel": "C0PARTNERS", "ts": sent["ts"]}, "deeds", "undo", {})

    assert stage.bot.last["team"]["id"] == stage.bot.last["user"]["team_id"] == "T0OTHER"


async def test_elements_without_an_action_id_get_one(stage: Stage):
    button = {"type": "button", "text": text("Go")}
    where = await posted(stage, {"type": "actions", "elements": [button]})
    (block,) = stage.window().history("C0GENERAL")[0]["blocks"]
    await stage.window().act(where, block["block_id"], block["elements"][0]["action_id"], {})

    assert stage.bot.last["actions"][0]["action_id"] == block["elements"][0]["action_id"]
