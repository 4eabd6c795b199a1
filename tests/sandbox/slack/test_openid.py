"""Sign in with Slack: the page, the codes, the id_token, and who may ask for what."""

import base64
import json
import re
from collections.abc import AsyncIterator
from copy import deepcopy
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256
from slack_sdk.oauth.authorize_url_generator import OpenIDConnectAuthorizeUrlGenerator
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack.members import DEACTIVATED
from tests.sandbox.slack.conftest import MANIFEST, Stage, staged
from tests.sandbox.slack.refusals import refused

ANA = "ana.ruiz@example.com"
BACK = "https://bot.example.com/link/slack"
SCOPES = ["openid", "email", "profile"]
#: slack_sdk shows the client as Basic in a way that aiohttp will drop one day.
pytestmark = pytest.mark.filterwarnings("ignore:BasicAuth is deprecated:DeprecationWarning")


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    manifest = deepcopy(MANIFEST)
    manifest["oauth_config"]["redirect_urls"] = [BACK]
    manifest["oauth_config"]["scopes"]["user"] = SCOPES
    async with staged(manifest) as here:
        yield here


def authorize_url(stage: Stage, *, scopes: list[str] = SCOPES, **more: str) -> str:
    generator = OpenIDConnectAuthorizeUrlGenerator(
        client_id=stage.emulator.client_id,
        redirect_uri=BACK,
        scopes=scopes,
        authorization_url=f"{stage.emulator.base_url}/openid/connect/authorize",
    )
    more_query = "".join(f"&{name}={value}" for name, value in more.items())
    return str(generator.generate("s1", nonce="n1", team="T0SANDBOX")) + more_query


def back(answer: httpx2.Response) -> dict[str, str]:
    assert answer.status_code == 302, answer.text
    address, _, query = answer.headers["location"].partition("?")
    assert address == BACK
    return {name: value for name, [value] in parse_qs(query).items()}


def fields(page: httpx2.Response) -> dict[str, str]:
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def code(stage: Stage, email: str = ANA, **how: Any) -> str:
    return back(await stage.http.get(authorize_url(stage, login_hint=email, **how)))["code"]


def client(stage: Stage, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token, base_url=f"{stage.emulator.base_url}/api/")


async def exchanged(stage: Stage, code: str, **changes: Any) -> Any:
    given = {
        "client_id": stage.emulator.client_id,
        "client_secret": stage.emulator.client_secret,
        "redirect_uri": BACK,
    } | changes
    return await client(stage).openid_connect_token(code=code, **given)


def unpacked(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def claims(token: str) -> Any:
    return json.loads(unpacked(token.split(".")[1]))


async def test_the_page_is_a_plain_form_that_leads_back_with_code_and_state(stage: Stage):
    page = await stage.http.get(authorize_url(stage))
    assert page.status_code == 200
    assert "<script" not in page.text
    assert ANA in page.text
    assert "OnQueue learns: who you are, your e-mail, your name." in page.text

    answer = await stage.http.post(
        "/openid/connect/authorize", data={**fields(page), "email": "ANA.Ruiz@example.com", "decision": "allow"}
    )

    assert back(answer)["state"] == "s1"
    assert claims((await exchanged(stage, back(answer)["code"]))["id_token"])["email"] == ANA


async def test_an_unknown_email_shows_the_page_again_with_a_sentence(stage: Stage):
    page = await stage.http.get(authorize_url(stage))
    for email in ("nobody@example.com", "", stage.emulator.member(DEACTIVATED).email):
        again = await stage.http.post("/openid/connect/authorize", data={**fields(page), "email": email})
        assert (again.status_code, fields(again)) == (400, fields(page))
        assert "Nobody here has this e-mail" in again.text


async def test_who_cancels_goes_back_with_access_denied(stage: Stage):
    page = await stage.http.get(authorize_url(stage))
    answer = await stage.http.post("/openid/connect/authorize", data={**fields(page), "decision": "deny"})
    assert back(answer) == {"error": "access_denied", "state": "s1"}


async def test_a_wrong_app_or_address_is_told_and_never_sent_there(stage: Stage):
    address = authorize_url(stage, login_hint=ANA)
    for wrong in (
        address.replace("bot.example.com", "evil.example"),
        address.replace(f"client_id={stage.emulator.client_id}", "client_id=1.1"),
    ):
        answer = await stage.http.get(wrong)
        assert answer.status_code == 400
        assert "location" not in answer.headers


async def test_scopes_come_by_comma_or_space_and_from_the_manifest_alone(stage: Stage):
    by_space = authorize_url(stage, login_hint=ANA).replace("openid,email,profile", "openid%20email")
    assert by_space != authorize_url(stage, login_hint=ANA)
    told = claims((await exchanged(stage, back(await stage.http.get(by_space))["code"]))["id_token"])
    assert (told["email"], "name" in told) == (ANA, False)
    for scopes in (["email"], ["openid", "admin"], []):
        answer = await stage.http.get(authorize_url(stage, scopes=scopes, login_hint=ANA))
        assert back(answer)["error"] == "invalid_scope"


async def test_the_id_token_is_signed_for_this_sign_in(stage: Stage):
    token = (await exchanged(stage, await code(stage)))["id_token"]

    told, now = claims(token), int(stage.clock.now().timestamp())
    assert told["iss"] == stage.emulator.base_url
    assert (told["aud"], told["nonce"]) == (stage.emulator.client_id, "n1")
    assert now < told["exp"] <= now + 300
    assert (told["sub"], told["https://slack.com/user_id"], told["https://slack.com/team_id"]) == (
        "U01ANA",
        "U01ANA",
        "T0SANDBOX",
    )
    assert (told["email"], told["email_verified"], told["name"]) == (ANA, True, "Ana Ruiz")

    [key] = (await stage.http.get("/openid/connect/keys")).json()["keys"]
    assert json.loads(unpacked(token.split(".")[0])) == {"alg": "RS256", "typ": "JWT", "kid": key["kid"]}
    numbers = RSAPublicNumbers(int.from_bytes(unpacked(key["e"])), int.from_bytes(unpacked(key["n"])))
    body, _, signature = token.rpartition(".")
    numbers.public_key().verify(unpacked(signature), body.encode(), PKCS1v15(), SHA256())
    with pytest.raises(InvalidSignature):
        numbers.public_key().verify(unpacked(signature), f"{body}x".encode(), PKCS1v15(), SHA256())


async def test_a_code_works_once_for_ten_minutes(stage: Stage):
    used, late = await code(stage), await code(stage)
    await exchanged(stage, used)
    assert (await refused(exchanged(stage, used)))["error"] == "invalid_code"
    assert (await refused(exchanged(stage, "guessed")))["error"] == "invalid_code"
    stage.clock.by(timedelta(minutes=10))
    assert (await refused(exchanged(stage, late)))["error"] == "invalid_code"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1.1"}, "invalid_client_id"),
        ({"client_secret": "wrong"}, "bad_client_secret"),
        ({"redirect_uri": "https://bot.example.com/other"}, "bad_redirect_uri"),
        ({"redirect_uri": None}, "bad_redirect_uri"),
    ],
)
async def test_a_wrong_exchange_names_what_is_wrong(stage: Stage, changes: dict[str, Any], error: str):
    assert (await refused(exchanged(stage, await code(stage), **changes)))["error"] == error


async def test_a_client_may_show_itself_in_the_form(stage: Stage):
    """As @slack/web-api does; slack_sdk uses Basic."""
    form = {
        "client_id": stage.emulator.client_id,
        "client_secret": stage.emulator.client_secret,
        "code": await code(stage),
        "redirect_uri": BACK,
    }
    answer = (await stage.http.post("/api/openid.connect.token", data=form)).json()
    assert (answer["ok"], answer["token_type"]) == (True, "Bearer")


async def test_user_info_tells_the_same_of_the_person(stage: Stage):
    given = await exchanged(stage, await code(stage))
    told = (await client(stage, given["access_token"]).openid_connect_userInfo()).data
    assert isinstance(told, dict)
    told_before = claims(given["id_token"])
    assert {name: told_before[name] for name in told if name != "ok"} == {
        name: value for name, value in told.items() if name != "ok"
    }
    for token in ("xoxp-wrong", stage.emulator.bot_token):
        assert (await refused(client(stage, token).openid_connect_userInfo()))["error"] == "invalid_auth"
    assert (await refused(client(stage).openid_connect_userInfo()))["error"] == "not_authed"
    assert (await refused(client(stage, given["access_token"]).auth_test()))["error"] == "invalid_auth"


async def test_the_ledger_shows_the_ends_of_secrets_alone(stage: Stage):
    used = await code(stage)
    given = await exchanged(stage, used)
    await client(stage, given["access_token"]).openid_connect_userInfo()
    kept = (await stage.http.get("/sandbox/ledger")).text
    for secret in (used, stage.emulator.client_secret, given["access_token"], given["id_token"]):
        assert secret not in kept
        assert secret[-4:] in kept or secret == given["id_token"]


async def test_who_was_deactivated_in_between_gets_nothing_from_a_hint(stage: Stage):
    stage.emulator.change_person("U01ANA", deleted=True)
    page = await stage.http.get(authorize_url(stage, login_hint=ANA))
    assert (page.status_code, urlsplit(str(page.url)).path) == (200, "/openid/connect/authorize")
