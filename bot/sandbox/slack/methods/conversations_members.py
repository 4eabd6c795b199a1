"""conversations.members: who is in a conversation, in pages."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method, known_channel, need_read_scope, page_of
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def members(ws: Workspace, args: Args) -> Json:
    channel = known_channel(ws, args.required("channel"))
    need_read_scope(ws, channel)
    page, following = page_of(sorted(channel.members), args)
    return {"members": list(page), **following}


METHOD = Method("conversations.members", members, takes_json=False)
