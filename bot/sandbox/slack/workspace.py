"""The whole state of the emulated Slack: one workspace with one app in it."""

import asyncio
import secrets
from collections.abc import Coroutine
from dataclasses import dataclass, replace
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack.channels import Channel, channels
from bot.sandbox.slack.courier import Courier
from bot.sandbox.slack.feed import Feed
from bot.sandbox.slack.grants import Grants
from bot.sandbox.slack.ledger import Ledger
from bot.sandbox.slack.manifest import Manifest
from bot.sandbox.slack.members import Member, members
from bot.sandbox.slack.messages import Conversations, Message
from bot.sandbox.slack.posts import Posts
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import fresh_state
from bot.sandbox.slack.stir import Stir
from bot.sandbox.slack.triggers import Triggers
from bot.sandbox.slack.views import Views
from bot.sandbox.slack.wire import APP, Impossible, Json


@dataclass(frozen=True)
class Credentials:
    """The app's secrets, made anew for each emulator."""

    bot_token: str
    app_token: str
    signing_secret: str
    client_id: str
    client_secret: str
    verification_token: str


def made_credentials() -> Credentials:
    number = secrets.randbelow(10**12)
    return Credentials(
        bot_token=f"xoxb-{number}-{secrets.token_hex(12)}",
        app_token=f"xapp-1-{APP}-{number}-{secrets.token_hex(24)}",
        signing_secret=secrets.token_hex(16),
        client_id=f"{number}.{secrets.randbelow(10**12)}",
        client_secret=secrets.token_hex(16),
        verification_token=secrets.token_hex(12),
    )


class Workspace:
    """Who and what there is. Rooms below it hold one kind of thing each; deeds are functions on it."""

    def __init__(self, *, clock: Clock, seed: int, manifest: Manifest, base_url: str, bot_url: str) -> None:
        self.clock = clock
        self.manifest = manifest
        self.base_url = base_url
        self.credentials = made_credentials()
        self.is_installed = True
        self.members: dict[str, Member] = members(seed, manifest.bot_name)
        self.channels: dict[str, Channel] = channels(self.members.values())
        self.feed = Feed()
        self.stir = Stir()
        self.conversations = Conversations(clock, self.channels, self.feed, self.stir)
        self.views = Views(clock, self.feed, self.stir)
        self.triggers = Triggers()
        self.response_urls = ResponseUrls(clock)
        self.grants = Grants(clock)
        self.ledger = Ledger(clock)
        self.sockets = Sockets(self.ledger, enabled=manifest.socket_mode or None)
        self.courier = Courier(Posts(bot_url, self.credentials.signing_secret, clock), self.sockets, self.ledger)
        self._held: dict[tuple[str, str, str], Json] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def member(self, user_id: str) -> Member:
        if user_id not in self.members or self.members[user_id].is_bot:
            raise Impossible(f"nobody here is {user_id}")
        return self.members[user_id]

    def channel_of(self, member: Member, channel_id: str) -> Channel:
        """The channel, for somebody who is in it."""
        channel = self.channels.get(channel_id)
        if channel is None or member.id not in channel.members:
            raise Impossible(f"{member.real_name} is in no conversation {channel_id}")
        return channel

    def changed_member(self, user_id: str, **changes: Any) -> Member:
        self.members[user_id] = replace(self.members[user_id], **changes)
        return self.members[user_id]

    def held(self, user: str, message: Message) -> Json:
        """What this person picked in the message's elements so far."""
        key = (user, message.channel, message.ts)
        self._held[key] = fresh_state(message.blocks, self._held.get(key))
        return self._held[key]

    def hold(self, user: str, message: Message, state: Json) -> None:
        self._held[user, message.channel, message.ts] = state

    def notice(self, person: str, channel: str | None, text: str) -> None:
        """Slack's own word to one person, which stands in no history."""
        ts = self.conversations.next_ts()
        self.feed.tell(person, {"type": "notice", "channel": channel, "text": text, "ts": ts})

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Lets work go on that nobody waits for; it ends with the emulator."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.feed.close()
        await self.courier.aclose()
