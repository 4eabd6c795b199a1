"""chat.update: changes a message of the bot's own."""

from bot.sandbox.slack.args import Args
from bot.sandbox.slack.content import message_content
from bot.sandbox.slack.messages import Message, message_object
from bot.sandbox.slack.metadata import message_metadata
from bot.sandbox.slack.method import Method, known_channel
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace

TEXT = 4000


def update(ws: Workspace, args: Args) -> Json:
    channel = known_channel(ws, args.required("channel"))
    message = ws.conversations.find(channel.id, args.required("ts"))
    if message is None:
        raise Refused("message_not_found")
    if not message.is_bot:
        raise Refused("cant_update_message")
    if len(str(args.get("text") or "")) > TEXT:
        raise Refused("msg_too_long")
    content = message_content(args.values, counts_blocks=False)
    blocks = message.blocks if content.blocks is None else content.blocks
    _refuse_mismatch(message, blocks)
    metadata = message_metadata(args.get("metadata"))
    ws.conversations.change(message, text=content.text, blocks=blocks, metadata=metadata)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": message_object(message)}


def _refuse_mismatch(message: Message, blocks: list[Json]) -> None:
    """Rich text cannot become blocks of other kinds."""
    kinds = {block["type"] for block in blocks}
    if any(block["type"] == "rich_text" for block in message.blocks) and kinds and "rich_text" not in kinds:
        raise Refused("block_mismatch")


METHOD = Method("chat.update", update, scopes=("chat:write",))
