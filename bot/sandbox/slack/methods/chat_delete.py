"""chat.delete: takes a message of the bot's own away."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method, known_channel
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


def delete(ws: Workspace, args: Args) -> Json:
    channel = known_channel(ws, args.required("channel"))
    message = ws.conversations.find(channel.id, args.required("ts"))
    if message is None:
        raise Refused("message_not_found")
    if not message.is_bot:
        raise Refused("cant_delete_message")
    ws.conversations.remove(message)
    return {"channel": channel.id, "ts": message.ts}


METHOD = Method("chat.delete", delete, scopes=("chat:write",))
