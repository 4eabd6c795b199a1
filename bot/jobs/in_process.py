"""Jobs on SQLite: one process works on the file, so it runs them itself, and knows which ones it runs."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.jobs import rows
from bot.jobs.port import Run
from bot.jobs.rows import Job
from bot.jobs.trying import pause_after
from bot.jobs.watching import Watch
from bot.store.engine import Database

log = logging.getLogger(__name__)

AT_ONCE = 20  #: of each task: many that wait for a slow Genesys keep no reminder from its moment
LOOKS_EVERY_S = 0.2  #: at the clock, which may be moved; the database is asked when something is due
AWAY_S = 1.0
NOTHING = datetime.max.replace(tzinfo=UTC)


class InProcess:
    """A row stays until its job has run: what a killed process was running, the next one runs again."""

    def __init__(self, database: Database, clock: Clock, watch: Watch) -> None:
        self._database, self._clock, self._watch = database, clock, watch
        self._tasks: dict[str, Run] = {}
        self._running: dict[str, dict[int, asyncio.Task[None]]] = {}
        self._next_at = datetime.min.replace(tzinfo=UTC)  # whatever is there is looked at once
        self._woken = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._ends_within_s = 0.0
        self._stopping = False

    def task(self, name: str, run: Run) -> None:
        if name in self._tasks:
            raise ValueError(f"the task {name} is named twice")
        self._tasks[name] = run
        self._running[name] = {}

    async def defer(self, tx: AsyncConnection, task: str, arg: str, at: datetime | None = None) -> None:
        due_at = at or self._clock.now()
        await rows.add(tx, task, arg, due_at)
        self._watch.deferred(task)
        self._look_at(due_at)

    async def forget(self, task: str, due_before: datetime) -> None:
        async with self._database.begin() as tx:
            await rows.drop(tx, task, due_before)

    def start(self, ends_within_s: float) -> None:
        self._ends_within_s = ends_within_s
        self._loop = asyncio.create_task(self._looking())

    async def stop(self) -> None:
        if self._loop is None:
            return
        self._stopping = True
        self._woken.set()
        await self._loop
        if running := [one for of_task in self._running.values() for one in of_task.values()]:
            _, late = await asyncio.wait(running, timeout=self._ends_within_s)
            for one in late:
                one.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _look_at(self, moment: datetime) -> None:
        self._next_at = min(self._next_at, moment)
        self._woken.set()

    async def _looking(self) -> None:
        while await self._until_due():
            try:
                await self._begin_due()
            except StoreUnavailable as away:
                log.warning("jobs wait for the database: %s", away)
                self._look_at(self._clock.now())
                await asyncio.sleep(AWAY_S)

    async def _until_due(self) -> bool:
        """Whether to look, and not to stop."""
        while not self._stopping and self._clock.now() < self._next_at:
            self._woken.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOKS_EVERY_S):
                    await self._woken.wait()
        return not self._stopping

    async def _begin_due(self) -> None:
        """Looks in a transaction that writes: its turn comes after whoever is just deferring, so it sees their job."""
        async with self._database.begin() as tx:
            found = [await rows.first(tx, name, AT_ONCE + 1, but=tuple(of)) for name, of in self._running.items()]
            self._next_at = NOTHING  # Whoever defers after this transaction says their moment after this line.
        for jobs in found:
            self._begin(jobs)

    def _begin(self, jobs: Sequence[Job]) -> None:
        """As many of one task as there is room for; when one ends, there is a look for the rest."""
        for job in jobs:
            if self._stopping or self._is_full(job.task):
                return
            if job.due_at > self._clock.now():
                self._look_at(job.due_at)
                return
            self._running[job.task][job.id] = asyncio.create_task(self._run(job))

    def _is_full(self, task: str) -> bool:
        return len(self._running[task]) >= AT_ONCE

    async def _run(self, job: Job) -> None:
        try:
            await self._kept(job, well=await self._tried(job))
        except StoreUnavailable as away:
            log.warning("job %s of %s runs again: %s", job.id, job.task, away)
            self._look_at(self._clock.now())
        finally:
            if self._is_full(job.task):
                self._look_at(self._clock.now())
            del self._running[job.task][job.id]

    async def _tried(self, job: Job) -> bool:
        with self._watch.run(job.task, job.due_at) as running:
            try:
                await self._tasks[job.task](job.arg)
            except Exception:  # One job must not keep the others from theirs: this is the outermost loop.
                log.exception("job %s of %s failed, try %s", job.id, job.task, job.tries + 1)
                running.ended(well=False)
                return False
            running.ended(well=True)
            return True

    async def _kept(self, job: Job, *, well: bool) -> None:
        pause = None if well else pause_after(job.tries + 1)
        if not well and pause is None:
            log.error("job %s of %s is given up", job.id, job.task)
        async with self._database.begin() as tx:
            if pause is None:
                await rows.remove(tx, job.id)
                return
            again = self._clock.now() + pause
            await rows.put_off(tx, job.id, again, job.tries + 1)
        self._look_at(again)
