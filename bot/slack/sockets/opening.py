"""Opens a connection: Slack names an address for the app's own token (docs.slack.dev, apps.connections.open).

The address holds a ticket, which is as good as the token for as long as it lives: it stands in no log.
"""

import asyncio
import json
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.settings import is_loopback
from bot.slack.pace import Limited, Lost, Refused, asked_wait_s

WITHIN_S = 10.0
CLOSES_WITHIN_S = 1.0
HEARTBEAT_S = 10.0  #: a ping after so long a silence; the connection is stale without an answer for half of it
#: A frame beyond it ends its connection. Slack's are far smaller; what is large and comes whole is only passed over.
LARGEST_FRAME = 16 * 1024 * 1024
#: What Slack says of itself, and not of the token.
OWN_TROUBLE = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "ratelimited"}


class Opening:
    """`api_url` is the Web API's base; the session is the one that all calls to Slack share."""

    def __init__(
        self, api_url: str, app_token: str, session: aiohttp.ClientSession, *, heartbeat_s: float = HEARTBEAT_S
    ) -> None:
        self._method = f"{api_url.rstrip('/')}/apps.connections.open"
        self._headers = {"Authorization": f"Bearer {app_token}"}
        self._session = session
        self._heartbeat_s = heartbeat_s

    async def address(self) -> str:
        """Where one connection can be opened, once and soon. Raises Refused, Limited or Lost."""
        try:
            async with (
                asyncio.timeout(WITHIN_S),
                self._session.post(self._method, headers=self._headers, allow_redirects=False) as answer,
            ):
                body = await answer.read()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise Lost(type(error).__name__) from None
        return _address(answer, _said(body))

    async def socket(self, address: str) -> aiohttp.ClientWebSocketResponse:
        """The connection itself, before its hello; aiohttp answers pings and finds out when nobody answers ours."""
        try:
            async with asyncio.timeout(WITHIN_S):
                return await self._session.ws_connect(
                    address,
                    heartbeat=self._heartbeat_s,
                    max_msg_size=LARGEST_FRAME,
                    timeout=aiohttp.ClientWSTimeout(ws_close=CLOSES_WITHIN_S),
                )
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise Lost(type(error).__name__) from None  # Its own words would tell the address.


def _said(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def _address(answer: aiohttp.ClientResponse, said: dict[str, Any]) -> str:
    error, url = said.get("error"), said.get("url")
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS or error == "ratelimited":
        raise Limited(asked_wait_s(answer.headers.get("Retry-After")))
    if answer.status != HTTPStatus.OK or error in OWN_TROUBLE:
        raise Lost(f"status {answer.status}")
    if isinstance(error, str):
        raise Refused(error[:40])
    if not isinstance(url, str) or not _is_safe(url):
        raise Lost("no address")
    return url


def _is_safe(url: str) -> bool:
    """Encrypted, unless it never leaves this machine."""
    try:
        return urlsplit(url).scheme == "wss" or (urlsplit(url).scheme == "ws" and is_loopback(url))
    except ValueError:
        return False
