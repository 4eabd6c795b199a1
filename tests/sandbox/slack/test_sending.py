import json

import pytest

from tests.sandbox.slack.builders import hello
from tests.sandbox.slack.conftest import Stage, manifest_without, staged
from tests.sandbox.slack.refusals import refused


async def test_a_message_comes_back_with_block_ids(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="hello", blocks=[hello()])

    assert sent["message"]["blocks"][0]["block_id"]
    assert (sent["message"]["bot_id"], sent["message"]["user"]) == ("B0ONQUEUE", "U0ONQUEUE")
    (seen,) = stage.window().history("C0GENERAL")
    assert (seen["ts"], seen["text"]) == (sent["ts"], "hello")


async def test_forms_with_blocks_as_text_are_served(stage: Stage):
    """So @slack/web-api sends everything."""
    form = {"channel": "C0GENERAL", "text": "hello", "blocks": json.dumps([hello()]), "unfurl_links": "false"}
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    answer = await stage.http.post("/api/chat.postMessage", data=form, headers=headers)

    assert answer.json()["message"]["blocks"][0]["text"]["text"] == "hello"


async def test_forms_open_views_as_well(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Out"}, "blocks": [hello()]}
    form = {"trigger_id": stage.bot.last["trigger_id"], "view": json.dumps(view), "token": stage.emulator.bot_token}

    assert (await stage.http.post("/api/views.open", data=form)).json()["view"]["title"]["text"] == "Out"


async def test_a_json_body_is_nothing_to_a_method_that_takes_forms(stage: Stage):
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    answer = await stage.http.post("/api/users.info", json={"user": "U01ANA"}, headers=headers)

    assert answer.json()["error"] == "invalid_arguments"


async def test_a_person_is_reached_by_their_own_id(stage: Stage):
    opened = await stage.client.conversations_open(users="U01ANA")
    sent = await stage.client.chat_postMessage(channel="U01ANA", text="hello")

    assert opened["channel"]["id"] == sent["channel"] == "D01ANA"


@pytest.mark.parametrize(
    ("channel", "error"),
    [
        ("C0NOWHERE", "channel_not_found"),
        ("G0LEADS", "channel_not_found"),
        ("C0BILLING", "not_in_channel"),
        ("#billing", "not_in_channel"),
    ],
)
async def test_where_the_bot_may_not_speak(stage: Stage, channel: str, error: str):
    assert (await refused(stage.client.chat_postMessage(channel=channel, text="x")))["error"] == error


async def test_public_channels_are_open_with_chat_write_public():
    manifest = manifest_without("features", "shortcuts")
    manifest["oauth_config"]["scopes"]["bot"].append("chat:write.public")
    async with staged(manifest) as here:
        assert (await here.client.chat_postMessage(channel="#billing", text="x"))["channel"] == "C0BILLING"


async def test_an_archived_channel_takes_nothing(stage: Stage):
    stage.emulator.workspace.channels["C0FLOOR"].is_archived = True

    assert (await refused(stage.client.chat_postMessage(channel="C0FLOOR", text="x")))["error"] == "is_archived"


async def test_without_its_messages_tab_the_app_cannot_write_to_people():
    manifest = manifest_without("features", "shortcuts")
    manifest["features"]["app_home"]["messages_tab_enabled"] = False
    async with staged(manifest) as here:
        response = await refused(here.client.chat_postMessage(channel="D01ANA", text="x"))

    assert response["error"] == "messages_tab_disabled"


async def test_a_reply_goes_under_its_parent_even_when_it_names_a_reply(stage: Stage):
    parent = await stage.client.chat_postMessage(channel="C0GENERAL", text="one")
    reply = await stage.client.chat_postMessage(channel="C0GENERAL", text="two", thread_ts=parent["ts"])
    await stage.client.chat_postMessage(channel="C0GENERAL", text="three", thread_ts=reply["ts"], reply_broadcast=True)

    window = stage.window()
    assert [m["text"] for m in window.history("C0GENERAL", parent["ts"])] == ["one", "two", "three"]
    assert [m["text"] for m in window.history("C0GENERAL")] == ["one", "three"]
    gone = await refused(stage.client.chat_postMessage(channel="C0GENERAL", text="x", thread_ts="1.0"))
    assert gone["error"] == "thread_not_found"


async def test_metadata_is_kept_and_checked(stage: Stage):
    metadata = {"event_type": "card", "event_payload": {"row": "7"}}
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x", metadata=metadata)
    assert sent["message"]["metadata"] == metadata

    bad = await refused(stage.client.chat_postMessage(channel="C0GENERAL", text="x", metadata={"event_type": "card"}))
    assert bad["error"] == "invalid_metadata_format"


async def test_an_ephemeral_message_is_its_readers_alone_and_cannot_be_changed(stage: Stage):
    sent = await stage.client.chat_postEphemeral(channel="C0GENERAL", user="U01ANA", text="psst")

    assert [m["ephemeral"] for m in stage.window().history("C0GENERAL")] == [True]
    assert stage.window("U02BO").history("C0GENERAL") == []
    change = stage.client.chat_update(channel="C0GENERAL", ts=sent["message_ts"], text="x")
    assert (await refused(change))["error"] == "message_not_found"
    outside = stage.client.chat_postEphemeral(channel="C0GENERAL", user="U93PARTNER", text="x")
    assert (await refused(outside))["error"] == "user_not_in_channel"


async def test_a_message_is_changed_and_says_so(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="old", blocks=[hello()])
    answer = await stage.client.chat_update(channel="C0GENERAL", ts=sent["ts"], text="new")
    assert answer["text"] == "new"
    assert answer["message"]["blocks"], "blocks that are left out stay"
    await stage.client.chat_update(channel="C0GENERAL", ts=sent["ts"], text="newer", blocks=[])

    (seen,) = stage.window().history("C0GENERAL")
    assert (seen["text"], seen["blocks"], seen["edited"]) == ("newer", [], True)


async def test_only_the_bots_own_messages_are_changed_or_deleted(stage: Stage):
    await stage.window().say("C0GENERAL", "mine")
    ts = stage.window().history("C0GENERAL")[0]["ts"]

    change = stage.client.chat_update(channel="C0GENERAL", ts=ts, text="x")
    assert (await refused(change))["error"] == "cant_update_message"
    assert (await refused(stage.client.chat_delete(channel="C0GENERAL", ts=ts)))["error"] == "cant_delete_message"
    assert (await refused(stage.client.chat_delete(channel="C0GENERAL", ts="1.0")))["error"] == "message_not_found"


async def test_a_deleted_message_is_gone(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x")
    events = stage.window().events()
    await stage.client.chat_delete(channel="C0GENERAL", ts=sent["ts"])

    assert stage.window().history("C0GENERAL") == []
    assert [event["type"] for event in events.so_far()] == ["message_deleted"]


async def test_rich_text_cannot_become_other_blocks(stage: Stage):
    run = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    sent = await stage.client.chat_postMessage(
        channel="C0GENERAL", text="x", blocks=[{"type": "rich_text", "elements": [run]}]
    )
    change = stage.client.chat_update(channel="C0GENERAL", ts=sent["ts"], text="x", blocks=[hello()])

    assert (await refused(change))["error"] == "block_mismatch"


async def test_a_permalink_leads_to_the_message(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x")
    answer = await stage.client.chat_getPermalink(channel="C0GENERAL", message_ts=sent["ts"])

    assert answer["permalink"].endswith("/archives/C0GENERAL/p" + sent["ts"].replace(".", ""))
    missing = await refused(stage.client.chat_getPermalink(channel="C0GENERAL", message_ts="1.0"))
    assert missing["error"] == "message_not_found"
