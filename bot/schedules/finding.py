"""The net under the jobs: firings that nobody has begun or goes on with, and those that were held until now."""

import secrets
from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, select, update

from bot.jobs.port import Jobs
from bot.schedules.taking import BATCH, HANDED_ON, JOB, SHARES, batches
from bot.store.engine import Database
from bot.store.tables import firings, schedules

AT_ONCE = 500

Key = tuple[str, datetime]

_HAND_ON = (
    update(firings)
    .where(firings.c.schedule_id == bindparam("b_id"), firings.c.fire_at == bindparam("b_at"))
    .values(state="due", runner=None, batch=bindparam("b_batch"), look_at=bindparam("b_look_at"))
)


class Finding:
    """`carried`: what this process is carrying out, which is not lost, whatever the clock says."""

    def __init__(
        self, database: Database, jobs: Jobs, kinds: Collection[str], carried: Callable[[], Collection[Key]]
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._kinds = tuple(kinds)
        self._carried = carried

    async def some(self, now: datetime) -> int:
        """Hands on some of what waits, in new batches; answers how many. Whoever had them before has lost them."""
        async with self._database.begin() as tx:
            carried = self._carried()
            rows = (await tx.execute(self._waiting(now))).all()
            lost = [row for row in rows if (row.schedule_id, row.fire_at) not in carried]
            for batch in batches(lost, lambda row: row.link_id, size=max(BATCH, len(lost) // SHARES)):
                name = f"{now:%Y%m%d%H%M%S}-{secrets.token_hex(6)}"
                await tx.execute(_HAND_ON, [_handed_on(row, name, now) for row in batch])
                await self._jobs.defer(tx, JOB, name)
        return len(lost)

    def _waiting(self, now: datetime) -> Any:
        due_at = func.coalesce(firings.c.held_until, firings.c.fire_at).label("due_at")
        query = select(firings.c.schedule_id, firings.c.fire_at, due_at, schedules.c.link_id)
        query = query.join(schedules, schedules.c.id == firings.c.schedule_id)
        waiting = and_(firings.c.look_at <= now, schedules.c.kind.in_(self._kinds))
        query = query.where(waiting).order_by(schedules.c.link_id).limit(AT_ONCE)
        return query.with_for_update(of=firings, skip_locked=True)


def _handed_on(row: Any, batch: str, now: datetime) -> dict[str, object]:
    """What waits behind thousands of others is not lost: the longer it waits, the rarer it is handed on again."""
    return {
        "b_id": row.schedule_id,
        "b_at": row.fire_at,
        "b_batch": batch,
        "b_look_at": now + max(HANDED_ON, now - row.due_at),
    }
