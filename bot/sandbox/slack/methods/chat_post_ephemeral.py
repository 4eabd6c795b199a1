"""chat.postEphemeral: says something that one person in a channel sees."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.messages import Draft
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.targets import open_target, thread_parent
from bot.sandbox.slack.wire import BOT_USER, Json, Refused
from bot.sandbox.slack.workspace import Workspace


def post_ephemeral(ws: Workspace, args: Args) -> Json:
    channel = open_target(ws, args.required("channel"))
    user = args.required("user")
    if user not in channel.members:
        raise Refused("user_not_in_channel")
    content = message_content(args.values, counts_blocks=False)
    parent = thread_parent(ws, channel, args.text("thread_ts"))
    draft = Draft(BOT_USER, content.text, content.blocks or [], thread_ts=parent, ephemeral_for=user)
    return {"message_ts": ws.conversations.add(channel.id, draft).ts}


METHOD = Method("chat.postEphemeral", post_ephemeral, scopes=("chat:write",))
