import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack.conftest import Stage, manifest_without, staged
from tests.sandbox.slack.refusals import refused


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


@pytest.mark.parametrize(("body", "error"), [(b"{", "invalid_json"), (b"[]", "json_not_object")])
async def test_broken_json_is_named(stage: Stage, body: bytes, error: str):
    headers = {"Authorization": f"Bearer {stage.emulator.bot_token}", "Content-Type": "application/json"}

    assert (await stage.http.post("/api/chat.postMessage", content=body, headers=headers)).json()["error"] == error


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
