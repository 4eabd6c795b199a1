"""chat.getPermalink: the address of a message."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.method import Method, known_channel
from bot.sandbox.slack.wire import TEAM_DOMAIN, Json, Refused
from bot.sandbox.slack.workspace import Workspace


def get_permalink(ws: Workspace, args: Args) -> Json:
    channel = known_channel(ws, args.required("channel"))
    message = ws.conversations.find(channel.id, args.required("message_ts"))
    if message is None:
        raise Refused("message_not_found")
    link = f"https://{TEAM_DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts is not None:
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


METHOD = Method("chat.getPermalink", get_permalink, takes_json=False)
