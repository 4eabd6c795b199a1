"""Where the bot may speak: channels by id or name, people, threads."""

from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.wire import BOT_USER, Refused
from bot.sandbox.slack.workspace import Workspace


def open_target(ws: Workspace, wanted: str) -> Channel:
    """The conversation with this id or public name, or with this user, if the bot may post there."""
    channel = _found(ws, wanted)
    if channel is None or (channel.kind == "private" and BOT_USER not in channel.members):
        raise Refused("channel_not_found")
    if channel.is_archived:
        raise Refused("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in ws.manifest.scopes:
        raise Refused("not_in_channel")
    if channel.kind == "im" and not ws.manifest.messages_tab_enabled:
        raise Refused("messages_tab_disabled")
    return channel


def _found(ws: Workspace, wanted: str) -> Channel | None:
    if wanted in ws.members and not ws.members[wanted].is_bot:
        return ws.channels.get(ws.members[wanted].dm)
    name = wanted.removeprefix("#")
    by_name = (channel for channel in ws.channels.values() if channel.kind == "channel" and channel.name == name)
    return ws.channels.get(wanted) or next(by_name, None)


def thread_parent(ws: Workspace, channel: Channel, thread_ts: str | None) -> str | None:
    """The thread's first message: a reply's own ts leads to its parent."""
    if thread_ts is None:
        return None
    message = ws.conversations.find(channel.id, thread_ts)
    if message is None:
        raise Refused("thread_not_found")
    return message.thread_ts or message.ts
