"""New tokens for old ones: once for all who ask, in all processes, because a refresh token may work only once.

Who renews holds a lease in the link's row, never a transaction: that would be held over HTTP. The old tokens stay in
the row until the new ones are in it.
"""

import asyncio
import logging
import secrets
from datetime import timedelta

from sqlalchemy import or_, update

from bot.clock import Clock, real
from bot.errors import GenesysError, OutcomeUnknown, SignInEnded, Unavailable
from bot.genesys.oauth import Login, Tokens
from bot.genesys.transport import Transport
from bot.identity.links import Asleep, Link, Links, LinkState
from bot.identity.revoking import GivenToken, revoke
from bot.identity.sealing import TokenSeals
from bot.identity.together import Together
from bot.metrics import RENEWALS, Metrics
from bot.store import tables
from bot.store.engine import Database

log = logging.getLogger(__name__)

#: Longer than one call to the login host may take; renewed before a second one.
LEASE = timedelta(seconds=13)
#: Another process renews: how often its result is looked for, and for how long (its lease, and a little).
LOOK_EVERY_S = 0.1
LOOKS = 220


class Renewals:
    """Renews the tokens of links at the login host."""

    def __init__(
        self,
        *,
        database: Database,
        links: Links,
        login: Login,
        transport: Transport,
        seals: TokenSeals,
        clock: Clock,
        metrics: Metrics,
    ) -> None:
        self._database = database
        self._links = links
        self._login = login
        self._transport = transport
        self._seals = seals
        self._clock = clock
        self._metrics = metrics
        self._me = secrets.token_hex(8)
        self._under_way: Together[tuple[str, int], Link] = Together()
        # New tokens that the database did not take yet: the refresh token behind them may be used up.
        self._unsaved: dict[tuple[str, int], Tokens] = {}

    async def renewed(self, link: Link) -> Link:
        """The link with newer tokens than `link` has.

        Raises SignInEnded (the link is asleep then), GenesysError when the login host cannot be asked, and
        StoreUnavailable; after the latter two the next attempt goes on where this one stopped.
        """
        return await self._under_way.ask((link.id, link.generation), lambda: self._renewed(link))

    async def aclose(self) -> None:
        """Waits for renewals under way: what they get must be stored."""
        await self._under_way.aclose()

    async def _renewed(self, link: Link) -> Link:
        unsaved = self._unsaved.get((link.id, link.generation))
        if unsaved is not None:
            return await self._stored(link, unsaved)
        for _ in range(LOOKS):
            latest = await self._links.latest(link.id)
            if latest is None or latest.state is LinkState.ASLEEP:
                raise SignInEnded(f"link {link.id} is asleep")
            if latest.generation != link.generation:
                return latest
            if await self._leased(link):
                return await self._renewed_by_us(latest)
            await asyncio.sleep(LOOK_EVERY_S)
        raise Unavailable("another process renews the sign-in and does not come to an end")

    async def _renewed_by_us(self, link: Link) -> Link:
        try:
            tokens = await self._tokens(link)
        except SignInEnded:
            self._metrics.count(RENEWALS, "ended")
            await self._links.put_to_sleep(link, Asleep.SIGN_IN_ENDED)
            raise
        except GenesysError:
            self._metrics.count(RENEWALS, "failed")
            await self._release(link)
            raise
        self._metrics.count(RENEWALS, "renewed")
        return await self._stored(link, tokens)

    async def _stored(self, link: Link, tokens: Tokens) -> Link:
        key = link.id, link.generation
        self._unsaved[key] = tokens
        await self._store(link, tokens)
        del self._unsaved[key]
        latest = await self._links.latest(link.id)
        if latest is None:
            await revoke(self._transport, GivenToken(tokens.access_token))
            raise SignInEnded(f"link {link.id} was ended while its tokens were renewed")
        return latest

    async def _tokens(self, link: Link) -> Tokens:
        refresh_token = self._seals.refresh_token(link)
        if refresh_token is None:
            raise SignInEnded(f"link {link.id} has no refresh token")
        try:
            return await self._login.refresh(refresh_token)
        except OutcomeUnknown:
            log.info("the answer to a renewal was lost; the same refresh token is sent once more")
        if not await self._leased(link):
            raise Unavailable("another process has taken over the renewal")
        try:
            return await self._login.refresh(refresh_token)
        except OutcomeUnknown as error:
            # For the person nothing was changed: what they asked for was not sent yet.
            raise Unavailable("the login host does not answer", correlation_id=error.correlation_id) from error

    async def _store(self, link: Link, tokens: Tokens) -> None:
        """Keeps the old refresh token where Genesys sends no new one."""
        kept = tokens.refresh_token or self._seals.refresh_token(link)
        tokens = Tokens(tokens.access_token, kept, tokens.expires_in_s)
        columns = self._seals.sealed(tokens, link.slack, link.org_id, link.generation + 1)
        async with self._database.begin() as connection:
            await connection.execute(
                update(tables.links)
                .where(tables.links.c.id == link.id, tables.links.c.generation == link.generation)
                .values(
                    **columns,
                    expires_at=self._clock.now() + timedelta(seconds=tokens.expires_in_s),
                    # Whoever found the refresh token used up meanwhile was wrong: here is what it was used for.
                    state=LinkState.LIVE,
                    refresh_lease=None,
                    refresh_lease_until=None,
                )
            )
        self._links.forget(link)

    async def _leased(self, link: Link) -> bool:
        """Takes the lease, or keeps it; false where another holds it or has already renewed."""
        now = self._clock.now()
        free = or_(
            tables.links.c.refresh_lease.is_(None),
            tables.links.c.refresh_lease == self._me,
            tables.links.c.refresh_lease_until <= now,
        )
        async with self._database.begin() as connection:
            taken = await connection.execute(
                update(tables.links)
                .where(tables.links.c.id == link.id, tables.links.c.generation == link.generation, free)
                .values(refresh_lease=self._me, refresh_lease_until=now + real(LEASE, self._clock))
            )
        return taken.rowcount == 1

    async def _release(self, link: Link) -> None:
        async with self._database.begin() as connection:
            await connection.execute(
                update(tables.links)
                .where(tables.links.c.id == link.id, tables.links.c.refresh_lease == self._me)
                .values(refresh_lease=None, refresh_lease_until=None)
            )
