"""The clock went back: what was dealt with for days that are yet to come is due again.

Nothing is said twice: a firing that was sent stays, and its key lets no second one in.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, delete, or_, select, update

from bot.schedules.fired import Skip
from bot.schedules.planning import next_at
from bot.schedules.recalling import early_at
from bot.schedules.schedule import ScheduleState
from bot.schedules.stored import RULE_TEXT, rule_of, zone_of
from bot.store.engine import Database
from bot.store.tables import firings, schedules

AT_ONCE = 500

_AGAIN = (
    update(schedules)
    .where(schedules.c.id == bindparam("b_id"))
    .values(next_at=bindparam("b_next_at"), done_at=bindparam("b_done_at"))
)


class Rewinding:
    """`kinds`: those that this release can carry out, and so has taken too early."""

    def __init__(self, database: Database, kinds: tuple[str, ...]) -> None:
        self._database = database
        self._kinds = kinds

    async def to(self, now: datetime) -> None:
        """Forgets what was skipped or is not begun of the future, and looks anew when each is due."""
        unsaid = and_(firings.c.fire_at > now, firings.c.state == "skipped", firings.c.reason == Skip.LATE)
        async with self._database.begin() as tx:
            await tx.execute(delete(firings).where(or_(unsaid, early_at(now))))
        last: str | None = ""
        while last is not None:
            last = await self._some(schedules.c.id > last, now)

    async def _some(self, which: ColumnElement[bool], now: datetime) -> str | None:
        ahead = and_(schedules.c.done_at > now, schedules.c.state == ScheduleState.ACTIVE)
        query = select(schedules.c.id, schedules.c.zone_now, RULE_TEXT).where(
            which, ahead, schedules.c.kind.in_(self._kinds)
        )
        async with self._database.begin() as tx:
            query = query.order_by(schedules.c.id).limit(AT_ONCE).with_for_update()
            rows = (await tx.execute(query)).all()
            if rows:
                await tx.execute(_AGAIN, [_due_again(row, now) for row in rows])
        return rows[-1].id if rows else None


def _due_again(row: Any, now: datetime) -> dict[str, object]:
    coming = next_at(rule_of(row.rule_text), zone_of(row.zone_now), now)
    return {"b_id": row.id, "b_next_at": coming, "b_done_at": now}
