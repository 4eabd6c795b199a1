"""What Slack did not send, or not like this: answered at the door, and nothing behind it runs."""

import asyncio
import gzip
from typing import Any
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import SystemClock
from bot.dispatch.guard import Guard, Refused
from tests.dispatch.signed import FORM, JSON, Signed, command
from tests.serving import serving
from tests.stage.looking import Behind
from tests.stage.stage import Stage

DEEP = b"[" * 50_000
UNREADABLE: dict[str, tuple[str, bytes]] = {
    "broken JSON": (JSON, b'{"type": '),
    "a list": (JSON, b"[1]"),
    "50 000 brackets": (JSON, DEEP),
    "50 000 brackets in an object, sent as a form": (FORM, b'{"a":' + DEEP),
    "50 000 brackets in a payload": (FORM, b"payload=" + DEEP),
    "two payloads": (FORM, urlencode([("payload", "{}"), ("payload", "{}")]).encode()),
    "a payload that is no object": (FORM, b"payload=7"),
    "NUL": (FORM, b"command=/gc&text=a\0b"),
    "NUL, encoded": (FORM, b"command=/gc&text=a%00b"),
    "NUL, escaped": (JSON, b'{"event": {"text": "a\\u0000b"}}'),
    "half a character": (JSON, b'{"event": {"text": "\\ud800"}}'),
    "invalid UTF-8": (FORM, b"command=/gc&text=\xff\xfe"),
    "a thousand fields": (FORM, b"&".join(b"a=b" for _ in range(1000))),
}


async def test_unreadable_bodies_are_refused_though_they_are_signed(signed: Signed) -> None:
    answers = {}
    for name, (content_type, body) in UNREADABLE.items():
        answers[name] = (await signed.raw(body, signed.headers(body, content_type=content_type))).status_code
    assert answers == dict.fromkeys(UNREADABLE, 400)


async def test_bodies_over_the_limit_and_compressed_ones_are_refused(signed: Signed) -> None:
    large = b"text=" + b"a" * 2_000_000
    assert (await signed.raw(large, signed.headers(large))).status_code == 413
    packed = gzip.compress(b"text=" + b"a" * 2_000_000)
    headers = signed.headers(packed) | {"Content-Encoding": "gzip"}
    assert (await signed.raw(packed, headers)).status_code == 400


async def test_only_what_slack_signed_within_five_minutes_comes_in(
    stage: Stage, signed: Signed, behind: Behind
) -> None:
    body = urlencode(command(stage.person(0), "help")).encode()
    good = signed.headers(body)
    signature = good["X-Slack-Signature"]
    now = signed.timestamp()
    wrong: dict[str, tuple[str | bytes | None, str | bytes | None]] = {
        "no signature": (now, None),
        "no timestamp": (None, signature),
        "another signature": (now, "v0=" + "0" * 64),
        "a cut signature": (now, signature[:-1]),
        "an empty signature": (now, ""),
        "a signature that is not ASCII": (now, "v0=ü".encode("latin-1")),
        "a timestamp in words": ("now", signature),
        "a negative timestamp": (f"-{now}", signature),
        "a timestamp with a fraction": (f"{now}.0", signature),
        "a timestamp of other digits": ("²³".encode("latin-1"), signature),
        "a timestamp of 400 digits": ("9" * 400, signature),
        "another timestamp than was signed": (signed.timestamp(-1), signature),
    }
    answers = {}
    for name, (timestamp, given_signature) in wrong.items():
        headers = {"Content-Type": FORM, "X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": given_signature}
        given = {key: value for key, value in headers.items() if value is not None}
        answers[name] = (await signed.raw(body, given)).status_code
    for name, off_s in (("stale", -301), ("future", 301)):
        answers[name] = (await signed.raw(body, signed.headers(body, off_s=off_s))).status_code
    assert answers == dict.fromkeys([*wrong, "stale", "future"], 401)
    assert await behind.told("") == 0, "nothing ran"
    assert (await signed.raw(body, good)).status_code == 200


async def test_slacks_own_checks_are_answered_and_run_nothing(stage: Stage, signed: Signed, behind: Behind) -> None:
    checked = await signed.raw(b"ssl_check=1&token=x", {"Content-Type": FORM})
    assert (checked.status_code, checked.text) == (200, "")
    challenge = await signed.event({"type": "url_verification", "challenge": "abc", "token": "x"})
    assert challenge.status_code == 200
    assert "abc" in challenge.text
    assert (await stage.http.get(f"{stage.bot_url}/slack/events")).status_code == 405
    assert await behind.told("") == 0


async def test_signed_deliveries_with_parts_missing_are_no_server_errors(signed: Signed) -> None:
    bodies: list[dict[str, Any]] = [
        {"type": "block_actions"},
        {"type": "block_actions", "actions": [{"action_id": ""}], "user": {}, "team": None},
        {"type": "block_actions", "actions": [{"action_id": "x", "type": "button"}], "user": None},
        {"type": "view_submission", "view": {"type": "modal"}},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "outofoffice.set", "state": None}},
        {"type": "view_submission", "view": {"type": "modal", "callback_id": "nobody.knows", "state": {}}},
        {"type": "block_suggestion", "action_id": "queues.join", "value": None},
        {"type": "shortcut"},
        {"type": "nobody.knows"},
    ]
    answers = [(await signed.payload(body)).status_code for body in bodies]
    assert max(answers) < 500, answers
    events: list[dict[str, Any]] = [
        {"type": "event_callback"},
        {"type": "event_callback", "event": {"type": "message"}},
    ]
    assert max([(await signed.event(body)).status_code for body in events]) < 500


async def test_a_body_that_trickles_is_cut() -> None:
    guard = Guard("secret", SystemClock(), body_within_s=0.3)

    async def answer(request: Request) -> Response:
        try:
            await guard.body(request)
        except Refused as refused:
            return refused.response
        return PlainTextResponse("let in")

    async with serving(Starlette(routes=[Route("/", answer, methods=["POST"])])) as url:
        host, port = url.removeprefix("http://").split(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na")
        async with asyncio.timeout(5):
            line = await reader.readline()
        writer.close()
        await writer.wait_closed()
    assert b" 400 " in line
