"""Messages of all conversations: kept, changed, deleted, and told to whoever may read them."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from bot.clock import Clock
from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.feed import Feed
from bot.sandbox.slack.stir import Stir
from bot.sandbox.slack.wire import APP, BOT, BOT_USER, TEAM, Json


@dataclass
class Message:
    """One message. `ephemeral_for` names its only reader; `edited_ts` is when it was last changed."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_for: str | None = None
    metadata: Json | None = None
    edited_ts: str | None = None
    team_id: str = TEAM

    @property
    def is_bot(self) -> bool:
        return self.user == BOT_USER


@dataclass(frozen=True)
class Draft:
    """A message before it has its place: what is said, by whom, to whom."""

    user: str
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    broadcast: bool = False
    ephemeral_for: str | None = None
    metadata: Json | None = None


def message_object(message: Message) -> Json:
    """The message as the Web API answers it and payloads carry it."""
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts}
    shown["team"] = message.team_id
    if message.is_bot:
        shown |= {"bot_id": BOT, "app_id": APP}
    if message.blocks:
        shown["blocks"] = message.blocks
    if message.thread_ts is not None:
        shown["thread_ts"] = message.thread_ts
    if message.edited_ts is not None:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.metadata is not None:
        shown["metadata"] = message.metadata
    return shown


class Conversations:
    """Every message of the workspace, by channel and in order."""

    def __init__(self, clock: Clock, channels: dict[str, Channel], feed: Feed, stir: Stir, team_id: str = TEAM) -> None:
        self._team_id = team_id
        self._clock = clock
        self._channels = channels
        self._feed = feed
        self._stir = stir
        self._messages: dict[str, dict[str, Message]] = defaultdict(dict)
        self._replies: Counter[tuple[str, str]] = Counter()
        self._last_us = 0

    def next_ts(self) -> str:
        """A time stamp that no message has yet: seconds, a dot, microseconds."""
        self._last_us = max(int(self._clock.now().timestamp() * 1_000_000), self._last_us + 1)
        return f"{self._last_us // 1_000_000}.{self._last_us % 1_000_000:06d}"

    def add(self, channel: str, draft: Draft) -> Message:
        message = Message(ts=self.next_ts(), channel=channel, team_id=self._team_id, **vars(draft))
        self._messages[channel][message.ts] = message
        self._count(message, 1)
        self._tell("message", message)
        return message

    def change(self, message: Message, *, text: str, blocks: list[Json], metadata: Json | None = None) -> None:
        message.text, message.blocks = text, blocks
        message.metadata = metadata or message.metadata
        message.edited_ts = self.next_ts()
        self._tell("message_changed", message)

    def remove(self, message: Message) -> None:
        del self._messages[message.channel][message.ts]
        self._count(message, -1)
        self._stir.called(self.readers(message))
        for reader in self.readers(message):
            gone = {"type": "message_deleted", "channel": message.channel, "ts": message.ts}
            self._feed.tell(reader, gone | {"thread_ts": message.thread_ts})

    def find(self, channel: str, ts: str, *, reader: str | None = None) -> Message | None:
        """The message, if it exists and this reader may see it; without a reader no ephemeral one is found."""
        message = self._messages[channel].get(ts)
        return message if message is not None and message.ephemeral_for in {None, reader} else None

    def visible(self, channel: str, reader: str) -> list[Message]:
        """Everything in the channel that this reader sees, threads included, oldest first."""
        return [message for message in self._messages[channel].values() if message.ephemeral_for in {None, reader}]

    def history(self, channel: str, reader: str, thread_ts: str | None = None) -> list[Json]:
        """A channel without its threads' replies, or one thread with its parent, oldest first."""
        seen = self.visible(channel, reader)
        if thread_ts is not None:
            return [self.shown(message) for message in seen if thread_ts in {message.ts, message.thread_ts}]
        return [self.shown(message) for message in seen if message.thread_ts is None or message.broadcast]

    def shown(self, message: Message) -> Json:
        """The message as a window draws it."""
        return {
            "ts": message.ts,
            "channel": message.channel,
            "user": message.user,
            "is_bot": message.is_bot,
            "text": message.text,
            "blocks": message.blocks,
            "ephemeral": message.ephemeral_for is not None,
            "edited": message.edited_ts is not None,
            "thread_ts": message.thread_ts,
            "reply_count": self._replies[message.channel, message.ts],
        }

    def readers(self, message: Message) -> set[str]:
        if message.ephemeral_for is not None:
            return {message.ephemeral_for}
        return self._channels[message.channel].members - {BOT_USER}

    def _tell(self, kind: str, message: Message) -> None:
        readers = self.readers(message)
        if message.is_bot:
            self._stir.called(readers)
        event = {"type": kind, "channel": message.channel, "message": self.shown(message)}
        for reader in readers:
            self._feed.tell(reader, event)

    def _count(self, message: Message, by: int) -> None:
        """Replies that nobody else sees count for nobody."""
        if message.thread_ts is not None and message.ephemeral_for is None:
            self._replies[message.channel, message.thread_ts] += by
