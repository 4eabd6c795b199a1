import asyncio

import httpx2

from tests.sandbox.slack.acting import actions, button, later, modal, option, respond, said, wait
from tests.sandbox.slack.conftest import Stage
from tests.sandbox.slack.receiver import Delivery


async def test_saying_a_command_answers_with_the_bots_reply(stage: Stage):
    later(stage, lambda delivery: respond(stage, delivery, text="You are on queue."))
    answer = await stage.act(channel="C0GENERAL", say="/gc on")

    (message,) = answer["messages"]
    assert set(message) == {"ts", "channel", "text", "blocks", "ephemeral"}
    assert (message["text"], message["channel"], message["ephemeral"]) == ("You are on queue.", "C0GENERAL", True)
    assert answer["view"] is None


async def test_without_a_channel_it_is_said_to_the_bot(stage: Stage):
    later(stage, lambda _: stage.client.chat_postMessage(channel="D01ANA", text="Your queues"))
    answer = await stage.act(say="queues")

    assert [message["text"] for message in answer["messages"]] == ["Your queues"]
    assert stage.bot.events()[0]["text"] == "queues"


async def test_a_provisional_reply_is_waited_out(stage: Stage):
    later(
        stage,
        lambda delivery: respond(stage, delivery, text="Asking Genesys…"),
        wait(0.5),
        lambda delivery: respond(stage, delivery, text="Done.", replace_original=True),
    )

    assert [message["text"] for message in (await stage.act(say="/gc on"))["messages"]] == ["Done."]


async def test_a_loading_view_is_waited_out(stage: Stage):
    async def load(delivery: Delivery) -> None:
        opened = await stage.client.views_open(
            trigger_id=delivery.content["trigger_id"], view=modal(said("_Asking Genesys…_"))
        )
        await asyncio.sleep(0.4)
        await stage.client.views_update(view_id=opened["view"]["id"], view=modal(said("Ready")))

    later(stage, load)
    answer = await stage.act(say="/gc ooo")

    assert answer["view"]["blocks"][0]["text"]["text"] == "Ready"


async def test_talk_that_reaches_no_bot_is_answered_at_once(stage: Stage):
    assert await stage.act(channel="C0GENERAL", say="good morning") == {"messages": [], "view": None}


async def test_slacks_own_word_is_among_the_news(stage: Stage):
    answer = await stage.act(say="/xyz")

    assert [message["text"] for message in answer["messages"]] == ["/xyz is not a valid command."]
    assert answer["messages"][0]["ephemeral"] is True


async def test_the_newest_button_with_the_label_is_clicked(stage: Stage):
    for action_id in ("old", "new"):
        blocks = [actions("deeds", button(":leftwards_arrow_with_hook: Undo", action_id))]
        await stage.client.chat_postMessage(channel="D01ANA", text="x", blocks=blocks)
    later(stage, lambda delivery: respond(stage, delivery, text="Taken back", replace_original=True))
    answer = await stage.act(click="undo")

    assert stage.bot.of_kind("block_actions")[0]["actions"][0]["action_id"] == "new"
    assert [message["text"] for message in answer["messages"]] == ["Taken back"]


async def test_an_ephemeral_button_and_one_in_a_thread_are_found(stage: Stage):
    later(stage, lambda delivery: respond(stage, delivery, text="ok"))
    blocks = [actions("deeds", button("Share", "share"))]
    parent = await stage.client.chat_postMessage(channel="C0GENERAL", text="card")
    await stage.client.chat_postMessage(channel="C0GENERAL", text="reply", thread_ts=parent["ts"], blocks=blocks)
    await stage.act(channel="C0GENERAL", click="Share")
    await stage.client.chat_postEphemeral(
        channel="C0GENERAL", user="U01ANA", text="x", blocks=[actions("deeds", button("Keep", "keep"))]
    )
    await stage.act(channel="C0GENERAL", click="Keep")

    clicked = [sent["actions"][0]["action_id"] for sent in stage.bot.of_kind("block_actions")]
    assert clicked == ["share", "keep"]


async def test_an_entry_of_an_overflow_menu_is_clicked_by_its_text(stage: Stage):
    menu = {"type": "overflow", "action_id": "more", "options": [option("Leave")]}
    await stage.client.chat_postMessage(channel="D01ANA", text="x", blocks=[actions("deeds", menu)])
    later(stage, lambda delivery: respond(stage, delivery, text="left"))
    await stage.act(click="Leave")

    assert stage.bot.of_kind("block_actions")[0]["actions"][0]["selected_option"] == option("Leave")


async def test_the_home_opens_and_its_buttons_come_first(stage: Stage):
    await stage.client.chat_postMessage(channel="D01ANA", text="x", blocks=[actions("deeds", button("Undo", "card"))])
    home = {"type": "home", "blocks": [actions("deeds", button("Undo", "home"))]}

    async def publish(_: Delivery) -> None:
        await stage.client.views_publish(user_id="U01ANA", view=home)

    later(stage, publish)
    shown = await stage.act(open="home")
    assert shown["view"]["type"] == "home"
    await stage.act(click="Undo")

    assert stage.bot.of_kind("block_actions")[0]["actions"][0]["action_id"] == "home"


async def test_a_shortcut_is_run_by_its_name(stage: Stage):
    later(stage, lambda _: stage.client.chat_postMessage(channel="D01ANA", text="You are Available."))
    answer = await stage.act(shortcut="My status")

    assert [message["text"] for message in answer["messages"]] == ["You are Available."]


async def test_what_nobody_could_do_is_said_with_400(stage: Stage):
    for order in (
        {"person": "U01ANA", "click": "Nothing like this"},
        {"person": "U01ANA", "choose": {"Nothing": "x"}},
        {"person": "U01ANA", "submit": {}},
        {"person": "U01ANA", "shortcut": "None"},
        {"person": "U0NOBODY", "say": "x"},
        {"person": "U01ANA", "channel": "G0LEADS", "say": "x"},
        {"person": "U01ANA"},
        {"person": "U01ANA", "say": "x", "click": "y"},
    ):
        answer: httpx2.Response = await stage.http.post("/sandbox/act", json=order)
        assert answer.status_code == 400, order
        assert answer.json()["error"]
