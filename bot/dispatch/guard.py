"""The first look at what Slack sends, before anything parses it: size, time, signature, shape.

Docs: "Verifying requests from Slack". Bolt fails on malformed bodies before it looks at the signature and logs raw
bodies on a bad one, so this comes first.
"""

import asyncio
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from bot.clock import Clock
from bot.dispatch.shapes import Malformed, readable
from bot.readiness import SLACK, OtherClocks

Body = dict[str, Any]

LARGEST_BODY = 1_000_000
BODY_WITHIN_S = 5.0
SIGNED_WITHIN_S = 300
LONGEST_TIMESTAMP = 12
NO_CLOCK_S = 86_400  #: so far off no clock is; it is an old delivery
MOST_FIELDS = 100
SSL_CHECK = b"ssl_check=1"


class Refused(Exception):
    """The delivery is answered here and goes no further."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status_code)
        self.response = response


class Guard:
    """Lets through what Slack signed within the last five minutes, whole and well-formed."""

    def __init__(
        self,
        signing_secret: str,
        clock: Clock,
        *,
        body_within_s: float = BODY_WITHIN_S,
        clocks: OtherClocks | None = None,
    ) -> None:
        self._secret = signing_secret.encode()
        self._clock = clock
        self._body_within_s = body_within_s
        self._clocks = clocks

    async def body(self, request: Request) -> Body:
        """What the body says, once it is known to be Slack's; raises `Refused` with the answer otherwise."""
        body = await _read(request, self._body_within_s)
        if SSL_CHECK in body and "x-slack-signature" not in request.headers:
            raise Refused(PlainTextResponse(""))
        self._check_signature(request, body)
        return _checked(request, body)

    def _check_signature(self, request: Request, body: bytes) -> None:
        timestamp = request.headers.get("x-slack-request-timestamp", "")
        signature = request.headers.get("x-slack-signature", "")
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= LONGEST_TIMESTAMP):
            raise _refused(401, "no valid timestamp")
        expected = hmac.new(self._secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        # compare_digest raises on text that is not ASCII.
        fits = signature.isascii() and hmac.compare_digest(f"v0={expected}", signature)
        off_s = abs(self._clock.now().timestamp() - int(timestamp))
        if fits and self._clocks is not None and off_s < NO_CLOCK_S:
            self._clocks.heard(SLACK, datetime.fromtimestamp(int(timestamp), UTC))
        if off_s > SIGNED_WITHIN_S:
            raise _refused(401, "the timestamp is more than five minutes off")
        if not fits:
            raise _refused(401, "the signature does not fit")


async def _read(request: Request, within_s: float) -> bytes:
    """The whole body within its limits; the server itself has none for slow ones."""
    if request.headers.get("content-encoding", "identity") != "identity":
        raise _refused(400, "compressed bodies are not read")
    if int(request.headers.get("content-length", 0)) > LARGEST_BODY:  # The server has seen that it is a number.
        raise _refused(413, "too large")
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(within_s):
            async for chunk in request.stream():
                size += len(chunk)
                if size > LARGEST_BODY:
                    raise _refused(413, "too large")
                chunks.append(chunk)
    except TimeoutError as error:
        raise _refused(400, "too slow") from error
    except ClientDisconnect as error:
        raise _refused(400, "cut off") from error
    return b"".join(chunks)


def _checked(request: Request, body: bytes) -> Body:
    """JSON, or a form with at most one JSON `payload`, as text that a database takes and of a shape that is known."""
    try:
        whole = _parsed(body.decode(), request.headers.get("content-type", ""))
    except (ValueError, RecursionError) as error:
        raise _refused(400, "not readable") from error
    try:
        read = readable(whole)
    except Malformed as error:
        raise _refused(400, str(error)) from error
    if read is None:
        raise Refused(PlainTextResponse(""))  # Another answer than 200 would have Slack send it again.
    return read


def _parsed(text: str, content_type: str) -> Any:
    if content_type.startswith("application/json"):
        return json.loads(text)
    fields = parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_FIELDS)
    payloads = [value for name, value in fields if name == "payload"]
    if len(payloads) > 1:
        raise ValueError("more than one payload")
    return json.loads(payloads[0]) if payloads else dict(fields)


def _refused(status: int, why: str) -> Refused:
    return Refused(PlainTextResponse(why, status_code=status))
