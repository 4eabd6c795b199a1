"""What is asked of the rows of changes, and alters nothing."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, select

from bot.changes.kinds import KINDS
from bot.changes.row import DROPPED, OPEN, UNDECIDED, ChangeRow, read_row
from bot.clock import Clock
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import changes

_WHOSE_KIND_IS_KNOWN = changes.c.kind.in_(KINDS.keys())


class ChangeReads:
    """Rows as they stand."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def open_now(self) -> tuple[int, datetime | None]:
        """How many have not ended, and since when the oldest of them was asked for."""
        open_now = and_(changes.c.told.is_(False), changes.c.state.in_(OPEN))
        query = select(func.count(), func.min(changes.c.asked_at)).where(open_now)
        async with self._database.read() as tx:
            count, oldest = (await tx.execute(query)).one()
        return count, oldest

    async def due(self, limit: int) -> list[ChangeRow]:
        """Rows whose runner is gone: open ones to go on with, ended ones to tell. A kind of a newer release waits."""
        due = and_(changes.c.told.is_(False), changes.c.lease_until <= self._clock.now(), _WHOSE_KIND_IS_KNOWN)
        query = select(changes).where(due, changes.c.state.not_in(UNDECIDED))
        return await self._rows(query.order_by(changes.c.lease_until).limit(limit))

    async def untold_one(self, change_id: str) -> ChangeRow | None:
        """The row, unless its person has read the end, nobody decided it, or it is of a kind of a newer release."""
        mine = and_(changes.c.id == change_id, changes.c.told.is_(False), _WHOSE_KIND_IS_KNOWN)
        found = await self._rows(select(changes).where(mine, changes.c.state.not_in(UNDECIDED)))
        return found[0] if found else None

    async def find(self, change_id: str) -> ChangeRow | None:
        found = await self._rows(select(changes).where(changes.c.id == change_id))
        return found[0] if found else None

    async def waiting(self, slack: SlackId) -> int:
        """How many of a person's changes Genesys could not take yet: run before, and given back."""
        theirs = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        query = select(func.count()).where(theirs, changes.c.state == "pending", changes.c.fence > 0)
        async with self._database.read() as tx:
            return (await tx.execute(query)).scalar_one()

    async def is_kept(self, request_id: str) -> bool:
        """Whether a change of this request is still to be told, by whoever goes on with it."""
        kept = and_(changes.c.request_id == request_id, changes.c.told.is_(False))
        return bool(await self._rows(select(changes).where(kept, changes.c.state.not_in(UNDECIDED))))

    async def newest_done(self, slack: SlackId) -> ChangeRow | None:
        """The newest change that somebody asked for and that took effect."""
        whose = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        return await self._newest_done(whose)

    async def newest_of(self, team_id: str, genesys_user: str, kinds: Sequence[str]) -> ChangeRow | None:
        """The newest change of these kinds that took effect on somebody, whoever asked for it."""
        whose = and_(changes.c.team_id == team_id, changes.c.genesys_user == genesys_user)
        return await self._newest_done(and_(whose, changes.c.kind.in_(kinds)))

    async def _newest_done(self, whose: ColumnElement[bool]) -> ChangeRow | None:
        query = select(changes).where(whose, changes.c.state == "done")
        found = await self._rows(query.order_by(changes.c.asked_at.desc(), changes.c.id).limit(1))
        return found[0] if found else None

    async def is_asked_anew(self, row: ChangeRow) -> bool:
        """Whether the same person asked for another change of the same thing since, which took or may take effect."""
        slack, area = row.origin.slack, row.change.kind.partition(".")[0]
        whose = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        newer = and_(whose, changes.c.asked_at > row.wanted_since, changes.c.genesys_user == row.change.user_id)
        query = select(changes).where(newer, changes.c.kind.startswith(f"{area}."))
        query = query.where(changes.c.state.not_in((*UNDECIDED, *DROPPED)))
        return any(row.change.touches(other.change) for other in await self._rows(query))

    async def undo_of(self, change_id: str) -> ChangeRow | None:
        """What takes it back, or did, or tried."""
        found = await self._rows(select(changes).where(changes.c.undoes == change_id))
        return found[0] if found else None

    async def is_undone(self, change_id: str) -> bool:
        """Whether an undo of it was tried and did not fail."""
        undo = and_(changes.c.undoes == change_id, changes.c.state.not_in(DROPPED))
        return bool(await self._rows(select(changes).where(undo)))

    async def _rows(self, query: Any) -> list[ChangeRow]:
        async with self._database.read() as tx:
            return [read_row(row) for row in (await tx.execute(query)).all()]
