"""The one transaction that makes a link."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.identity.attempts import Attempt, Stage, end_others, move
from bot.identity.links import Link, Links, LinkState, find, of_genesys, of_slack
from bot.identity.organisation import Organisation
from bot.identity.proof import Proof
from bot.identity.refused import LinkRefused, Refused
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId, SlackPerson
from bot.store import tables
from bot.store.engine import Database


@dataclass(frozen=True)
class Made:
    """What came of it besides the link: a token and attempts that lead nowhere now."""

    old_access_token: str | None = field(repr=False)
    ended: Sequence[Attempt] = field(repr=False)


class Confirming:
    """Stores a proof as its person's link. One Genesys user has one Slack user, and the other way round."""

    def __init__(
        self, database: Database, links: Links, organisation: Organisation, seals: TokenSeals, clock: Clock
    ) -> None:
        self._database = database
        self._links = links
        self._organisation = organisation
        self._seals = seals
        self._clock = clock

    async def check_free(self, slack: SlackId, proof: Proof) -> None:
        """Raises LinkRefused where the Genesys user is another Slack user's."""
        async with self._database.read() as connection:
            link = await find(connection, of_genesys(proof.user_id))
        if link is not None and link.slack != slack:
            raise LinkRefused(Refused.TAKEN, genesys_name=proof.name, genesys_email=proof.email)

    async def link(self, attempt: Attempt, proof: Proof, person: SlackPerson) -> Made | None:
        """None when the attempt has moved on meanwhile: another yes made the link. Raises LinkRefused."""
        try:
            async with self._database.begin() as connection:
                if not await move(connection, attempt, Stage.LINKED, verifier_sealed=None, proved_sealed=None):
                    return None
                if not await self._organisation.pin(connection, proof.org_id):
                    raise LinkRefused(Refused.OTHER_ORGANISATION, org_name=proof.org_name, genesys_email=proof.email)
                old = await find(connection, of_slack(attempt.slack))
                await self._write(connection, attempt.slack, person, proof, old)
                ended = await end_others(connection, attempt)
        except IntegrityError as error:
            # A unique key of `links` decides between two at once; which one, the table tells afterwards.
            await self.check_free(attempt.slack, proof)
            raise LinkRefused(Refused.BUSY) from error
        if old is None:
            return Made(None, ended)
        self._links.forget(old)
        return Made(self._seals.last_token(old), ended)

    async def _write(
        self, connection: AsyncConnection, slack: SlackId, person: SlackPerson, proof: Proof, old: Link | None
    ) -> None:
        """The same person signing in again keeps their link's id: what they have under way names it."""
        again = old is not None and old.me.id == proof.user_id
        generation = old.generation + 1 if old is not None and again else 1
        values: dict[str, Any] = {
            "org_id": proof.org_id,
            "email": proof.email,
            "name": proof.name,
            "slack_email": person.email,
            "workspace": slack.workspace,
            "state": LinkState.LIVE,
            "linked_at": self._clock.now(),
            "expires_at": proof.expires_at,
            "refresh_lease": None,
            "refresh_lease_until": None,
            **self._seals.sealed(proof.tokens(self._clock.now()), slack, proof.org_id, generation),
        }
        if old is not None and again:
            await connection.execute(update(tables.links).where(tables.links.c.id == old.id).values(**values))
            return
        if old is not None:
            await connection.execute(delete(tables.links).where(tables.links.c.id == old.id))
        await connection.execute(
            insert(tables.links).values(
                id=secrets.token_hex(16),
                team_id=slack.team_id,
                slack_user=slack.user_id,
                genesys_user=proof.user_id,
                **values,
            )
        )
