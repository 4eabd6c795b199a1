"""Bytes to Genesys and back: one pool of connections to one host, with a limit on everything.

Nothing that leaves here shows a token: not the exceptions' text, nor their causes (the HTTP library's errors hold the
request, and some quote its headers).
"""

import asyncio
import ssl
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from http.cookiejar import CookieJar, DefaultCookiePolicy
from ipaddress import ip_address
from urllib.parse import quote, urlencode, urlsplit

import httpx2

CONNECT_S = 3.0
READ_S = 10.0
#: A page of people named by their ids has an address of four thousand characters, which is not asked for twice.
KEPT_ADDRESS = 500
#: How long a call may wait for others to end before it is sent.
SLOT_S = 5.0
#: What a whole answer may take beyond one read: a server that sends a byte a second never runs into the read time-out.
TRICKLE_S = 2.0
MOST_BYTES = 8 * 1024 * 1024
#: What a header can hold of a token; the HTTP library quotes anything else in its errors.
SENDABLE = r"^[\x21-\x7e]+$"

_NEVER_SENT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError)


class NotSent(Exception):
    """The request cannot have reached Genesys."""

    def __init__(self, message: str, *, again: bool = True) -> None:
        super().__init__(message)
        self.again = again  #: whether a repeat could go better


class Lost(Exception):
    """The request may have reached Genesys, but no whole answer came back."""

    def __init__(self, message: str, *, timed_out: bool = False, again: bool = True) -> None:
        super().__init__(message)
        self.timed_out = timed_out
        self.again = again  #: whether a repeat could go better


@dataclass(frozen=True)
class Answer:
    """A whole answer, not yet understood."""

    status: int
    headers: Mapping[str, str]  #: looked up in any case
    body: bytes

    @property
    def is_html(self) -> bool:
        """Whether something on the way answered, and not the API: a proxy's or a maintenance page."""
        return "html" in self.headers.get("content-type", "") or self.body[:64].lstrip()[:1] == b"<"


class Wire:
    """One host, and so many calls to it at once. https only, unless it is this machine.

    Redirects are answers, so that what is sent goes nowhere else.
    """

    def __init__(self, base_url: str, *, connections: int, read_s: float = READ_S) -> None:
        loopback = is_loopback(base_url)
        if not loopback and urlsplit(base_url).scheme != "https":
            raise ValueError("the address must start with https:// (plain http is for this machine only)")
        self._whole_s = SLOT_S + read_s + TRICKLE_S
        self._base_url = base_url.rstrip("/")
        self._client = httpx2.AsyncClient(
            headers={"User-Agent": "OnQueue", "Accept": "application/json"},
            timeout=httpx2.Timeout(read_s, connect=CONNECT_S, pool=SLOT_S),
            limits=httpx2.Limits(max_connections=connections, max_keepalive_connections=connections),
            follow_redirects=False,
            verify=_trusted(honours_env=not loopback),
            trust_env=not loopback,  # a company's proxy is honoured, but never asked for this machine
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # the pool is shared: no one's session sticks
        )
        self._headers = self._client.headers.multi_items()

    async def send(
        self,
        method: str,
        target: str,
        *,
        params: Mapping[str, str] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str],
    ) -> Answer:
        """Sends one request; `target` is a quoted path. Raises `NotSent` or `Lost`."""
        query = f"?{urlencode(params, quote_via=quote)}" if params else ""
        # Made by hand: the client's own way merges addresses, headers and cookies anew, a quarter of a call's time.
        address = self._base_url + target + query
        url = _address(address) if len(address) <= KEPT_ADDRESS else httpx2.URL(address)
        request = httpx2.Request(method, url, content=body, headers=[*self._headers, *headers.items()])
        try:
            async with asyncio.timeout(self._whole_s):
                return await self._exchange(request)
        except httpx2.PoolTimeout:
            raise NotSent("too many calls to Genesys are under way", again=False) from None
        except _NEVER_SENT as error:
            raise NotSent(f"Genesys cannot be reached ({type(error).__name__})") from None
        except (TimeoutError, httpx2.TimeoutException):
            raise Lost("Genesys did not answer in time", timed_out=True) from None
        except httpx2.RequestError as error:
            raise Lost(f"the connection to Genesys broke ({type(error).__name__})") from None

    async def _exchange(self, request: httpx2.Request) -> Answer:
        response = await self._client.send(request, stream=True)
        try:
            body = bytearray()
            # What is not compressed needs none of the layers that would decode it.
            packed = "content-encoding" in response.headers
            async for chunk in response.aiter_bytes() if packed else _plain(response):
                body += chunk
                if len(body) > MOST_BYTES:
                    raise Lost("Genesys's answer is too large", again=False)
            return Answer(response.status_code, response.headers, bytes(body))
        finally:
            await response.aclose()

    async def aclose(self) -> None:
        await self._client.aclose()


@cache
def _trusted(*, honours_env: bool) -> ssl.SSLContext:
    """Whom we believe: one for all hosts, because reading the certificates takes 60 ms each time."""
    return httpx2.create_ssl_context(trust_env=honours_env)


@lru_cache(4096)
def _address(url: str) -> httpx2.URL:
    """Taking an address apart is a twentieth of a call, and people ask for the same few things again and again."""
    return httpx2.URL(url)


def _plain(response: httpx2.Response) -> AsyncIterable[bytes]:
    assert isinstance(response.stream, httpx2.AsyncByteStream)
    return response.stream


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine, by its name alone (no DNS)."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
