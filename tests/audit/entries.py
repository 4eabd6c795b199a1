"""Entries with good defaults."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Row, select

from bot.audit.entries import Entry, Step, record
from bot.store.engine import Database
from bot.store.tables import audit

AT = datetime(2026, 11, 30, 8, 0, 0, 5, tzinfo=UTC)


def entry(step: Step = Step.DONE, change_id: str = "3F7K2Q", at: datetime = AT, **more: Any) -> Entry:
    values = {"kind": "queues.set", "team_id": "T", "genesys_user": "g-ana", "request_id": "r1", **more}
    return Entry(at=at, step=step, change_id=change_id, **values)


async def recorded(database: Database, *entries: Entry) -> None:
    async with database.begin() as tx:
        for one in entries:
            await record(tx, one)


async def stored(database: Database) -> Sequence[Row[Any]]:
    async with database.read() as tx:
        return (await tx.execute(select(audit).order_by(audit.c.id))).all()
