"""chat.postMessage: says something in a channel, a thread or a direct message."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.events import tell_message
from bot.sandbox.slack.messages import Draft, message_object
from bot.sandbox.slack.metadata import message_metadata
from bot.sandbox.slack.method import Method
from bot.sandbox.slack.targets import open_target, thread_parent
from bot.sandbox.slack.wire import BOT_USER, Json
from bot.sandbox.slack.workspace import Workspace


def post_message(ws: Workspace, args: Args) -> Json:
    channel = open_target(ws, args.required("channel"))
    content = message_content(args.values, counts_blocks=True)
    draft = Draft(
        BOT_USER,
        content.text,
        content.blocks or [],
        thread_ts=thread_parent(ws, channel, args.text("thread_ts")),
        broadcast=args.flag("reply_broadcast"),
        metadata=message_metadata(args.get("metadata")),
    )
    message = ws.conversations.add(channel.id, draft)
    tell_message(ws, channel, message)
    return {"channel": channel.id, "ts": message.ts, "message": message_object(message)}


METHOD = Method("chat.postMessage", post_message, scopes=("chat:write",))
