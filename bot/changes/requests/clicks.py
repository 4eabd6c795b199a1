"""A card that was clicked may read "Asking Genesys…" meanwhile, and must not stay so if nobody comes to answer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from sqlalchemy import and_, select, update

from bot.changes.marks import LOOK
from bot.changes.rows import LEASE
from bot.clock import Clock, real
from bot.errors import StoreUnavailable
from bot.jobs.port import Jobs
from bot.store.engine import Database
from bot.store.tables import cards

UNDRAWN = -1


class Clicks:
    """Clicks that are under way."""

    def __init__(self, database: Database, clock: Clock, jobs: Jobs) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._overwritten: dict[tuple[str, str], datetime] = {}

    @asynccontextmanager
    async def answering(self, change_id: str, genesys_user: str) -> AsyncIterator[None]:
        """In the block their card counts as not drawn, and a look is promised: whoever is killed leaves it so.

        So does who raises: the card reads why by then, and gets its buttons back.
        """
        theirs = and_(cards.c.change_id == change_id, cards.c.who == genesys_user)
        async with self._database.begin() as tx:
            drawn = (await tx.execute(select(cards.c.drawn).where(theirs))).scalars().all()
            if drawn:
                await tx.execute(update(cards).where(theirs).values(drawn=UNDRAWN))
                await self._jobs.defer(tx, LOOK, change_id, self._clock.now() + real(LEASE, self._clock))
        yield
        if drawn:
            still = and_(theirs, cards.c.drawn == UNDRAWN)
            with suppress(StoreUnavailable):  # The look that was promised draws it.
                async with self._database.begin() as tx:
                    await tx.execute(update(cards).where(still).values(drawn=max(drawn)))

    def overwritten(self, team_id: str, message: str) -> None:
        """The message that was clicked reads by now why there is no answer, and the database could not be told.

        `message` as `Place` has it, before somebody of this workspace.
        """
        self._overwritten[team_id, message] = self._clock.now() + real(LEASE, self._clock)

    async def once(self) -> None:
        """The cards among them are drawn anew, once that was there to be read and the database is back."""
        now = self._clock.now()
        for team_id, message in [which for which, due_at in self._overwritten.items() if due_at <= now]:
            await self._undrawn(team_id, message)
            self._overwritten.pop((team_id, message), None)

    async def _undrawn(self, team_id: str, message: str) -> None:
        channel, _, ts = message.partition(" ")
        there = and_(cards.c.team_id == team_id, cards.c.channel == channel, cards.c.ts == ts)
        async with self._database.begin() as tx:
            change_ids = (await tx.execute(select(cards.c.change_id).where(there))).scalars().all()
            await tx.execute(update(cards).where(there).values(drawn=UNDRAWN))
            for change_id in change_ids:
                await self._jobs.defer(tx, LOOK, change_id)
