"""Jobs that wait for their moment, by our own clock: on SQLite all of them, on PostgreSQL those of the future."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import jobs


@dataclass(frozen=True)
class Job:
    """One promise."""

    id: int
    task: str
    arg: str
    due_at: datetime
    tries: int  #: how often it has failed


async def add(tx: AsyncConnection, task: str, arg: str, due_at: datetime, *, tries: int = 0) -> None:
    await tx.execute(insert(jobs).values(task=task, arg=arg, due_at=due_at, tries=tries))


async def first(tx: AsyncConnection, task: str, limit: int, *, but: Collection[int]) -> list[Job]:
    """The next by their moment, due or not, save some."""
    query = select(jobs).where(jobs.c.task == task, jobs.c.id.not_in(but)).order_by(jobs.c.due_at).limit(limit)
    return [Job(row.id, row.task, row.arg, row.due_at, row.tries) for row in await tx.execute(query)]


async def take(tx: AsyncConnection, tasks: Collection[str], now: datetime, limit: int) -> list[Job]:
    """Removes what is due, as far as nobody else is about to. Tasks of a newer release wait for it."""
    due = select(jobs.c.id).where(jobs.c.task.in_(tasks), jobs.c.due_at <= now).order_by(jobs.c.due_at).limit(limit)
    query = delete(jobs).where(jobs.c.id.in_(due.with_for_update(skip_locked=True))).returning(jobs)
    return [Job(row.id, row.task, row.arg, row.due_at, row.tries) for row in await tx.execute(query)]


async def remove(tx: AsyncConnection, job_id: int) -> None:
    await tx.execute(delete(jobs).where(jobs.c.id == job_id))


async def drop(tx: AsyncConnection, task: str, due_before: datetime) -> None:
    await tx.execute(delete(jobs).where(jobs.c.task == task, jobs.c.due_at < due_before))


async def overdue(tx: AsyncConnection, task: str, due_before: datetime, again_at: datetime, limit: int) -> list[str]:
    """What nobody has run since, for one process of several; unless it is removed by then, it is due again."""
    due = select(jobs.c.id).where(jobs.c.task == task, jobs.c.due_at <= due_before).order_by(jobs.c.due_at).limit(limit)
    mine = update(jobs).where(jobs.c.id.in_(due.with_for_update(skip_locked=True)))
    return list(
        (await tx.execute(mine.values(due_at=again_at, tries=jobs.c.tries + 1).returning(jobs.c.arg))).scalars()
    )


async def remove_of(tx: AsyncConnection, task: str, arg: str) -> None:
    await tx.execute(delete(jobs).where(jobs.c.task == task, jobs.c.arg == arg))


async def put_off(tx: AsyncConnection, job_id: int, due_at: datetime, tries: int) -> None:
    await tx.execute(update(jobs).where(jobs.c.id == job_id).values(due_at=due_at, tries=tries))
