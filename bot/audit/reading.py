"""Entries as they were written, page by page: however many there are, a few are in memory."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select

from bot.store.engine import Database
from bot.store.tables import audit

AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """Which entries: of a span of time with its beginning and without its end, of one change, or all."""

    since: datetime | None = None
    until: datetime | None = None
    change_id: str = ""


async def pages(database: Database, wanted: Wanted) -> AsyncIterator[Sequence[Row[Any]]]:
    """What stood when it began, in the order in which it was written; each page in a transaction of its own.

    So nothing is held up meanwhile: SQLite can move its log into the file, PostgreSQL can clean up. What stands never
    changes, so several transactions read what one would have read.
    """
    async with database.read() as connection:
        newest = (await connection.execute(select(func.max(audit.c.id)))).scalar_one() or 0
    query, last = _query(wanted).where(audit.c.id <= newest), 0
    while True:
        async with database.read() as connection:
            rows = (await connection.execute(query.where(audit.c.id > last))).all()
        if rows:
            yield rows
        if len(rows) < AT_ONCE:
            return
        last = rows[-1].id


def _query(wanted: Wanted) -> Select[Any]:
    query = select(audit).order_by(audit.c.id).limit(AT_ONCE)
    if wanted.since is not None:
        query = query.where(audit.c.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(audit.c.at < wanted.until)
    if wanted.change_id:
        query = query.where(audit.c.change_id == wanted.change_id)
    return query
