"""The workspaces that have installed the app: rows with their sealed bot tokens, and a short memory of them."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import Row, case, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.identity.rotating import Sealed
from bot.identity.together import Together
from bot.identity.vault import Unreadable, Vault
from bot.slack.installation import Installation, installation
from bot.store.engine import Database
from bot.store.tables import installations as rows

log = logging.getLogger(__name__)

#: Other processes write them too; for so long we may not notice.
REMEMBERED_FOR = timedelta(seconds=5)
MOST_REMEMBERED = 5000  #: workspaces of strangers in shared channels among them


@dataclass(frozen=True)
class Installed:
    """What Slack gave for one workspace, or for a whole enterprise, whose id it then has."""

    id: str
    name: str
    enterprise_id: str | None
    is_enterprise: bool
    bot_user: str
    scopes: str
    installed_by: str
    bot_token: str = field(repr=False)


@dataclass(frozen=True)
class _Remembered:
    read_at: datetime
    generation: int
    installation: Installation | None


class InstallationRows:
    """Speaks in many workspaces, in each with the token that it gave. `shared` brings host and session."""

    def __init__(self, database: Database, vault: Vault, clock: Clock, shared: AsyncWebClient) -> None:
        self._database = database
        self._vault = vault
        self._clock = clock
        self._shared = shared
        self._remembered: dict[str, _Remembered] = {}
        self._reading: Together[str, Installation | None] = Together()

    async def of(self, team: str) -> Installation | None:
        """As `Installations` says; perhaps a few seconds old, and older while the database does not answer."""
        known = self._remembered.get(team)
        if known and abs(self._clock.now() - known.read_at) < REMEMBERED_FOR:
            return known.installation
        try:
            return await self._reading.ask(team, lambda: self._read(team))
        except StoreUnavailable:
            if known is None:
                raise
            return known.installation

    async def keep(self, given: Installed) -> None:
        """Stores it in the place of what was there: the older token is spoken with no more."""
        try:
            await self._write(given)
        except IntegrityError:  # Two first installations at the same moment: now there is one to replace.
            await self._write(given)
        self._remembered.clear()

    async def ended(self, installation: Installation) -> None:
        """Its token is dead and goes; the row stays, and says that the workspace left. A newer one stays as it is."""
        known = next((one for one in self._remembered.values() if one.installation is installation), None)
        if known is None:
            return
        mine = (rows.c.id == installation.team) & (rows.c.generation == known.generation)
        async with self._database.begin() as tx:
            await tx.execute(update(rows).where(mine).values(left_at=self._clock.now(), bot_token_sealed=None))
        self._remembered.clear()

    def gone(self) -> Sequence[Installation]:
        known = {id(one.installation): one.installation for one in self._remembered.values() if one.installation}
        return [one for one in known.values() if one.is_gone]

    async def _read(self, team: str) -> Installation | None:
        """A workspace by its own id. Somebody of an enterprise is spoken to by any of its workspaces."""
        own_first = case((rows.c.id == team, 0), else_=1)
        theirs = or_(rows.c.id == team, rows.c.enterprise_id == team) & rows.c.left_at.is_(None)
        query = select(rows).where(theirs).order_by(own_first, rows.c.installed_at, rows.c.id).limit(1)
        read_at = self._clock.now()
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        speaks = self._installation(row) if row else None
        if len(self._remembered) > MOST_REMEMBERED:
            self._remembered.clear()
        self._remembered[team] = _Remembered(read_at, row.generation if row else 0, speaks)
        return speaks

    def _installation(self, row: Row[Any]) -> Installation | None:
        """The one that is remembered already, if its token is the same: it knows whether the app is gone."""
        for known in self._remembered.values():
            if known.installation and (known.installation.team, known.generation) == (row.id, row.generation):
                return known.installation
        try:
            token = self._vault.open(row.bot_token_sealed, *_context(row))
        except Unreadable as error:
            log.warning("the bot token of %s does not open (%s): install the app there again", row.id, error)
            return None
        shared = self._shared
        client = AsyncWebClient(token, base_url=shared.base_url, session=shared.session, timeout=shared.timeout)
        return installation(client, row.id)

    async def _write(self, given: Installed) -> None:
        async with self._database.begin() as tx:
            query = select(rows.c.generation).where(rows.c.id == given.id).with_for_update()
            before = (await tx.execute(query)).scalar_one_or_none()
            generation = (before or 0) + 1
            values = {
                "name": given.name,
                "enterprise_id": given.enterprise_id,
                "is_enterprise": given.is_enterprise,
                "bot_user": given.bot_user,
                "scopes": given.scopes,
                "installed_by": given.installed_by,
                "installed_at": self._clock.now(),
                "left_at": None,
                "generation": generation,
                "bot_token_sealed": self._vault.seal(given.bot_token, *_sealed_for(given.id, generation)),
            }
            if before is None:
                await tx.execute(insert(rows).values(id=given.id, **values))
            else:
                await tx.execute(update(rows).where(rows.c.id == given.id).values(values))


def _context(row: Row[Any]) -> tuple[str, ...]:
    return _sealed_for(row.id, row.generation)


def _sealed_for(team: str, generation: int) -> tuple[str, ...]:
    """Neither another workspace's token nor an older one opens in its place."""
    return "installations", team, "bot_token", str(generation)


SEALED = (Sealed(rows.c.bot_token_sealed, _context),)
