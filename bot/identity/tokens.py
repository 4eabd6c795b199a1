"""One person's token for each call: from their link, renewed when it ends."""

import logging
from datetime import timedelta

from bot.clock import Clock
from bot.errors import GenesysError, SignInEnded, StoreUnavailable
from bot.genesys.transport import TokenSource
from bot.identity.links import Asleep, Link, Links, LinkState
from bot.identity.renewals import Renewals
from bot.identity.sealing import TokenSeals

log = logging.getLogger(__name__)

#: So long before its end a token is renewed, so that none ends on its way.
RENEW_BEFORE = timedelta(seconds=60)


class LinkTokens(TokenSource):
    """The tokens of one link, whatever happens to them meanwhile."""

    def __init__(self, link_id: str, *, links: Links, seals: TokenSeals, renewals: Renewals, clock: Clock) -> None:
        self._link_id = link_id
        self._links = links
        self._seals = seals
        self._renewals = renewals
        self._clock = clock
        self._fresh: str | None = None  # what a renewal that we asked for gave

    async def token(self) -> str:
        """Raises SignInEnded when the link sleeps, is gone, or has nothing to renew with."""
        link = _live(await self._links.get(self._link_id))
        left = link.expires_at - self._clock.now()
        if left > RENEW_BEFORE or (left > timedelta() and link.refresh_token_sealed is None):
            return self._seals.access_token(link)
        try:
            link = await self._renewals.renewed(link)
        except (GenesysError, StoreUnavailable):
            if left <= timedelta():
                raise
            log.info("the renewal failed; the old token still holds for %s s", round(left.total_seconds()))
        return self._seals.access_token(link)

    async def renewed(self, refused: str) -> str:
        """The token after one that Genesys answered with 401."""
        link = _live(await self._links.latest(self._link_id))
        token = self._seals.access_token(link)
        if token != refused:
            return token
        self._fresh = self._seals.access_token(await self._renewals.renewed(link))
        return self._fresh

    async def ended(self, refused: str) -> None:
        """Genesys refuses even a token that it has just given: its user may not sign in any more."""
        link = await self._links.latest(self._link_id)
        if link is not None and refused == self._fresh == self._seals.last_token(link):
            await self._links.put_to_sleep(link, Asleep.SIGN_IN_ENDED)


def _live(link: Link | None) -> Link:
    if link is None or link.state is LinkState.ASLEEP:
        raise SignInEnded("the link sleeps, or is gone")
    return link
