"""What a Web API method is, and what several of them do alike."""

import base64
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from typing import TypeVar

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.members import Member, user_object
from bot.sandbox.slack.wire import BOT_USER, Json, Refused
from bot.sandbox.slack.workspace import Workspace

PAGE = 200
T = TypeVar("T")


class Caller(StrEnum):
    """Who calls a method, and shows what: the bot's token and the app's own are checked before the method."""

    BOT = auto()  # the bot's token
    ANYBODY = auto()  # without any token
    APP = auto()  # the app-level token
    CLIENT = auto()  # client id and secret, as Basic or in the form
    PERSON = auto()  # the token of somebody who signed in


@dataclass(frozen=True)
class Method:
    """One method: the scopes it needs, whether it reads JSON bodies, who calls it, and what it does.

    `answer` returns the fields beside `ok`, or raises `Refused`.
    """

    name: str
    answer: Callable[[Workspace, Args], Json]
    scopes: tuple[str, ...] = ()
    takes_json: bool = True
    caller: Caller = Caller.BOT


def need_scope(ws: Workspace, *scopes: str) -> None:
    """Refuses with missing_scope unless the manifest has each of these."""
    provided = ws.manifest.scopes
    lacking = [scope for scope in scopes if scope not in provided]
    if lacking:
        raise Refused("missing_scope", needed=",".join(scopes), provided=",".join(sorted(provided)))


def check_client(ws: Workspace, args: Args) -> None:
    """Refuses whoever is not the app: by its id and secret."""
    if args.text("client_id") != ws.credentials.client_id:
        raise Refused("invalid_client_id")
    if not hmac.compare_digest((args.text("client_secret") or "").encode(), ws.credentials.client_secret.encode()):
        raise Refused("bad_client_secret")


def need_read_scope(ws: Workspace, channel: Channel) -> None:
    """conversations.* read public channels, private ones and direct messages with a scope each."""
    need_scope(ws, {"channel": "channels:read", "private": "groups:read", "im": "im:read"}[channel.kind])


def known_channel(ws: Workspace, channel_id: str) -> Channel:
    """A channel that the bot may know of; private ones without it do not exist for it."""
    channel = ws.channels.get(channel_id)
    if channel is None or (channel.kind != "channel" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    return channel


def known_user(ws: Workspace, user_id: str) -> Member:
    member = ws.members.get(user_id)
    if member is None:
        raise Refused("user_not_found")
    return member


def shown_user(ws: Workspace, member: Member) -> Json:
    ws.stir.called([member.id])
    return user_object(member, now=ws.clock.now(), with_email="users:read.email" in ws.manifest.scopes)


def page_of(things: Sequence[T], args: Args) -> tuple[Sequence[T], Json]:
    """One page by `limit` and `cursor`, and the field that names the next."""
    size = args.number("limit", PAGE) or PAGE
    start = _place(args.text("cursor"))
    following = start + size
    cursor = base64.b64encode(f"at:{following}".encode()).decode() if following < len(things) else ""
    return things[start:following], {"response_metadata": {"next_cursor": cursor}}


def _place(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        word, _, place = base64.b64decode(cursor, validate=True).decode().partition(":")
    except ValueError:
        raise Refused("invalid_cursor") from None
    if word != "at" or not place.isdigit():
        raise Refused("invalid_cursor")
    return int(place)
