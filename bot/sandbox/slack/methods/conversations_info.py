"""conversations.info: one conversation."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.channels import channel_object
from bot.sandbox.slack.method import Method, known_channel, need_read_scope
from bot.sandbox.slack.wire import Json
from bot.sandbox.slack.workspace import Workspace


def info(ws: Workspace, args: Args) -> Json:
    channel = known_channel(ws, args.required("channel"))
    need_read_scope(ws, channel)
    shown = channel_object(channel)
    if args.flag("include_num_members"):
        shown["num_members"] = len(channel.members)
    return {"channel": shown}


METHOD = Method("conversations.info", info, takes_json=False)
