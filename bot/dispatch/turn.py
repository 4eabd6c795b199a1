"""One thing that one person asked, with all that a handler may use to answer it."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.changes.door import Door
from bot.changes.put_backs import PutBacks
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.deciding import Deciding
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.rows import RequestRows
from bot.changes.row import Origin
from bot.clock import Clock
from bot.directory.menus import Menus
from bot.directory.people import People
from bot.directory.presences import Presences
from bot.dispatch.asked import AskedRows
from bot.dispatch.homes import Homes
from bot.errors import NotLinked
from bot.genesys.client import Genesys
from bot.grammar.words import Words
from bot.identity.actors import Actor
from bot.identity.delegations import Delegations
from bot.identity.identity import Identity
from bot.identity.linking import Linking
from bot.identity.links import Me
from bot.identity.slack_people import SlackId, SlackPeople
from bot.schedules.following import Following
from bot.schedules.hours import HoursRows
from bot.schedules.posts import Posts
from bot.schedules.rows import Schedules
from bot.slack.channels import Channels
from bot.slack.form import Form, Values
from bot.slack.reply import Reply
from bot.slack.sender import Place

NO_VALUES = Values({}, {})


@dataclass(frozen=True)
class Help:
    """What the help tells of a verb."""

    usage: str
    does: str
    aliases: tuple[str, ...]
    examples: tuple[str, ...]
    for_others: bool = False
    can_be_asked: bool = False


@dataclass(frozen=True)
class Desk:
    """What is built once and used by every turn."""

    door: Door
    deciding: Deciding
    requests: RequestRows
    deciders: Deciders
    deeds: Deeds
    put_backs: PutBacks
    identity: Identity
    slack_people: SlackPeople
    linking: Linking
    people: People
    presences: Presences
    menus: Menus
    asked: AskedRows
    schedules: Schedules
    following: Following
    posts: Posts
    hours: HoursRows
    delegations: Delegations
    channels: Channels
    homes: Homes
    clock: Clock
    command: str
    default_zone: ZoneInfo
    help: Mapping[str, Help]


@dataclass(frozen=True)
class Turn:
    """Who asked what, where. `picked` holds the values of a click or a menu, `values` those of a form."""

    desk: Desk
    slack: SlackId
    zone: ZoneInfo
    place: Place
    request_id: str
    said: str
    words: Words
    actor: Actor | None = None
    picked: tuple[str, ...] = ()
    values: Values = NO_VALUES
    subject: Me | None = None  #: whom the words are about, where it is not who asks
    dry: bool = False  #: nothing is to be done, only judged
    acts_as: Me | None = None  #: who would do it, where that is tried for somebody else
    wishes_decision: bool = False  #: somebody else is to decide what is asked
    reason: str = ""
    until: datetime | None = None  #: when what is asked is put back
    shows_first: bool = False  #: it is not certain whom they mean, so they see it before anything is done
    is_inner: bool = False  #: its words stand within others, such as those behind `for @x`
    run: "Callable[[Turn, str], Awaitable[Reply | Form]] | None" = field(default=None, repr=False)

    @property
    def me(self) -> Me:
        """The person's Genesys user; raises `NotLinked`."""
        if self.actor is None:
            raise NotLinked
        return self.actor.me

    @property
    def about(self) -> Me:
        """Whom a change is about: the person themself, unless they said for whom; raises `NotLinked`."""
        return self.subject or self.acts_as or self.me

    @property
    def genesys(self) -> Genesys:
        """Genesys with the person's own token; raises `NotLinked`."""
        if self.actor is None:
            raise NotLinked
        return self.actor.genesys

    @property
    def now(self) -> datetime:
        return self.words.now

    def saying(self, text: str) -> "Turn":
        """The same turn with other words behind the verb."""
        return replace(self, words=Words(text, now=self.now, zone=self.zone))

    async def again(self, text: str) -> Reply | Form:
        """Runs other words as if this person had typed them here."""
        assert self.run is not None
        return await self.run(self, text)

    async def within(self, text: str) -> Reply | Form:
        """Runs words that stand within what was said: what is unclear in them is unclear in the whole of it."""
        assert self.run is not None
        return await self.run(replace(self, is_inner=True), text)

    def origin(self) -> Origin:
        """Where a change that this turn asks for comes from."""
        assert self.actor is not None
        return Origin(
            slack=self.slack,
            link_id=self.actor.link_id,
            request_id=self.request_id,
            channel=self.place.channel,
            thread_ts=self.place.thread_ts,
            response_url_sealed=self.desk.asked.sealed(self.place.response_url),
        )
