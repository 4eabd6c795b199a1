"""Carries payloads to the bot: signed, within three seconds, each in the ledger."""

import asyncio
import hashlib
import hmac
import ssl
import time
from dataclasses import dataclass
from functools import cache

import httpx2

from bot.clock import Clock
from bot.sandbox.slack.ledger import Ledger

DEADLINE_S = 3.0


@dataclass(frozen=True)
class Ack:
    """What the bot answered. `failure` is operation_timeout or dispatch_failed, as Slack calls them; None is well."""

    status: int
    body: bytes
    failure: str | None
    reason: str | None
    no_retry: bool


@dataclass(frozen=True)
class Parcel:
    """One thing to deliver: a form or JSON, ready as bytes. `kind` is the payload's type, for the ledger."""

    kind: str
    path: str
    body: bytes
    content_type: str
    headers: tuple[tuple[str, str], ...] = ()


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes 60 ms, and most tests make an emulator."""
    return httpx2.create_ssl_context(trust_env=False)


class Courier:
    """Signs with the time of the sandbox's clock, as Slack signs with its own."""

    def __init__(self, bot_url: str, signing_secret: str, *, clock: Clock, ledger: Ledger) -> None:
        self.bot_url = bot_url
        self._secret = signing_secret.encode()
        self._clock = clock
        self._ledger = ledger
        self._http = httpx2.AsyncClient(timeout=None, follow_redirects=False, trust_env=False, verify=_trusted())

    async def deliver(self, parcel: Parcel) -> Ack:
        began = time.monotonic()
        ack = await self._post(parcel)
        self._ledger.note(
            "delivery",
            type=parcel.kind,
            url=self._url(parcel),
            path=parcel.path,
            status=ack.status,
            ack_ms=round((time.monotonic() - began) * 1000, 1),
            failure=ack.failure,
            retry_num=dict(parcel.headers).get("X-Slack-Retry-Num"),
        )
        return ack

    async def aclose(self) -> None:
        await self._http.aclose()

    async def _post(self, parcel: Parcel) -> Ack:
        try:
            async with asyncio.timeout(DEADLINE_S):
                answer = await self._http.post(self._url(parcel), content=parcel.body, headers=self._headers(parcel))
        except TimeoutError:
            return Ack(0, b"", "operation_timeout", "http_timeout", no_retry=False)
        except httpx2.HTTPError:
            return Ack(0, b"", "dispatch_failed", "connection_failed", no_retry=False)
        well = answer.is_success
        return Ack(
            status=answer.status_code,
            body=answer.content,
            failure=None if well else "dispatch_failed",
            reason=None if well else "http_error",
            no_retry=answer.headers.get("X-Slack-No-Retry") == "1",
        )

    def _url(self, parcel: Parcel) -> str:
        return self.bot_url.rstrip("/") + parcel.path

    def _headers(self, parcel: Parcel) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        base = b"v0:" + timestamp.encode() + b":" + parcel.body
        return {
            "Content-Type": parcel.content_type,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest(),
            **dict(parcel.headers),
        }
