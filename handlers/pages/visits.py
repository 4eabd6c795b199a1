"""What a browser brings to the linking pages, read with limits: parameters, one small form, one cookie."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.identity.refused import LinkRefused, Refused

MOST_QUERY = 8000
MOST_FORM = 8000
MOST_FIELDS = 30
MOST_VALUE = 4000
FORM_S = 10.0
FORM_TYPE = "application/x-www-form-urlencoded"

#: Secret values that we made have 43 characters of base64url.
_COOKIE_LENGTH = 43
_COOKIE_LETTERS = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@dataclass(frozen=True)
class Browser:
    """The secret by which we know a browser again; `is_known` when it brought one."""

    secret: str = field(repr=False)
    is_known: bool


def browser_of(request: Request, cookie: str) -> Browser:
    value = request.cookies.get(cookie, "")
    if len(value) == _COOKIE_LENGTH and set(value) <= _COOKIE_LETTERS:
        return Browser(value, is_known=True)
    return Browser(secrets.token_urlsafe(32), is_known=False)


def parameters(request: Request) -> Mapping[str, str]:
    """The query; raises LinkRefused where a name stands twice or a value is too long."""
    query = request.scope["query_string"]
    return _read(query, MOST_QUERY)


async def form(request: Request) -> Mapping[str, str]:
    """The fields of a form of ours; raises LinkRefused as `parameters` does."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != FORM_TYPE:
        raise LinkRefused(Refused.BAD_REQUEST)
    try:
        async with asyncio.timeout(FORM_S):
            return _read(await _body(request), MOST_FORM)
    except TimeoutError:
        raise LinkRefused(Refused.BAD_REQUEST) from None


async def _body(request: Request) -> bytes:
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_FORM:
            raise LinkRefused(Refused.BAD_REQUEST)
    return body


def _read(text: bytes, most: int) -> Mapping[str, str]:
    if len(text) > most:
        raise LinkRefused(Refused.BAD_REQUEST)
    try:
        pairs = parse_qsl(text.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except ValueError:
        raise LinkRefused(Refused.BAD_REQUEST) from None
    if len({name for name, _ in pairs}) < len(pairs) or any(len(value) > MOST_VALUE for _, value in pairs):
        raise LinkRefused(Refused.BAD_REQUEST)
    return dict(pairs)


def wanted(fields: Mapping[str, str], name: str) -> str:
    """A field that must be there and must not be empty."""
    value = fields.get(name, "")
    if not value:
        raise LinkRefused(Refused.BAD_REQUEST)
    return value
