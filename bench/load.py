"""Commands over raw sockets: signed before the clock starts, so that the client costs as little as it can."""

import asyncio
import hashlib
import hmac
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast
from urllib.parse import urlencode, urlsplit

from bench.slack import ANSWERS, TEAM

SENT = itertools.count()  #: no two commands of a run are the same


@dataclass(frozen=True)
class Sent:
    """How long each acknowledgement took, and all of them together."""

    latencies_s: Sequence[float]
    took_s: float
    refused: int


def commands(text: str, users: Sequence[str], many: int, *, slack_url: str, secret: str) -> list[bytes]:
    """Whole HTTP requests with `/gc <text>`, from these users in turn, signed as of now."""
    timestamp = str(int(time.time()))
    numbers = itertools.islice(SENT, many)
    forms = [_form(text, users[number % len(users)], number, slack_url) for number in numbers]
    return [_signed(urlencode(form).encode(), secret.encode(), timestamp) for form in forms]


def _form(text: str, user: str, number: int, slack_url: str) -> dict[str, str]:
    return {
        "token": "verification", "team_id": TEAM, "team_domain": "bench", "channel_id": "C0BENCH",
        "channel_name": "floor", "user_id": user, "user_name": user.lower(), "command": "/gc", "text": text,
        "api_app_id": "A0BENCH", "is_enterprise_install": "false",
        "response_url": f"{slack_url}{ANSWERS}{number}", "trigger_id": f"{number}.1.abcdef",
    }  # fmt: skip


def _signed(body: bytes, secret: bytes, timestamp: str) -> bytes:
    signature = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: bench\r\nUser-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
        "Accept: application/json,*/*\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"X-Slack-Request-Timestamp: {timestamp}\r\nX-Slack-Signature: v0={signature}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Caller(asyncio.Protocol):
    """One connection that sends the next command as soon as the last was acknowledged."""

    def __init__(self, left: Iterator[bytes], latencies_s: list[float]) -> None:
        self._left = left
        self._latencies_s = latencies_s
        self._answer = b""
        self.refused = 0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass

    def begin(self) -> None:
        request = next(self._left, None)
        if request is None:
            self._transport.close()
            self.done.set_result(None)
            return
        self._answer = b""
        self._began = time.perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._answer += data
        if not _whole(self._answer):
            return
        self._latencies_s.append(time.perf_counter() - self._began)
        self.refused += not self._answer.startswith(b"HTTP/1.1 200")
        self.begin()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the server closed a connection that was in use"))


def _whole(answer: bytes) -> bool:
    head, found, body = answer.partition(b"\r\n\r\n")
    if not found:
        return False
    lengths = [line.partition(b":")[2] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")]
    return len(body) >= int(lengths[0]) if lengths else True


async def send(url: str, requests: Sequence[bytes], at_once: int) -> Sent:
    """All requests over `at_once` connections; the connections are there before the clock starts."""
    host, _, port = urlsplit(url).netloc.partition(":")
    left, latencies_s = iter(requests), list[float]()
    loop = asyncio.get_running_loop()
    callers = [
        (await loop.create_connection(lambda: _Caller(left, latencies_s), host, int(port)))[1] for _ in range(at_once)
    ]
    began = time.perf_counter()
    for caller in callers:
        caller.begin()
    await asyncio.gather(*(caller.done for caller in callers))
    return Sent(latencies_s, time.perf_counter() - began, sum(caller.refused for caller in callers))
