"""The HTTP way: each parcel a signed POST to the app's request URL."""

import asyncio
import hashlib
import hmac
import ssl
from functools import cache

import httpx2

from bot.clock import Clock
from bot.sandbox.slack.parcels import DEADLINE_S, Ack, Parcel


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes 60 ms, and most tests make an emulator."""
    return httpx2.create_ssl_context(trust_env=False)


class Posts:
    """Signs with the time of the sandbox's clock, as Slack signs with its own."""

    def __init__(self, bot_url: str, signing_secret: str, clock: Clock) -> None:
        self.bot_url = bot_url
        self._secret = signing_secret.encode()
        self._clock = clock
        self._http = httpx2.AsyncClient(timeout=None, follow_redirects=False, trust_env=False, verify=_trusted())

    async def deliver(self, parcel: Parcel) -> Ack:
        body = parcel.body()
        try:
            async with asyncio.timeout(DEADLINE_S):
                answer = await self._http.post(self.url(parcel), content=body, headers=self._headers(parcel, body))
        except TimeoutError:
            return Ack(0, b"", "operation_timeout", "http_timeout")
        except httpx2.HTTPError:
            return Ack(0, b"", "dispatch_failed", "connection_failed")
        well = answer.is_success
        return Ack(
            status=answer.status_code,
            body=answer.content,
            failure=None if well else "dispatch_failed",
            reason=None if well else "http_error",
            no_retry=answer.headers.get("X-Slack-No-Retry") == "1",
        )

    def url(self, parcel: Parcel) -> str:
        return self.bot_url.rstrip("/") + (parcel.path or "/")

    async def aclose(self) -> None:
        await self._http.aclose()

    def _headers(self, parcel: Parcel, body: bytes) -> dict[str, str]:
        timestamp = str(int(self._clock.now().timestamp()))
        base = b"v0:" + timestamp.encode() + b":" + body
        return {
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": "v0=" + hmac.new(self._secret, base, hashlib.sha256).hexdigest(),
            **parcel.headers(),
        }
