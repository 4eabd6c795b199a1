"""What is sent to Slack goes to the configured host alone, and what comes back has a limit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.responses import Response

from bot.slack import session
from bot.slack.calls import Calls
from bot.slack.installation import OneInstallation
from bot.slack.pace import Patience, Refused
from bot.slack.session import slack_session
from tests.genesys.other_side import Scripted, said
from tests.serving import serving

TOKEN = "xoxb-S3CRET"


@asynccontextmanager
async def answering(answer: Response) -> AsyncIterator[Scripted]:
    script = Scripted([answer])
    async with serving(script) as url:
        script.url = url
        yield script


@asynccontextmanager
async def slack_at(url: str) -> AsyncIterator[AsyncWebClient]:
    async with slack_session() as http:
        yield AsyncWebClient(token=TOKEN, base_url=f"{url}/api/", session=http)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_of_slacks_api_is_not_followed_and_the_other_host_hears_nothing(status: int) -> None:
    async with answering(said(200, {"ok": True})) as elsewhere:
        moved = said(status, location=f"{elsewhere.url}/api/auth.test")
        async with answering(moved) as server, slack_at(server.url) as slack:
            with pytest.raises(aiohttp.ClientError):
                await slack.auth_test()
            with pytest.raises(aiohttp.ClientError):
                await slack.users_info(user="U1")
    assert elsewhere.seen == []


async def test_an_answer_of_slack_without_an_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "MOST_BYTES", 100_000)
    async with answering(said(200, {"ok": True, "pad": "x" * 200_000})) as server, slack_at(server.url) as slack:
        with pytest.raises(aiohttp.ClientError):
            await slack.auth_test()


async def test_an_answer_within_the_limit_is_read() -> None:
    async with answering(said(200, {"ok": True, "user_id": "U1"})) as server, slack_at(server.url) as slack:
        assert (await slack.auth_test())["user_id"] == "U1"


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.slack.com/commands/secret",
        "https://hooks.slack.com.evil.example/commands/secret",
        "https://hooks.slack.com@evil.example/commands/secret",
        "https://hooks.slack.com:8443/commands/secret",
        "https://evil.example/hooks.slack.com",
        "//hooks.slack.com/commands/secret",
        "",
    ],
)
async def test_a_response_url_that_only_looks_like_slacks_is_never_called(url: str) -> None:
    async with slack_at("https://slack.com") as slack:
        calls = Calls(slack, OneInstallation(slack))
        with pytest.raises(Refused, match="foreign_host"):
            await calls.respond("T1", url, Patience(0), text="hello")
