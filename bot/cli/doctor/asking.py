"""Asks hosts, within limits, and says in words why one could not be reached. No answer and no error shows a secret."""

import asyncio
import json
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from typing import Any

import httpx2

from bot.genesys.wire import is_loopback

WITHIN_S = 8.0
CONNECT_S = 4.0
MOST_BYTES = 256 * 1024


class Unreached(Exception):
    """Nothing that can be used came back; the text says why, in words."""

    def __init__(self, why: str, *, nobody_listens: bool = False) -> None:
        super().__init__(why)
        self.nobody_listens = nobody_listens


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> dict[str, Any]:
        """The object in it; empty where there is none."""
        try:
            read = json.loads(self.text)
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


class Asker:
    """Remembers how far our clock is ahead of those that it asked."""

    def __init__(self) -> None:
        self.ahead: dict[str, timedelta] = {}

    async def ask(
        self,
        whose: str,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request, without following redirects. Raises Unreached."""
        here = is_loopback(url)
        limits = httpx2.Timeout(WITHIN_S, connect=CONNECT_S)
        try:
            async with (
                asyncio.timeout(WITHIN_S),
                httpx2.AsyncClient(
                    timeout=limits, follow_redirects=False, trust_env=not here, verify=_trusted(honours_env=not here)
                ) as client,
                client.stream(method, url, headers=dict(headers or {}), data=dict(form) if form else None) as response,
            ):
                answer = Answer(response.status_code, response.headers, await _text(response))
        except (TimeoutError, httpx2.TimeoutException):
            raise Unreached(f"it does not answer within {WITHIN_S:.0f} s") from None
        except (httpx2.RequestError, httpx2.InvalidURL, UnicodeError) as error:
            raise _unreached(error) from None
        self._hear(whose, answer.headers.get("date"))
        return answer

    def _hear(self, whose: str, date: str | None) -> None:
        try:
            theirs = parsedate_to_datetime(date or "")
        except ValueError:
            return
        self.ahead[whose] = datetime.now(UTC) - (theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))


@cache
def _trusted(*, honours_env: bool) -> ssl.SSLContext:
    """One for all requests: reading the certificates takes longer than asking."""
    return httpx2.create_ssl_context(trust_env=honours_env)


async def _text(response: httpx2.Response) -> str:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > MOST_BYTES:
            break
    return body.decode("utf-8", "replace")


def _unreached(error: BaseException) -> Unreached:
    """In words, by what is underneath: the library's own text may quote what was sent."""
    for cause in _causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            return Unreached(f"its certificate is not valid ({cause.verify_message})")
        if isinstance(cause, ssl.SSLError):
            return Unreached("it does not speak https")
        if isinstance(cause, socket.gaierror):
            return Unreached("there is no host of that name")
        if isinstance(cause, ConnectionRefusedError):
            return Unreached("nothing listens there", nobody_listens=True)
    return Unreached(f"it cannot be reached ({type(error).__name__})")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
