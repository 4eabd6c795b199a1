"""From a Slack user to the person who acts in Genesys, and back out again."""

import asyncio
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.errors import GenesysError, NotLinked, NotServed, SignInEnded, SlackUnavailable, Unserved
from bot.genesys.client import Genesys
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.actors import Actor
from bot.identity.links import Asleep, Link, Links, LinkState, Me
from bot.identity.renewals import Renewals
from bot.identity.revoking import GivenToken, Revoked, revoke
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId, SlackPeople, SlackPerson
from bot.identity.tokens import LinkTokens
from bot.identity.vault import Vault
from bot.metrics import Metrics
from bot.store.engine import Database

#: How long a look at somebody stands for the next one: it is taken once a day, and may come late.
LOOK_HOLDS = timedelta(days=2)
SLACK_WITHIN_S = 3.0


@dataclass(frozen=True)
class Unlinked:
    """Who it was; `revoked` is false where Genesys could not be asked, so that the sign-in there ends by itself."""

    me: Me
    revoked: bool


class Identity:
    """Knows everybody who has linked their account. `links` is the one that `Linking` has."""

    def __init__(
        self,
        *,
        database: Database,
        links: Links,
        people: SlackPeople,
        login: Login,
        transport: Transport,
        vault: Vault,
        clock: Clock,
        metrics: Metrics | None = None,
    ) -> None:
        self._links = links
        self._people = people
        self._login = login
        self._transport = transport
        self._seals = TokenSeals(vault)
        self._clock = clock
        self._renewals = Renewals(
            database=database,
            links=links,
            login=login,
            transport=transport,
            seals=self._seals,
            clock=clock,
            metrics=metrics or Metrics(),
        )

    async def actor(self, slack: SlackId) -> Actor:
        """Whoever asks. Raises NotServed, NotLinked, SignInEnded, SlackUnavailable, StoreUnavailable."""
        person = await self._served(slack)
        return await self._actor(await self._links.of(slack), person)

    async def actor_of_link(self, link_id: str) -> Actor:
        """For work that nobody waits for; the same checks, and the same errors, as when its person asked."""
        link = await self._links.get(link_id)
        if link is None:
            raise NotLinked
        return await self._actor(link, await self._served(link.slack))

    async def expect(self, link_ids: Collection[str]) -> None:
        """These are about to be asked for: they are read together."""
        await self._links.expect(link_ids)

    async def actor_when_due(self, link_id: str, zone: ZoneInfo, *, crowd: bool) -> Actor:
        """For what the clock sets off. `zone`: where their clock was known to be. The same errors, without Slack's.

        Who the person is, is asked anew, unless a crowd has something at one moment: Slack answers a hundred such
        questions a minute, and those who wait for an answer come first. Then, and when Slack does not answer, the look
        that is taken at each link once a day stands for it, and Slack's own word when somebody changes.
        """
        link = await self._links.get(link_id)
        if link is None:
            raise NotLinked
        known = self._known(link, zone)
        if known and crowd:
            return known
        self._people.forget(link.slack)
        try:
            async with asyncio.timeout(SLACK_WITHIN_S):
                return await self._actor(link, await self._served(link.slack))
        except (SlackUnavailable, TimeoutError):
            if known:
                return known
            raise

    def actor_known(self, link_id: str, zone: ZoneInfo) -> Actor | None:
        """The same in a crowd, if nobody has to be asked for it, nor the database: for those just expected."""
        link = self._links.remembered(link_id)
        return self._known(link, zone) if link else None

    def _known(self, link: Link, zone: ZoneInfo) -> Actor | None:
        looked_at = max(link.looked_at or link.linked_at, link.linked_at)
        is_known = link.state is LinkState.LIVE and self._clock.now() - looked_at < LOOK_HOLDS
        return self._acting(link, link.slack, zone) if is_known else None

    async def linked_to(self, slack: SlackId) -> Me | None:
        """Whose Genesys account a mention of this Slack user means."""
        link = await self._links.of(slack)
        return None if link is None else link.me

    async def changed(self, slack: SlackId, told: object) -> None:
        """Slack says by itself that somebody changed; `told` is the user as it shows them.

        What that means for their link comes about as if they had asked for something: it sleeps, or ends.
        """
        self._people.learn(slack, told)
        with suppress(NotLinked, NotServed, SignInEnded):
            await self.actor(slack)

    async def unlink(self, slack: SlackId) -> Unlinked | None:
        """Revokes the tokens at Genesys, as far as Genesys can be reached, and deletes the link."""
        link = await self._links.of(slack)
        if link is None:
            return None
        revoked = await self._revoked(link)
        await self._links.delete(link)
        return Unlinked(link.me, revoked=revoked is not Revoked.NO_ANSWER)

    async def aclose(self) -> None:
        """Waits for renewals under way."""
        await self._renewals.aclose()

    async def _served(self, slack: SlackId) -> SlackPerson:
        """The person. Somebody whom the bot serves no more keeps no living link: NotServed comes after that."""
        try:
            return await self._people.person(slack)
        except NotServed as refusal:
            link = await self._links.of(slack)
            if link is not None and refusal.why is Unserved.DEACTIVATED:
                await self.unlink(slack)
            elif link is not None and link.state is LinkState.LIVE:
                await self._links.put_to_sleep(link, Asleep.RESTRICTED)
            raise

    async def _actor(self, link: Link | None, person: SlackPerson) -> Actor:
        if link is None:
            raise NotLinked
        if link.state is LinkState.ASLEEP:
            raise SignInEnded("the link sleeps")
        if _other_email(link, person):
            # Another address may be another person: whoever it is proves anew that both accounts are theirs.
            await self._links.put_to_sleep(link, Asleep.EMAIL_CHANGED)
            raise SignInEnded("the e-mail in Slack changed")
        return self._acting(link, person.id, person.zone)

    def _acting(self, link: Link, slack: SlackId, zone: ZoneInfo) -> Actor:
        return Actor(slack, link.me, zone, Genesys(self._transport, self._tokens(link)), link.id)

    async def _revoked(self, link: Link) -> Revoked:
        """A sleeping link may have a refresh token that outlives its access token: then a last one is asked for."""
        last_token = self._seals.last_token(link)
        if last_token is None:  # Its key is gone, and with it what could end the sign-in.
            return Revoked.NO_ANSWER
        if link.state is LinkState.LIVE:
            return await revoke(self._transport, self._tokens(link))
        revoked = await revoke(self._transport, GivenToken(last_token))
        if revoked is not Revoked.REFUSED:
            return revoked
        try:
            refresh_token = self._seals.refresh_token(link)
            tokens = await self._login.refresh(refresh_token) if refresh_token else None
        except SignInEnded:
            return Revoked.REFUSED
        except GenesysError:
            return Revoked.NO_ANSWER
        return await revoke(self._transport, GivenToken(tokens.access_token)) if tokens else Revoked.REFUSED

    def _tokens(self, link: Link) -> LinkTokens:
        return LinkTokens(link.id, links=self._links, seals=self._seals, renewals=self._renewals, clock=self._clock)


def _other_email(link: Link, person: SlackPerson) -> bool:
    """Whether Slack knows the person by another address than when the link was proved."""
    was, now = link.slack_email, person.email
    return bool(was and now) and str(was).casefold() != str(now).casefold()
