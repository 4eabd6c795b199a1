"""Asking Slack where a connection can be opened, and everything else that may be answered."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from bot.slack.pace import Failed, Limited, Lost, Refused
from bot.slack.session import slack_session
from bot.slack.sockets import Opening
from tests.serving import serving


def answering(response: Response) -> Starlette:
    async def answer(_: Any) -> Response:
        return response

    return Starlette(routes=[Route("/api/apps.connections.open", answer, methods=["POST"])])


@pytest.mark.parametrize(
    ("response", "failed", "reason"),
    [
        (JSONResponse({"ok": False, "error": "invalid_auth"}), Refused, "invalid_auth"),
        (JSONResponse({"ok": False, "error": "internal_error"}), Lost, "status 200"),
        (JSONResponse({"ok": False, "error": "ratelimited"}, 429, {"Retry-After": "30"}), Limited, "ratelimited"),
        (JSONResponse({}, 503), Lost, "status 503"),
        (JSONResponse([]), Lost, "no address"),
        (JSONResponse({"ok": True, "url": "ws://slack.example/link/"}), Lost, "no address"),
        (JSONResponse({"ok": True, "url": "http://[x"}), Lost, "no address"),
        (HTMLResponse("<html>"), Lost, "no address"),
        (Response(b"[" * 50_000), Lost, "no address"),
        (Response(status_code=302, headers={"Location": "http://127.0.0.1:9/"}), Lost, "status 302"),
    ],
    ids=lambda one: one if isinstance(one, str) else None,
)
async def test_an_address_that_cannot_be_had_says_why(response: Response, failed: type[Failed], reason: str):
    async with serving(answering(response)) as url, slack_session() as session:
        with pytest.raises(failed) as caught:
            await Opening(f"{url}/api", "xapp-1", session).address()
        assert caught.value.reason == reason


async def test_an_address_where_nobody_answers_tells_no_ticket():
    async with slack_session() as session:
        with pytest.raises(Lost) as caught:
            await Opening("http://127.0.0.1:9/api", "xapp-1", session).socket("ws://127.0.0.1:9/?ticket=secret")
    assert "secret" not in str(caught.value)
