"""Two workspaces of one Slack: the app comes into each with a token of its own, and sees nothing of the other."""

from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from tests.sandbox.slack.conftest import MANIFEST, Stage, staged
from tests.sandbox.slack.refusals import refused

BACK = "https://bot.example.com/slack/oauth_redirect"
NORTH = "T1NORTH"


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    manifest = deepcopy(MANIFEST)
    manifest["oauth_config"]["redirect_urls"] = [BACK]
    async with staged(manifest) as here:
        yield here


def asked(stage: Stage, **changes: str) -> dict[str, str]:
    given = {"client_id": stage.emulator.client_id, "redirect_uri": BACK, "scope": "commands,chat:write", "state": "s"}
    return given | changes


async def allowed(stage: Stage, team: str = NORTH, **changes: str) -> httpx2.Response:
    return await stage.http.post("/oauth/v2/authorize", data=asked(stage, **changes) | {"team": team})


async def exchanged(stage: Stage, given: str, /, **changes: str) -> dict[str, Any]:
    form = {"client_id": stage.emulator.client_id, "client_secret": stage.emulator.client_secret}
    form |= {"code": given, "redirect_uri": BACK} | changes
    answer: dict[str, Any] = (await stage.http.post("/api/oauth.v2.access", data=form)).json()
    return answer


async def code(stage: Stage, team: str = NORTH) -> str:
    return parse_qs(urlsplit((await allowed(stage, team)).headers["location"]).query)["code"][0]


async def northern(stage: Stage) -> AsyncWebClient:
    token = (await exchanged(stage, await code(stage)))["access_token"]
    return AsyncWebClient(token, base_url=f"{stage.emulator.base_url}/api/")


def somebody(stage: Stage) -> str:
    return next(member.id for member in stage.emulator.other.members.values() if not member.is_bot)


async def test_the_question_names_the_app_its_scopes_and_the_workspaces(stage: Stage):
    page = await stage.http.get(f"/oauth/v2/authorize?{urlencode(asked(stage))}")

    assert page.status_code == 200
    assert all(word in page.text for word in ("OnQueue", "chat:write, commands", "Sandbox", "North"))


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"scope": "admin"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
    ],
)
async def test_what_is_wrong_is_told_and_not_sent_back(stage: Stage, changes: dict[str, str], error: str):
    page = await stage.http.get(f"/oauth/v2/authorize?{urlencode(asked(stage, **changes))}")

    assert (page.status_code, error in page.text) == (400, True)
    assert (await allowed(stage, **changes)).status_code == 400


async def test_a_no_goes_back_with_the_state(stage: Stage):
    answer = await stage.http.post("/oauth/v2/authorize", data=asked(stage) | {"team": NORTH, "decision": "deny"})

    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"error": ["access_denied"], "state": ["s"]}


async def test_a_code_becomes_a_token_of_its_workspace_once(stage: Stage):
    given = await code(stage)
    first, again = await exchanged(stage, given), await exchanged(stage, given)

    assert (first["team"], first["scope"], first["token_type"]) == (
        {"id": NORTH, "name": "North"},
        "chat:write,commands",
        "bot",
    )
    assert again == {"ok": False, "error": "invalid_code"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.2"}, "invalid_client_id"),
        ({"client_secret": "x"}, "bad_client_secret"),
        ({"redirect_uri": "https://evil.example/"}, "bad_redirect_uri"),
        ({"code": "made.up"}, "invalid_code"),
    ],
)
async def test_a_wrong_exchange_gives_no_token(stage: Stage, changes: dict[str, str], error: str):
    assert await exchanged(stage, await code(stage), **changes) == {"ok": False, "error": error}


async def test_a_code_ends_after_ten_minutes(stage: Stage):
    given = await code(stage)
    stage.clock.by(timedelta(minutes=10, seconds=1))

    assert (await exchanged(stage, given))["error"] == "invalid_code"


async def test_each_token_sees_its_own_workspace_alone(stage: Stage):
    client, nora = await northern(stage), somebody(stage)

    assert (await client.auth_test())["team_id"] == NORTH
    assert (await stage.client.auth_test())["team_id"] == "T0SANDBOX"
    assert (await client.users_info(user=nora))["user"]["team_id"] == NORTH
    assert (await refused(client.users_info(user="U01ANA")))["error"] == "user_not_found"
    assert (await refused(stage.client.users_info(user=nora)))["error"] == "user_not_found"
    assert (await refused(client.chat_postMessage(channel="C0GENERAL", text="x")))["error"] == "channel_not_found"


async def test_deliveries_name_the_workspace_in_which_they_were_made(stage: Stage):
    await northern(stage)
    nora = somebody(stage)
    await stage.act(nora, say="/gc on")
    assert stage.bot.last["team_id"] == NORTH
    await stage.act(nora, say="hello")

    assert stage.bot.last["authorizations"][0]["team_id"] == NORTH


async def test_where_the_app_is_not_there_is_no_command(stage: Stage):
    seen = len(stage.bot.deliveries)
    await stage.act(somebody(stage), say="/gc on")

    assert len(stage.bot.deliveries) == seen


async def test_taken_out_of_one_workspace_its_token_is_dead_and_the_others_is_not(stage: Stage):
    client = await northern(stage)
    out = await stage.http.post("/sandbox/app", json={"installed": False, "team": NORTH})

    assert out.status_code == 200
    assert (await refused(client.auth_test()))["error"] == "account_inactive"
    assert (await stage.client.auth_test())["ok"]


async def test_installed_anew_the_dead_token_stays_dead(stage: Stage):
    old = await northern(stage)
    await stage.http.post("/sandbox/app", json={"installed": False, "team": NORTH})
    new = await northern(stage)

    assert (await refused(old.auth_test()))["error"] == "invalid_auth"
    assert (await new.auth_test())["team_id"] == NORTH


async def test_an_app_that_was_never_there_cannot_come_back(stage: Stage):
    assert (await stage.http.post("/sandbox/app", json={"installed": True, "team": NORTH})).status_code == 400


async def test_the_ledger_tells_no_token(stage: Stage):
    client = await northern(stage)

    assert str(client.token) not in stage.emulator.workspace.ledger.lines()
