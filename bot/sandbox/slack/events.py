"""The Events API: what happened, told to the bot, and told again until it listens (facts 5.2)."""

import asyncio
import secrets
from dataclasses import replace
from datetime import timedelta

from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.members import Member, user_object
from bot.sandbox.slack.messages import Message, message_object
from bot.sandbox.slack.parcels import Parcel, Retry, Sort
from bot.sandbox.slack.views import view_object
from bot.sandbox.slack.wire import APP, BOT_USER, Json
from bot.sandbox.slack.workspace import Workspace

#: When the three repeats come after the attempt before, by the sandbox's clock.
REPEATS = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
_LOOK_S = 0.05


def emit(ws: Workspace, name: str, event: Json, *, person: str | None) -> None:
    """Delivers the event in the background, if the app subscribed to it; `person` is who caused it, if anybody."""
    if name not in ws.manifest.bot_events or not ws.courier.knows(ws.manifest.events_path) or not ws.is_installed:
        return
    payload = {
        "token": ws.credentials.verification_token,
        "team_id": ws.team.id,
        "context_team_id": ws.team.id,
        "api_app_id": APP,
        "event": event,
        "type": "event_callback",
        "event_id": "Ev0" + secrets.token_hex(5).upper(),
        "event_time": int(ws.clock.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": ws.team.id,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": _is_shared(ws, event),
    }
    ws.stir.begin(person or "")
    ws.start(_deliver(ws, Parcel(name, Sort.EVENT, ws.manifest.events_path, payload), person=person))


async def _deliver(ws: Workspace, parcel: Parcel, *, person: str | None) -> None:
    sent_at = ws.clock.now()
    try:
        ack = await ws.courier.deliver(parcel)
    finally:
        ws.stir.end(person or "")
    for number, wait in enumerate(REPEATS, 1):
        if ack.failure is None or ack.no_retry:
            return
        while ws.clock.now() < sent_at + wait:  # noqa: ASYNC110 - nobody tells when somebody moves the clock
            await asyncio.sleep(_LOOK_S)
        sent_at = ws.clock.now()
        retry = Retry(number, ack.reason or "unknown_error")
        ack = await ws.courier.deliver(replace(parcel, retry=retry), away_from=ack.connection)


def _is_shared(ws: Workspace, event: Json) -> bool:
    channel = ws.channels.get(str(event.get("channel")))
    return channel is not None and channel.is_ext_shared


def tell_message(ws: Workspace, channel: Channel, message: Message) -> None:
    """`message.im` for conversations with the bot (its own messages too), `app_mention` where it is a member."""
    about = message_object(message) | {"channel": channel.id, "event_ts": message.ts}
    if channel.kind == "im":
        person = None if message.is_bot else message.user
        emit(ws, "message.im", about | {"channel_type": "im"}, person=person)
        return
    if f"<@{BOT_USER}>" not in message.text or message.is_bot:
        return
    if BOT_USER in channel.members:
        emit(ws, "app_mention", about | {"type": "app_mention"}, person=message.user)
    else:
        name = ws.manifest.bot_name
        ws.notice(message.user, channel.id, f"You mentioned @{name}, but they’re not in this channel.")


def tell_home_opened(ws: Workspace, member: Member) -> None:
    home = ws.views.home(member.id)
    event: Json = {
        "type": "app_home_opened",
        "user": member.id,
        "channel": member.dm,
        "tab": "home",
        "event_ts": ws.conversations.next_ts(),
    }
    emit(ws, "app_home_opened", event | ({"view": view_object(home)} if home else {}), person=member.id)


def tell_user_changed(ws: Workspace, member: Member) -> None:
    with_email = "users:read.email" in ws.manifest.scopes
    user = user_object(member, now=ws.clock.now(), with_email=with_email)
    event = {"type": "user_change", "user": user, "event_ts": ws.conversations.next_ts()}
    emit(ws, "user_change", event, person=member.id)


def tell_uninstalled(ws: Workspace) -> None:
    """The last two events of an app that leaves; its tokens are dead from then on."""
    ts = ws.conversations.next_ts()
    emit(ws, "tokens_revoked", {"type": "tokens_revoked", "tokens": {"bot": [BOT_USER]}, "event_ts": ts}, person=None)
    emit(ws, "app_uninstalled", {"type": "app_uninstalled", "event_ts": ts}, person=None)
