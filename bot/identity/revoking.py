"""Ending tokens at Genesys that nobody will use any more."""

import asyncio
import logging
from dataclasses import dataclass, field
from enum import StrEnum, auto

from bot.errors import OnQueueError, SignInEnded
from bot.genesys.client import Genesys
from bot.genesys.transport import TokenSource, Transport

log = logging.getLogger(__name__)

REVOKE_S = 5.0


@dataclass(frozen=True)
class GivenToken(TokenSource):
    """One access token and nothing behind it."""

    access_token: str = field(repr=False)

    async def token(self) -> str:
        return self.access_token

    async def renewed(self, refused: str) -> str:  # noqa: ARG002 - the protocol's parameter
        raise SignInEnded("the token was refused")

    async def ended(self, refused: str) -> None:
        """Nothing is kept that could sleep."""


class Revoked(StrEnum):
    """What came of it. `REFUSED`: Genesys takes this token no more, so there is nothing to end it with."""

    YES = auto()
    REFUSED = auto()
    NO_ANSWER = auto()


async def revoke(transport: Transport, tokens: TokenSource) -> Revoked:
    """Ends a token, and what can renew it, as far as that can be done within five seconds."""
    try:
        async with asyncio.timeout(REVOKE_S):
            await Genesys(transport, tokens).organization.delete_tokens_me()
    except SignInEnded:
        return Revoked.REFUSED
    except (OnQueueError, TimeoutError) as error:
        log.info("a token could not be revoked: %s", type(error).__name__)
        return Revoked.NO_ANSWER
    return Revoked.YES


class Revocations:
    """Revokes tokens while nobody waits for it."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._under_way: set[asyncio.Task[Revoked]] = set()

    def soon(self, access_token: str) -> None:
        task = asyncio.create_task(revoke(self._transport, GivenToken(access_token)))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def aclose(self) -> None:
        """Waits for those under way, some seconds at most."""
        await asyncio.gather(*self._under_way)
