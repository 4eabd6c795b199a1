"""The whole state of one emulated workspace, with one app in it."""

import asyncio
import secrets
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from bot.clock import Clock
from bot.sandbox.slack.channels import Channel
from bot.sandbox.slack.courier import Courier
from bot.sandbox.slack.feed import Feed
from bot.sandbox.slack.grants import Grants
from bot.sandbox.slack.installs import Installs
from bot.sandbox.slack.ledger import Ledger
from bot.sandbox.slack.manifest import Manifest
from bot.sandbox.slack.members import Member
from bot.sandbox.slack.messages import Conversations, Message
from bot.sandbox.slack.posts import Posts
from bot.sandbox.slack.response_urls import ResponseUrls
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import fresh_state
from bot.sandbox.slack.stir import Stir
from bot.sandbox.slack.teams import Team
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


def new_bot_token() -> str:
    return f"xoxb-{secrets.randbelow(10**12)}-{secrets.token_hex(12)}"


def made_credentials() -> Credentials:
    number = secrets.randbelow(10**12)
    return Credentials(
        bot_token=new_bot_token(),
        app_token=f"xapp-1-{APP}-{number}-{secrets.token_hex(24)}",
        signing_secret=secrets.token_hex(16),
        client_id=f"{number}.{secrets.randbelow(10**12)}",
        client_secret=secrets.token_hex(16),
        verification_token=secrets.token_hex(12),
    )


@dataclass
class Shared:
    """What all workspaces of this Slack have together: the app, the ways to it, and what is noted of both."""

    clock: Clock
    manifest: Manifest
    credentials: Credentials
    base_url: str
    ledger: Ledger
    sockets: Sockets
    courier: Courier
    grants: Grants
    installs: Installs
    family: dict[str, "Workspace"] = field(default_factory=dict)


def shared(*, clock: Clock, manifest: Manifest, base_url: str, bot_url: str) -> Shared:
    """A Slack without any workspace yet."""
    credentials, ledger = made_credentials(), Ledger(clock)
    sockets = Sockets(ledger, enabled=manifest.socket_mode or None)
    return Shared(
        clock=clock,
        manifest=manifest,
        credentials=credentials,
        base_url=base_url,
        ledger=ledger,
        sockets=sockets,
        courier=Courier(Posts(bot_url, credentials.signing_secret, clock), sockets, ledger),
        grants=Grants(clock),
        installs=Installs(clock),
    )


class Workspace:
    """Who and what there is. Rooms below it hold one kind of thing each; deeds are functions on it.

    `tokens` are the bot tokens that it gave to the app; none: the app was never there.
    """

    def __init__(
        self,
        slack: Shared,
        team: Team,
        everybody: dict[str, Member],
        conversations: dict[str, Channel],
        tokens: Iterable[str] = (),
    ) -> None:
        self.team = team
        self.clock = slack.clock
        self.manifest = slack.manifest
        self.credentials = slack.credentials
        self.ledger = slack.ledger
        self.sockets = slack.sockets
        self.courier = slack.courier
        self.grants = slack.grants
        self.installs = slack.installs
        self.family = slack.family
        self.tokens = set(tokens)
        self.is_installed = bool(self.tokens)
        self.members = everybody
        self.channels = conversations
        self.feed = Feed()
        self.stir = Stir()
        self.conversations = Conversations(self.clock, self.channels, self.feed, self.stir, team.id)
        self.views = Views(self.clock, self.feed, self.stir, team.id)
        self.triggers = Triggers()
        self.response_urls = ResponseUrls(self.clock)
        self._slack = slack
        self._held: dict[tuple[str, str, str], Json] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False
        slack.family[team.id] = self

    @property
    def base_url(self) -> str:
        return self._slack.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._slack.base_url = url

    @property
    def owner(self) -> str:
        """Who lets apps in: an administrator, else whoever is first."""
        people = [member for member in self.members.values() if not member.is_bot]
        return next((member for member in people if member.is_admin), people[0]).id

    def installed_anew(self) -> str:
        """The app comes in; what it was given before it left is dead."""
        if not self.is_installed:
            self.tokens.clear()
        self.tokens.add(token := new_bot_token())
        self.is_installed = True
        return token

    def of_token(self, token: str) -> "Workspace | None":
        """Which of all workspaces gave this bot token."""
        return next((there for there in self.family.values() if token in there.tokens), None)

    def of_person(self, user_id: str) -> "Workspace":
        """Whose Slack this is: people are known by their id alone."""
        return next((there for there in self.family.values() if user_id in there.members), self)

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
        """Lets work go on that nobody waits for; it ends with the emulator, and none begins after it."""
        if self._is_closed:
            work.close()
            return
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def aclose(self) -> None:
        self._is_closed = True
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self.feed.close()
