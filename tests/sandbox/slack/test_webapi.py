import json
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack.conftest import Stage, manifest_without, staged

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}


async def refused(call: Any) -> Any:
    with pytest.raises(SlackApiError) as caught:
        await call
    return caught.value.response


async def test_the_token_tells_whose_it_is(stage: Stage):
    answer = await stage.client.auth_test()

    assert (answer["team_id"], answer["user_id"], answer["bot_id"]) == ("T0SANDBOX", "U0ONQUEUE", "B0ONQUEUE")
    assert "chat:write" in answer.headers["x-oauth-scopes"]


async def test_a_wrong_token_and_none_have_errors_of_their_own(stage: Stage):
    wrong = AsyncWebClient("xoxb-wrong", base_url=f"{stage.emulator.base_url}/api/")
    assert (await refused(wrong.auth_test()))["error"] == "invalid_auth"
    assert (await stage.http.post("/api/auth.test")).json() == {"ok": False, "error": "not_authed"}


async def test_a_token_in_a_json_body_counts_for_nothing(stage: Stage):
    token = {"token": stage.emulator.bot_token}
    assert (await stage.http.post("/api/auth.test", json=token)).json()["error"] == "not_authed"
    assert (await stage.http.post("/api/auth.test", data=token)).json()["ok"] is True


async def test_an_unknown_method_is_named_so(stage: Stage):
    assert (await stage.http.post("/api/chat.shout", data={})).json()["error"] == "unknown_method"


async def test_a_scope_outside_the_manifest_is_missing():
    async with staged(manifest_without("oauth_config", "scopes", "bot", item="chat:write")) as here:
        response = await refused(here.client.chat_postMessage(channel="C0GENERAL", text="x"))

    assert response["error"] == "missing_scope"
    assert response["needed"] == "chat:write"
    assert "im:write" in response["provided"].split(",")


async def test_without_the_email_scope_no_address_is_shown():
    async with staged(manifest_without("oauth_config", "scopes", "bot", item="users:read.email")) as here:
        user = (await here.client.users_info(user="U01ANA"))["user"]
        lookup = await refused(here.client.users_lookupByEmail(email="ana.ruiz@example.com"))

    assert "email" not in user["profile"]
    assert lookup["needed"] == "users:read,users:read.email"


async def test_a_message_comes_back_with_block_ids(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="hello", blocks=[SECTION])

    assert sent["message"]["blocks"][0]["block_id"]
    assert (sent["message"]["bot_id"], sent["message"]["user"]) == ("B0ONQUEUE", "U0ONQUEUE")
    (seen,) = stage.window().history("C0GENERAL")
    assert (seen["ts"], seen["text"]) == (sent["ts"], "hello")


async def test_forms_with_blocks_as_text_are_served(stage: Stage):
    """So @slack/web-api sends everything."""
    form = {"channel": "C0GENERAL", "text": "hello", "blocks": json.dumps([SECTION]), "unfurl_links": "false"}
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    answer = await stage.http.post("/api/chat.postMessage", data=form, headers=headers)

    assert answer.json()["message"]["blocks"][0]["text"]["text"] == "hello"


async def test_forms_open_views_as_well(stage: Stage):
    await stage.window().say("C0GENERAL", "/gc")
    view = {"type": "modal", "title": {"type": "plain_text", "text": "Out"}, "blocks": [SECTION]}
    form = {"trigger_id": stage.bot.last["trigger_id"], "view": json.dumps(view), "token": stage.emulator.bot_token}

    assert (await stage.http.post("/api/views.open", data=form)).json()["view"]["title"]["text"] == "Out"


async def test_a_json_body_is_nothing_to_a_method_that_takes_forms(stage: Stage):
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}"}
    answer = await stage.http.post("/api/users.info", json={"user": "U01ANA"}, headers=headers)

    assert answer.json()["error"] == "invalid_arguments"


@pytest.mark.parametrize(("body", "error"), [(b"{", "invalid_json"), (b"[]", "json_not_object")])
async def test_broken_json_is_named(stage: Stage, body: bytes, error: str):
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}", "Content-Type": "application/json"}

    assert (await stage.http.post("/api/chat.postMessage", content=body, headers=headers)).json()["error"] == error


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
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="old", blocks=[SECTION])
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
    change = stage.client.chat_update(channel="C0GENERAL", ts=sent["ts"], text="x", blocks=[SECTION])

    assert (await refused(change))["error"] == "block_mismatch"


async def test_a_permalink_leads_to_the_message(stage: Stage):
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x")
    answer = await stage.client.chat_getPermalink(channel="C0GENERAL", message_ts=sent["ts"])

    assert answer["permalink"].endswith("/archives/C0GENERAL/p" + sent["ts"].replace(".", ""))
    missing = await refused(stage.client.chat_getPermalink(channel="C0GENERAL", message_ts="1.0"))
    assert missing["error"] == "message_not_found"


async def test_a_user_has_zone_address_and_names(stage: Stage):
    user = (await stage.client.users_info(user="U01ANA", include_locale=True))["user"]

    assert user["tz"] == "Europe/Berlin"
    assert user["tz_offset"] in {3600, 7200}
    assert user["profile"]["email"] == "ana.ruiz@example.com"
    assert user["is_email_confirmed"] is True
    assert (user["real_name"], user["profile"]["display_name"]) == ("Ana Ruiz", "Ana Ruiz")
    assert (user["is_bot"], user["deleted"], user["is_restricted"], user["is_ultra_restricted"]) == (False,) * 4
    assert user["locale"] == "en-US"


async def test_those_whom_a_bot_must_not_serve_can_be_told_apart(stage: Stage):
    users = {user["id"]: user for user in (await stage.client.users_list(limit=0))["members"]}

    assert users["U90GUEST"]["is_restricted"] is True
    assert users["U91VISITOR"]["is_ultra_restricted"] is True
    assert users["U92LEFT"]["deleted"] is True
    assert (users["U93PARTNER"]["is_stranger"], users["U93PARTNER"]["team_id"]) == (True, "T0OTHER")
    assert users["U0ONQUEUE"]["is_bot"] is True
    assert "tz" not in users["U93PARTNER"]


async def test_an_address_is_found_in_any_case_while_its_owner_is_active(stage: Stage):
    assert (await stage.client.users_lookupByEmail(email="Ana.Ruiz@Example.com"))["user"]["id"] == "U01ANA"
    gone = await refused(stage.client.users_lookupByEmail(email="leo.left@example.com"))
    assert gone["error"] == "users_not_found"


async def test_an_unknown_user_is_not_found(stage: Stage):
    assert (await refused(stage.client.users_info(user="U0NOBODY")))["error"] == "user_not_found"
    assert (await refused(stage.client.conversations_open(users="U0NOBODY")))["error"] == "user_not_found"
    assert (await refused(stage.client.conversations_open(users="U92LEFT")))["error"] == "user_disabled"
    assert (await refused(stage.client.conversations_open(users="U01ANA,U02BO")))["error"] == "missing_scope"


async def test_lists_come_in_pages(stage: Stage):
    seen, cursor = [], None
    while cursor != "":
        page = await stage.client.users_list(limit=20, cursor=cursor)
        seen += [user["id"] for user in page["members"]]
        cursor = page["response_metadata"]["next_cursor"]

    assert len(seen) == len(set(seen)) == 45
    assert (await refused(stage.client.users_list(cursor="nonsense")))["error"] == "invalid_cursor"


async def test_channels_and_their_members_are_shown_with_their_scopes(stage: Stage):
    info = await stage.client.conversations_info(channel="C0BILLING", include_num_members=True)
    members = await stage.client.conversations_members(channel="C0BILLING", limit=3)
    assert info["channel"]["is_member"] is False
    assert info["channel"]["num_members"] > len(members["members"]) == 3

    shared = (await stage.client.conversations_info(channel="C0PARTNERS"))["channel"]
    assert shared["is_ext_shared"] is True
    assert (await stage.client.conversations_info(channel="D01ANA"))["channel"]["user"] == "U01ANA"
    assert (await refused(stage.client.conversations_info(channel="G0LEADS")))["error"] == "channel_not_found"


async def test_the_team_is_known(stage: Stage):
    assert (await stage.client.team_info())["team"]["id"] == "T0SANDBOX"


async def test_each_call_stands_in_the_ledger_with_its_arguments_decoded(stage: Stage):
    form = {"channel": "C0GENERAL", "text": "x", "blocks": json.dumps([SECTION]), "token": stage.emulator.bot_token}
    await stage.http.post("/api/chat.postMessage", data=form)
    await refused(stage.client.chat_postMessage(channel="C0NOWHERE", text="x"))
    await stage.window().say("C0GENERAL", "/gc")
    await stage.http.post(stage.bot.last["response_url"], json={"text": "hello"})

    first, second, delivery, third = await stage.ledger()
    assert (first["kind"], first["method"], first["ok"], first["error"]) == ("call", "chat.postMessage", True, None)
    assert first["args"]["blocks"] == [SECTION]
    assert first["args"]["token"] == "…" + stage.emulator.bot_token[-4:]
    assert (second["ok"], second["error"]) == (False, "channel_not_found")
    assert (delivery["kind"], delivery["type"], delivery["path"]) == ("delivery", "slash_command", "/slack/events")
    assert delivery["status"] == 200
    assert 0 < delivery["ack_ms"] < 3000
    assert (third["method"], third["args"], third["ok"]) == ("response_url", {"text": "hello"}, True)


async def test_faults_reach_methods_and_response_urls(stage: Stage):
    fault = {"path": "/api/chat.postMessage", "do": "status", "status": 429, "headers": {"Retry-After": "7"}}
    await stage.http.post("/sandbox/faults", json=fault)
    response = await refused(stage.client.chat_postMessage(channel="C0GENERAL", text="x"))
    assert (response.status_code, response["error"], response.headers["retry-after"]) == (429, "ratelimited", "7")
    assert (await stage.client.auth_test())["ok"] is True

    await stage.http.delete("/sandbox/faults")
    await stage.http.post("/sandbox/faults", json={"path": "/response/*", "do": "status", "status": 503})
    await stage.window().say("C0GENERAL", "/gc")
    assert (await stage.http.post(stage.bot.last["response_url"], json={"text": "x"})).status_code == 503


async def test_an_ignored_call_looks_well_and_changes_nothing(stage: Stage):
    await stage.http.post("/sandbox/faults", json={"path": "/api/*", "do": "ignore", "times": 1})
    sent = await stage.client.chat_postMessage(channel="C0GENERAL", text="x")

    assert sent["ts"]
    assert stage.window().history("C0GENERAL") == []


async def test_the_clock_is_moved_for_all(stage: Stage):
    before = stage.clock.now()
    answer = await stage.http.post("/sandbox/clock", json={"by_s": 3600})
    assert answer.json()["now"] >= before.replace(microsecond=0).isoformat()
    assert (stage.clock.now() - before).total_seconds() >= 3600

    moved = await stage.http.post("/sandbox/clock", json={"to": "2030-01-01T00:00:00Z"})
    assert moved.json()["now"].startswith("2030-01-01T00:00:0")
    assert (await stage.http.post("/sandbox/clock", json={"rate": 60})).status_code == 200
    assert (await stage.http.post("/sandbox/clock", json={"to": "x", "by_s": 1})).status_code == 400
