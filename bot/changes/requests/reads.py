"""What is asked of the rows of requests, and alters nothing."""

import hashlib
import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, and_, exists, func, or_, select

from bot.changes.kinds import AnyChange
from bot.changes.requests.request import Request, read_request
from bot.changes.row import ASKED, Origin
from bot.clock import Clock
from bot.identity.links import LinkState
from bot.store.engine import Database
from bot.store.tables import changes, links, requests

NET_AFTER = timedelta(seconds=30)


class RequestReads:
    """Requests as they stand."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def find(self, change_id: str) -> Request | None:
        found = await self._read(_joined().where(changes.c.id == change_id))
        return found[0] if found else None

    async def same_open(self, change: AnyChange, origin: Origin) -> Request | None:
        """The open request for the same by the same person."""
        found = await self._read(_joined().where(requests.c.open_key == open_key(change, origin)))
        return found[0] if found else None

    async def open_of(self, team_id: str, requester: str) -> list[Request]:
        """Somebody's open requests, the oldest first."""
        mine = and_(requests.c.team_id == team_id, requests.c.requester == requester)
        return await self._read(_joined().where(mine, requests.c.open_key.is_not(None)).order_by(changes.c.asked_at))

    async def recent_of(self, team_id: str, requester: str, limit: int) -> list[Request]:
        """Somebody's newest requests, open or not."""
        mine = and_(requests.c.team_id == team_id, requests.c.requester == requester)
        return await self._read(_joined().where(mine).order_by(changes.c.asked_at.desc()).limit(limit))

    async def with_somebody(self, team_id: str, user: str, rooms: Sequence[str] = ()) -> list[Request]:
        """The requests that wait for somebody's decision, those that expire first in front."""
        theirs = or_(requests.c.with_user == user, requests.c.with_room.in_(rooms))
        query = _joined().where(requests.c.team_id == team_id, theirs, changes.c.state == ASKED)
        return await self._read(query.order_by(requests.c.expires_at))

    async def rooms(self, team_id: str) -> list[str]:
        """The channels in which a decision is waited for."""
        query = select(requests.c.with_room).join(changes, changes.c.id == requests.c.change_id).distinct()
        query = query.where(requests.c.team_id == team_id, requests.c.with_room.is_not(None), changes.c.state == ASKED)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def left_behind(self, limit: int) -> list[str]:
        """Open requests that nobody has looked at since they had to be, or that wait for somebody who has left."""
        now = self._clock.now()
        asked = changes.c.asked_at <= now - NET_AFTER
        overdue = or_(requests.c.look_at <= now - NET_AFTER, and_(requests.c.look_at.is_(None), asked))
        unwatched = or_(requests.c.look_lease_until.is_(None), requests.c.look_lease_until <= now)
        query = select(requests.c.change_id).join(changes, changes.c.id == requests.c.change_id)
        # Whoever unlinked, fell asleep or was forgotten: nothing but their link says so.
        is_here = and_(links.c.genesys_user == requests.c.with_user, links.c.state == LinkState.LIVE.value)
        is_gone = and_(requests.c.with_user.is_not(None), ~exists().where(is_here))
        query = query.where(changes.c.state == ASKED, or_(overdue, is_gone), unwatched).limit(limit)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def open_ids(self) -> list[str]:
        query = select(changes.c.id).where(changes.c.state == ASKED)
        async with self._database.read() as tx:
            return list((await tx.execute(query)).scalars())

    async def count_open(self, team_id: str, requester: str) -> int:
        mine = and_(requests.c.team_id == team_id, requests.c.requester == requester)
        query = select(func.count()).where(mine, requests.c.open_key.is_not(None))
        async with self._database.read() as tx:
            return (await tx.execute(query)).scalar_one()

    async def _read(self, query: Select[Any]) -> list[Request]:
        async with self._database.read() as tx:
            return [read_request(row) for row in (await tx.execute(query)).all()]


def open_key(change: AnyChange, origin: Origin) -> str:
    """The same for what one person asks twice."""
    asked = json.dumps(change.model_dump(mode="json"), sort_keys=True)
    whose = f"{origin.slack.team_id} {origin.slack.user_id} {asked}"
    return hashlib.sha256(whose.encode()).hexdigest()


def _joined() -> Select[Any]:
    """Each request with its change, and with the change that took it back, of which there is one at most."""
    own = (column for column in requests.c if column.name not in changes.c)
    undo = changes.alias("undo")
    taken_back = and_(undo.c.undoes == changes.c.id, undo.c.state == "done")
    undone = undo.c.slack_user.label("undone_by"), undo.c.ended_at.label("undone_at")
    query = select(changes, *own, *undone).join(requests, requests.c.change_id == changes.c.id)
    return query.outerjoin(undo, taken_back)
