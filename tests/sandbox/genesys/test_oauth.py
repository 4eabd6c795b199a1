"""The login host: signing in, codes, tokens, refreshing, ending."""

import base64
import hashlib
import re

import httpx2
import pytest

from tests.sandbox.genesys.site import ANA, BO, CALLBACK, Site, answer_of

VERIFIER = "a-verifier-that-has-at-least-forty-three-characters"
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
PKCE = {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}


def fields_of(page: httpx2.Response) -> dict[str, str]:
    assert page.headers["content-type"].startswith("text/html")
    return dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text))


async def exchange(site: Site, code: str, *, secret: bool = True, **more: str) -> httpx2.Response:
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": CALLBACK, **more}
    return await site.token(secret=secret, **form)


async def refresh(site: Site, token: str) -> httpx2.Response:
    return await site.token(grant_type="refresh_token", refresh_token=token)


async def works(site: Site, token: str) -> bool:
    answer = await site.http.get("/api/v2/tokens/me", headers={"Authorization": f"bearer {token}"})
    return answer.status_code == 200


async def test_the_sign_in_page_is_a_plain_form_that_leads_back_with_code_and_state(site):
    page = await site.authorize()
    assert "<script" not in page.text
    assert ANA.email in page.text
    back = answer_of(
        await site.http.post("/oauth/authorize", data={**fields_of(page), "email": "ANA.Ruiz@example.com"})
    )
    assert back["state"] == "s1"
    assert (await exchange(site, back["code"])).status_code == 200


async def test_an_unknown_e_mail_shows_the_page_again_with_a_sentence(site):
    fields = fields_of(await site.authorize())
    again = await site.http.post("/oauth/authorize", data={**fields, "email": "nobody@example.com"})
    assert again.status_code == 400
    assert "Nobody here has this e-mail" in again.text
    assert fields_of(again) == fields


async def test_deny_goes_back_with_access_denied_and_the_state(site):
    fields = fields_of(await site.authorize(state="&odd state=1"))
    back = answer_of(
        await site.http.post(
            "/oauth/authorize",
            data={"state": "&odd state=1", **{k: v for k, v in fields.items() if k != "state"}, "decision": "deny"},
        )
    )
    assert (back["error"], back["state"]) == ("access_denied", "&odd state=1")


@pytest.mark.parametrize("more", [{}, {"prompt": "login"}])
async def test_a_login_hint_goes_back_at_once(site, more):
    assert "code" in answer_of(await site.authorize(login_hint=ANA.email, **more))


async def test_a_login_hint_of_a_stranger_shows_the_page(site):
    assert (await site.authorize(login_hint="stranger@example.com")).status_code == 200


async def test_a_living_session_goes_straight_back_unless_prompt_login_asks_again(site):
    await site.code(ANA)
    assert "code" in answer_of(await site.authorize())
    assert (await site.authorize(prompt="login")).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"client_id": "other"}, {"redirect_uri": "http://elsewhere/"}, {"redirect_uri": CALLBACK + "/"}]
)
async def test_a_wrong_client_or_address_is_told_here_and_never_sent_there(site, wrong):
    answer = await site.authorize(login_hint=ANA.email, **wrong)
    assert answer.status_code == 400
    assert "location" not in answer.headers


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "x", "code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "x"}, "invalid_request"),
    ],
)
async def test_other_mistakes_go_back_as_errors(site, wrong, error):
    assert answer_of(await site.authorize(login_hint=ANA.email, **wrong))["error"] == error


async def test_the_secret_alone_gives_both_tokens_for_a_day(site):
    tokens = await site.tokens(ANA)
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 86400)
    assert tokens["refresh_token"]
    site.wait(86399)
    assert await works(site, tokens["access_token"])
    site.wait(2)
    answer = await site.http.get("/api/v2/tokens/me", headers={"Authorization": f"Bearer {tokens['access_token']}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "credentials.expired")


async def test_pkce_alone_gives_no_refresh_token(site):
    answer = await exchange(site, await site.code(ANA, **PKCE), secret=False, code_verifier=VERIFIER)
    assert answer.status_code == 200
    assert "refresh_token" not in answer.json()


async def test_secret_and_pkce_together_give_a_refresh_token(site):
    answer = await exchange(site, await site.code(ANA, **PKCE), code_verifier=VERIFIER)
    assert answer.json()["refresh_token"]


@pytest.mark.parametrize("verifier", ["", "x" * 50, VERIFIER[:42]])
async def test_a_verifier_that_does_not_match_is_refused_with_the_secret_too(site, verifier):
    answer = await exchange(site, await site.code(ANA, **PKCE), code_verifier=verifier)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


async def test_without_secret_and_pkce_there_is_no_token(site):
    answer = await exchange(site, await site.code(ANA), secret=False)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_a_code_is_good_once_for_five_minutes_and_for_its_own_address(site):
    used, old, other = [await site.code(ANA) for _ in range(3)]
    assert (await exchange(site, used)).status_code == 200
    assert (await exchange(site, used)).json()["error"] == "invalid_grant"
    assert (await exchange(site, other, redirect_uri="http://x/")).json()["error"] == "invalid_grant"
    site.wait(301)
    assert (await exchange(site, old)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("client", "description"), [(("nobody", "x"), "client not found"), ((None, "wrong"), "authentication failed")]
)
async def test_a_wrong_client_is_told_in_both_spellings(site, client, description):
    auth = (client[0] or site.simulator.client_id, client[1])
    answer = await site.http.post("/oauth/token", data={"grant_type": "client_credentials"}, auth=auth)
    assert answer.status_code == 401
    assert answer.json() == {"error": "invalid_client", "description": description, "error_description": description}


async def test_the_secret_may_stand_in_the_form(site):
    form = {"grant_type": "client_credentials", "client_id": site.simulator.client_id}
    answer = await site.http.post("/oauth/token", data={**form, "client_secret": site.simulator.client_secret})
    assert answer.status_code == 200


async def test_an_unknown_grant_is_refused(site):
    assert (await site.token(grant_type="password")).json()["error"] == "unsupported_grant_type"


async def test_a_refresh_token_rotates_and_is_good_once(site):
    first = await site.tokens(ANA)
    second = (await refresh(site, first["refresh_token"])).json()
    assert second["refresh_token"] != first["refresh_token"]
    assert await works(site, second["access_token"])
    answer = await refresh(site, first["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")
    assert (await refresh(site, second["refresh_token"])).status_code == 200


async def test_a_refresh_whose_answer_was_lost_may_be_repeated_once(site):
    first = await site.tokens(ANA)
    lost = (await refresh(site, first["refresh_token"])).json()
    again = (await refresh(site, first["refresh_token"])).json()
    assert not await works(site, lost["access_token"])
    assert (await refresh(site, lost["refresh_token"])).status_code == 400
    assert (await refresh(site, first["refresh_token"])).status_code == 400
    assert await works(site, again["access_token"])
    assert (await refresh(site, again["refresh_token"])).status_code == 200


async def test_refreshing_needs_the_secret(site):
    tokens = await site.tokens(ANA)
    answer = await site.token(secret=False, grant_type="refresh_token", refresh_token=tokens["refresh_token"])
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")


async def test_revoking_ends_the_token_and_its_refresh_token_and_nobody_elses(site):
    mine, other = await site.tokens(ANA), await site.tokens(BO)
    headers = {"Authorization": f"Bearer {mine['access_token']}"}
    assert (await site.http.delete("/api/v2/tokens/me", headers=headers)).status_code == 200
    answer = await site.http.get("/api/v2/users/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, "bad.credentials")
    assert (await refresh(site, mine["refresh_token"])).json()["error"] == "invalid_grant"
    assert await works(site, other["access_token"])
    assert await site.effects() == ["deleteTokensMe"]


async def test_who_is_no_longer_active_loses_every_token_and_cannot_sign_in(site):
    tokens = await site.tokens(ANA)
    await site.turn(user=ANA.email, state="inactive")
    assert not await works(site, tokens["access_token"])
    assert (await refresh(site, tokens["refresh_token"])).status_code == 400
    assert (await site.authorize(login_hint=ANA.email)).status_code == 200


async def test_client_credentials_are_no_user(site):
    headers = {"Authorization": f"Bearer {await site.client()}"}
    answer = await site.http.get("/api/v2/users/me", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "not.a.user")
    path = f"/api/v2/users/{ANA.genesys_user}"
    assert (await site.http.get(path, headers=headers)).status_code == 200
    answer = await site.http.put(f"{path}/outofoffice", headers=headers, json={"active": True})
    assert (answer.status_code, answer.json()["code"]) == (403, "outofoffice.update.error")
