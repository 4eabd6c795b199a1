"""Jobs on PostgreSQL: any number of processes, through Procrastinate.

What is due goes to Procrastinate in the transaction that makes it so: when it is deferred, or when its moment has come
and it leaves the table `jobs`. So the moment is always by our own clock, which may be moved; a job of the future never
stands before one of the present; and Procrastinate, which looks through all that it holds, holds little.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime

from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import ConnectorException
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker
from psycopg_pool import AsyncConnectionPool, PoolTimeout
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.jobs import rows
from bot.jobs.port import Run
from bot.jobs.trying import pause_after
from bot.jobs.under_way import Lines, Runs, cancelled
from bot.jobs.watching import Watch
from bot.store.engine import Database
from bot.store.outages import reason

log = logging.getLogger(__name__)

AT_ONCE = 20  #: of each task: many that wait for a slow Genesys keep no reminder from its moment
HANDED_EVERY_S = 0.5
FETCHED_EVERY_S = 1.0  #: a job that is given back tells nobody
BEATS_EVERY_S = 1.0
STALLED_AFTER_S = 5.0
RESCUED_EVERY_S = 1.0
AGAIN_AFTER_S = 0.5
CONNECTS_WITHIN_S = 2.0
LATE_S = 1.0
CONNECTS_FOR_S = 2  #: the least that libpq takes
#: Fewer than a server's usual hundred may be had, and each worker also listens on one.
CONNECTIONS = 4
#: What a lost connection costs: no wait without an end, also where nobody answers any more.
_LINE = {
    "connect_timeout": CONNECTS_FOR_S,
    "options": "-c statement_timeout=5000",
    "keepalives_idle": 5,
    "keepalives_interval": 2,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}


class _AtOnce(BaseRetryStrategy):
    """For what a stop cut off, and what could not be kept: without a strategy it would be given up."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:  # noqa: ARG002 - its signature
        return RetryDecision(retry_in={"seconds": 0})


class ByProcrastinate:
    """No locks: a task looks at its row first, whose fence keeps two of them apart."""

    def __init__(self, database: Database, clock: Clock, watch: Watch) -> None:
        self._database, self._clock, self._watch = database, clock, watch
        self._address = make_url(database.url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._app = App(connector=PsycopgConnector())
        self._names: list[str] = []
        self._runs, self._lines = Runs(), Lines()
        self._loops: list[asyncio.Task[None]] = []
        self._workers: dict[asyncio.Task[None], Worker] = {}
        self._worker_ids: set[int] = set()
        self._ends_within_s = 0.0
        self._stopping = asyncio.Event()

    def task(self, name: str, run: Run) -> None:
        if name in self._names:
            raise ValueError(f"the task {name} is named twice")
        self._names.append(name)
        # A queue for each task, so that a process never takes what only a newer release knows.
        self._app.task(name=name, queue=name, retry=_AtOnce(), pass_context=True)(self._tried(name, run))

    async def defer(self, tx: AsyncConnection, task: str, arg: str, at: datetime | None = None) -> None:
        if at is not None and at > self._clock.now():
            await rows.add(tx, task, arg, at)
        else:
            await self._hand_over(tx, task, arg, self._clock.now())
        self._watch.deferred(task)

    async def forget(self, task: str, due_before: datetime) -> None:
        async with self._database.begin() as tx:
            await rows.drop(tx, task, due_before)

    def start(self, ends_within_s: float) -> None:
        self._ends_within_s = ends_within_s
        self._loops = [asyncio.create_task(loop) for loop in (self._working(), self._handing_over())]

    async def stop(self) -> None:
        self._stopping.set()
        self._stop_workers()
        if not self._loops:
            return
        _, late = await asyncio.wait(self._loops, timeout=self._ends_within_s + LATE_S)
        if late:  # The database is away, and nothing can be handed back; others take it for stalled.
            self._lines.cut()
            await cancelled([*self._workers, *self._runs.tasks])
            _, late = await asyncio.wait(late, timeout=CONNECTS_FOR_S + LATE_S)  # the pool may just be connecting
        await cancelled(late)

    def _stop_workers(self) -> None:
        """As a signal would: each waits for what it runs.

        Cancelled, it may hear nothing of it (until Python 3.12, `asyncio.wait_for` swallows a cancellation that comes
        with a result), and cancelled twice, it would leave what it runs to itself.
        """
        for worker in self._workers.values():
            worker.stop()  # type: ignore[no-untyped-call]  # Procrastinate types it not

    async def _hand_over(self, tx: AsyncConnection, task: str, arg: str, due_at: datetime, tries: int = 0) -> None:
        raw = await tx.get_raw_connection()
        job = self._app.configure_task(task, queue=task, connection=raw.driver_connection)
        try:
            await job.defer_async(arg=arg, tries=tries, due_at=due_at.isoformat())
        except ConnectorException as error:
            raise StoreUnavailable(reason(error.__cause__ or error)) from error

    async def _handing_over(self) -> None:
        while not await self._stops_within(HANDED_EVERY_S):
            try:
                while await self._hand_over_due() == AT_ONCE:
                    pass
            except StoreUnavailable as away:
                log.warning("jobs wait for the database: %s", away)

    async def _hand_over_due(self) -> int:
        async with self._database.begin() as tx:
            due = await rows.take(tx, self._names, self._clock.now(), AT_ONCE)
            for job in due:
                await self._hand_over(tx, job.task, job.arg, job.due_at, job.tries)
        return len(due)

    async def _working(self) -> None:
        """A worker that an outage has ended leaves jobs and connections behind, so the next one begins anew."""
        while not self._stopping.is_set():
            try:
                async with self._connected():
                    if not self._stopping.is_set():
                        await self._work()
            except (ConnectorException, PoolTimeout) as error:
                log.warning("the worker begins anew: %s", reason(error.__cause__ or error))
            except Exception:  # The outermost loop: a process that runs no more jobs would look alive.
                log.exception("the worker ended, and begins anew")
            await self._stops_within(AGAIN_AFTER_S)

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        """A pool that is given up after a moment: one that could not connect for a while waits to be asked again."""
        lines = self._lines = Lines()
        pool = AsyncConnectionPool(
            self._address,
            min_size=1,
            max_size=CONNECTIONS,
            timeout=5,
            reconnect_timeout=4,
            kwargs=_LINE,
            configure=lines.opened,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )
        try:
            async with pool:
                await pool.wait(CONNECTS_WITHIN_S)
                # It makes the connections on which it listens itself, and tells the pool nothing of them.
                with self._app.replace_connector(PsycopgConnector(configure=lines.opened)):
                    async with self._app.open_async(pool):
                        yield
        finally:
            await lines.close()

    async def _work(self) -> None:
        """A worker for each task, until one of them ends, or nobody can be rescued."""
        self._worker_ids.clear()
        workers = [self._worker(name) for name in self._names]
        self._workers = {asyncio.create_task(self._heeding(worker)): worker for worker in workers}
        over = asyncio.Event()
        rescuing = asyncio.create_task(self._rescuing(over))
        together = [*self._workers, rescuing]
        try:
            await asyncio.wait(together, return_when=asyncio.FIRST_COMPLETED)
        finally:
            over.set()  # The cancellation alone might be swallowed too.
            rescuing.cancel()
            self._stop_workers()
            ended = await asyncio.gather(*together, return_exceptions=True)
        for error in ended:
            if isinstance(error, Exception):
                raise error

    def _worker(self, task: str) -> Worker:
        return Worker(
            self._app,
            queues=[task],
            concurrency=AT_ONCE,
            fetch_job_polling_interval=FETCHED_EVERY_S,
            shutdown_graceful_timeout=self._ends_within_s,
            delete_jobs="always",
            install_signal_handlers=False,
            update_heartbeat_interval=BEATS_EVERY_S,
            stalled_worker_timeout=STALLED_AFTER_S,
        )

    async def _heeding(self, worker: Worker) -> None:
        """At its beginning it forgets that it was asked to stop."""
        if not self._stopping.is_set():
            await worker.run()  # type: ignore[no-untyped-call]  # as above

    async def _rescuing(self, over: asyncio.Event) -> None:
        """Gives back what nobody runs: a killed worker's jobs, and our own whose end could not be written."""
        lost: set[int] = set()
        while not over.is_set():
            await asyncio.sleep(RESCUED_EVERY_S)
            stalled = await self._app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_AFTER_S)
            ours = await self._unattended()
            for job in [*stalled, *(one for one in ours if one.id in lost)]:
                await self._give_back(job)
            lost = {job.id for job in ours if job.id}

    async def _unattended(self) -> list[Job]:
        doing = await self._app.job_manager.list_jobs_async(status="doing") if self._worker_ids else ()
        return [job for job in doing if job.worker_id in self._worker_ids and job.id not in self._runs]

    async def _give_back(self, job: Job) -> None:
        try:
            await self._app.job_manager.retry_job(job)
        except ConnectorException as error:  # Another rescuer was here before, or its worker lives after all.
            log.info("job %s is not given back: %s", job.id, reason(error.__cause__ or error))
        else:
            log.warning("job %s was left behind, and runs again", job.id)

    def _tried(self, name: str, run: Run) -> Callable[..., Awaitable[None]]:
        """What fails is put off by our own clock; Procrastinate's strategies know only the server's."""

        async def tried(context: JobContext, arg: str, tries: int, due_at: str | None = None) -> None:
            self._runs.begin(context.job.id or 0)
            if context.job.worker_id is not None:
                self._worker_ids.add(context.job.worker_id)
            with self._watch.run(name, datetime.fromisoformat(due_at) if due_at else None) as running:
                try:
                    await run(arg)
                except Exception:  # One job must not keep the others from theirs: this is the outermost loop.
                    log.exception("a job of %s failed, try %s", name, tries + 1)
                    running.ended(well=False)
                    await self._put_off(name, arg, tries + 1)
                else:
                    running.ended(well=True)

        return tried

    async def _put_off(self, name: str, arg: str, tries: int) -> None:
        pause = pause_after(tries)
        if pause is None:
            log.error("a job of %s is given up", name)
            return
        async with self._database.begin() as tx:
            await rows.add(tx, name, arg, self._clock.now() + pause, tries=tries)

    async def _stops_within(self, pause_s: float) -> bool:
        try:
            await asyncio.wait_for(self._stopping.wait(), pause_s)
        except TimeoutError:
            return False
        return True
