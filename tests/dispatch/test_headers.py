"""Every answer that a browser could read says that it may do nothing with it, pages of errors too."""

import pytest

from tests.stage.stage import Stage

PATHS = ("/", "/healthz", "/readyz", "/link", "/link/", "/link/slack", "/link/callback", "/slack/install/", "/nowhere")


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE"])
async def test_every_answer_has_the_headers(stage: Stage, method: str) -> None:
    for path in PATHS:
        answer = await stage.http.request(method, f"{stage.bot_url}{path}")
        headers = answer.headers
        assert answer.status_code < 500, path
        policy = headers["content-security-policy"]
        for part in ("default-src 'none'", "base-uri 'none'", "form-action", "frame-ancestors 'none'"):
            assert part in policy, path
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == "no-store"
        assert len(headers.get_list("content-security-policy")) == 1
        assert "strict-transport-security" not in headers, "on this machine there is no https"


async def test_forged_host_is_in_no_answer(stage: Stage) -> None:
    evil = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}
    for path in PATHS:
        answer = await stage.http.get(f"{stage.bot_url}{path}", headers=evil)
        assert "location" not in answer.headers, path
        assert "evil" not in answer.text
