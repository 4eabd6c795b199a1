"""What was taken before its moment goes back into its schedule, as if nobody had taken it.

Firings are written some seconds ahead, with what was read then. So whoever changes a schedule recalls them first, in
the same transaction; what is still to come of it afterwards is taken anew.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, bindparam, delete, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.schedules.planning import MOMENT
from bot.store.tables import firings, schedules

#: A range, which SQLite finds in the index; "not NULL" it looks for row by row.
_OPEN = firings.c.look_at >= datetime.min.replace(tzinfo=UTC)
_UNBEGUN = and_(_OPEN, firings.c.state.in_(("due", "ready")))
_RESTORED = (
    update(schedules)
    .where(schedules.c.id == bindparam("b_id"))
    .values(next_at=bindparam("b_next_at"), done_at=bindparam("b_done_at"))
)


async def recall(tx: AsyncConnection, which: ColumnElement[bool], now: datetime) -> None:
    """For these schedules; before they are read. What has come due just now waits for somebody who reads it anew."""
    taken = select(firings.c.schedule_id).where(or_(early_at(now), and_(_OPEN, firings.c.state == "ready")))
    query = select(schedules.c.id).where(which, schedules.c.id.in_(taken))
    ids = (await tx.execute(query.order_by(schedules.c.id).with_for_update())).scalars().all()
    if not ids:
        return
    theirs = firings.c.schedule_id.in_(ids)
    drop = delete(firings).where(theirs, early_at(now)).returning(firings.c.schedule_id, firings.c.fire_at)
    dropped = (await tx.execute(drop)).all()
    if dropped:
        await tx.execute(_RESTORED, [_as_before(row) for row in dropped])
    waiting = update(firings).where(theirs, firings.c.state == "ready")
    await tx.execute(waiting.values(state="due", runner=None, look_at=now))


def early_at(now: datetime) -> ColumnElement[bool]:
    """Of a firing: it is taken, and its moment still to come."""
    return and_(_UNBEGUN, firings.c.fire_at > now)


def coming_at(now: datetime) -> ScalarSelect[Any]:
    """The moment for which a schedule is taken already; NULL: none that is still to come."""
    theirs = and_(firings.c.schedule_id == schedules.c.id, early_at(now))
    return select(func.min(firings.c.fire_at)).where(theirs).scalar_subquery()


def _as_before(row: Any) -> dict[str, object]:
    """It was due then, and all that came before had been dealt with."""
    return {"b_id": row.schedule_id, "b_next_at": row.fire_at, "b_done_at": row.fire_at - MOMENT}
