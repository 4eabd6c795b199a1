"""Signing in: what is sent, what comes of each answer, and that nothing secret is shown."""

import base64
import logging
import traceback
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from bot.errors import (
    ClientRefused,
    Forbidden,
    Invalid,
    OnQueueError,
    OutcomeUnknown,
    RateLimited,
    SignInEnded,
    Unavailable,
)
from bot.genesys.oauth import Login, Tokens
from tests.genesys.other_side import answering, hanging_up, said

GIVEN = {
    "access_token": "S3CRET-access",
    "token_type": "bearer",
    "expires_in": 86400,
    "refresh_token": "S3CRET-refresh",
}
GRANT_REFUSED = {"error": "invalid_grant", "description": "used", "error_description": "code not found"}


@asynccontextmanager
async def login_at(url: str, client_secret: str | None = "S3CRET-client") -> AsyncIterator[Login]:
    login = Login(url, "client-id", client_secret)
    try:
        yield login
    finally:
        await login.aclose()


def exchanged(login: Login) -> Coroutine[Any, Any, Tokens]:
    return login.exchange("S3CRET-code", redirect_uri="https://bot.example/link/callback", verifier="S3CRET-verifier")


async def test_the_browser_is_sent_with_pkce_and_asked_for_the_password():
    async with login_at("https://login.mypurecloud.de/") as login:
        url = login.authorize_url(redirect_uri="https://bot.example/link/callback", state="s&1", challenge="c-_")
    parts = urlsplit(url)
    assert (parts.scheme, parts.netloc, parts.path) == ("https", "login.mypurecloud.de", "/oauth/authorize")
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "client_id": "client-id",
        "response_type": "code",
        "redirect_uri": "https://bot.example/link/callback",
        "state": "s&1",
        "code_challenge": "c-_",
        "code_challenge_method": "S256",
        "prompt": "login",
    }


async def test_a_living_session_is_enough_where_that_is_asked():
    async with login_at("https://login.mypurecloud.de") as login:
        url = login.authorize_url(redirect_uri="x", state="s", challenge="c", prompt_login=False)
    assert "prompt" not in url


async def test_a_code_is_exchanged_with_the_secret_and_the_verifier():
    async with answering(said(200, GIVEN)) as server, login_at(server.url) as login:
        tokens = await exchanged(login)
    assert tokens == Tokens("S3CRET-access", "S3CRET-refresh", 86400)
    (seen,) = server.seen
    assert (seen.method, seen.path) == ("POST", "/oauth/token")
    assert seen.headers["authorization"] == "Basic " + base64.b64encode(b"client-id:S3CRET-client").decode()
    assert parse_qs(seen.body) == {
        "grant_type": ["authorization_code"],
        "code": ["S3CRET-code"],
        "redirect_uri": ["https://bot.example/link/callback"],
        "code_verifier": ["S3CRET-verifier"],
    }


@pytest.mark.parametrize("secret", [None, ""])
async def test_without_a_secret_the_client_names_itself_and_gets_no_refresh_token(secret):
    without = {name: value for name, value in GIVEN.items() if name != "refresh_token"}
    async with answering(said(200, without)) as server, login_at(server.url, secret) as login:
        assert (await exchanged(login)).refresh_token is None
    assert "authorization" not in server.seen[0].headers
    assert parse_qs(server.seen[0].body)["client_id"] == ["client-id"]


async def test_a_refresh_gives_what_comes_back():
    async with answering(said(200, GIVEN)) as server, login_at(server.url) as login:
        assert (await login.refresh("old")).refresh_token == "S3CRET-refresh"
    assert parse_qs(server.seen[0].body) == {"grant_type": ["refresh_token"], "refresh_token": ["old"]}


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, GRANT_REFUSED), (401, {"error": "access_denied"}), (400, ""), (401, ""), (400, "[]")],
)
async def test_a_refused_refresh_ends_the_sign_in_and_a_refused_code_is_invalid(status, body):
    async with answering(said(status, body)) as server, login_at(server.url) as login:
        with pytest.raises(SignInEnded):
            await login.refresh("old")
        with pytest.raises(Invalid) as caught:
            await exchanged(login)
    assert caught.value.status == status
    if body is GRANT_REFUSED:
        assert (caught.value.code, caught.value.message) == ("invalid_grant", "code not found")


@pytest.mark.parametrize("call", [exchanged, lambda login: login.refresh("old")], ids=["exchange", "refresh"])
@pytest.mark.parametrize("status", [400, 401])
@pytest.mark.parametrize("error", ["invalid_client", "unauthorized_client"])
async def test_a_refused_client_is_nobodys_ended_sign_in_and_the_log_names_the_settings(call, status, error, caplog):
    refused = {"error": error, "error_description": "authentication failed"}
    async with answering(said(status, refused)) as server, login_at(server.url) as login:
        with pytest.raises(ClientRefused) as caught:
            await call(login)
    assert (caught.value.code, caught.value.status) == (error, status)
    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert "GENESYS_CLIENT_SECRET" in line.getMessage()
    assert "S3CRET" not in caplog.text


@pytest.mark.parametrize("call", [exchanged, lambda login: login.refresh("old")], ids=["exchange", "refresh"])
async def test_a_web_page_that_answers_instead_of_the_login_host_ends_no_sign_in(call):
    async with answering(said(401, "<html>")) as server, login_at(server.url) as login:
        with pytest.raises(Unavailable):
            await call(login)


@pytest.mark.parametrize("call", [exchanged, lambda login: login.refresh("old")], ids=["exchange", "refresh"])
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (said(500), OutcomeUnknown),
        (said(503), OutcomeUnknown),
        (said(200, "<html>"), OutcomeUnknown),
        (said(200, {"access_token": "S3CRET"}), OutcomeUnknown),
        (said(200, {**GIVEN, "access_token": "S3CRET\n"}), OutcomeUnknown),
        (said(200, {**GIVEN, "expires_in": 0}), OutcomeUnknown),
        (said(302, location="https://evil.example"), Unavailable),
        (said(403), Forbidden),
        (said(429, retry_after="7"), RateLimited),
    ],
)
async def test_what_else_may_come_is_an_error_and_is_asked_once(call, answer, kind):
    async with answering(answer) as server, login_at(server.url) as login:
        with pytest.raises(kind):
            await call(login)
    assert len(server.seen) == 1


async def test_a_lost_answer_is_unknown_and_a_dead_host_unavailable():
    async with hanging_up(b"") as server, login_at(server.url) as login:
        with pytest.raises(OutcomeUnknown):
            await login.refresh("old")
        assert server.requests == 1
    async with login_at(server.url) as login:
        with pytest.raises(Unavailable):
            await login.refresh("old")


async def test_no_output_shows_a_secret(caplog):
    caplog.set_level(logging.DEBUG, logger="")
    shown = [repr(Tokens("S3CRET", "S3CRET", 1))]
    for answer in (said(400, GRANT_REFUSED), said(500), said(200, "{"), said(200, {**GIVEN, "expires_in": "S3CRET"})):
        async with answering(answer) as server, login_at(server.url) as login:
            shown.append(repr(login))
            for call in (login.refresh("S3CRET-refresh"), exchanged(login)):
                with pytest.raises(OnQueueError) as caught:
                    await call
                shown.append("".join(traceback.format_exception(caught.value)))
    shown += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    assert not [text for text in shown if "S3CRET" in text]


def test_a_secret_is_never_sent_in_the_clear_to_another_machine():
    with pytest.raises(ValueError, match="https"):
        Login("http://login.mypurecloud.de", "client-id", "secret")
