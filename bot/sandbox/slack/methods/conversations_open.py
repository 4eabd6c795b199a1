"""conversations.open: the direct message with one person."""

from bot.sandbox.slack.args import Args, missing
from bot.sandbox.slack.channels import Channel, channel_object
from bot.sandbox.slack.method import Method, known_channel, known_user, need_scope
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def open_conversation(ws: Workspace, args: Args) -> Json:
    channel = _wanted(ws, args)
    shown = channel_object(channel) if args.flag("return_im") else {"id": channel.id}
    return {"no_op": True, "already_open": True, "channel": shown}


def _wanted(ws: Workspace, args: Args) -> Channel:
    channel_id = args.text("channel")
    if channel_id is not None:
        return known_channel(ws, channel_id)
    users = [user for user in (args.text("users") or "").split(",") if user]
    if not users:
        raise missing("users")
    if len(users) > 1:
        need_scope(ws, "mpim:write")
        raise Refused("method_not_supported_for_channel_type")
    member = known_user(ws, users[0])
    if member.is_bot:
        raise Refused("cannot_dm_bot")
    if member.deleted:
        raise Refused("user_disabled")
    return ws.channels[member.dm]


METHOD = Method("conversations.open", open_conversation, scopes=("im:write",))
