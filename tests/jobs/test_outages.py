"""A PostgreSQL that is away for a moment, or cuts its connections, under jobs that go on by themselves."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import psycopg
import pytest

from bot.clock import SystemClock
from bot.jobs.choosing import jobs_of
from bot.jobs.port import Jobs
from bot.store.engine import Database
from bot.store.schema import migrate
from tests.databases import PostgreSQL, running_postgresql
from tests.jobs.test_jobs import Looks, deferred

NORMAL_WITHIN_S = 5.0


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """Of our own, because others' tests need theirs."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
async def database(server: PostgreSQL) -> AsyncIterator[Database]:
    database = Database(server.address)
    await migrate(database)
    yield database
    await database.aclose()
    with psycopg.connect(server.address) as other:
        other.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture
async def at_work(database: Database) -> AsyncIterator[tuple[Jobs, Looks]]:
    """A worker that has shown that it runs jobs."""
    jobs, looks = jobs_of(database, SystemClock()), Looks()
    jobs.task("look", looks)
    jobs.start(ends_within_s=2)
    await deferred(database, jobs, "before")
    await looks.until("before")
    yield jobs, looks
    await jobs.stop()


@pytest.mark.parametrize("away_s", [0.5, 7.0])
async def test_jobs_run_soon_after_the_server_is_back(
    server: PostgreSQL, database: Database, at_work: tuple[Jobs, Looks], away_s: float
) -> None:
    jobs, looks = at_work
    server.stop()
    await asyncio.sleep(away_s)
    server.start()
    back = time.monotonic()
    await deferred(database, jobs, "after")
    await looks.until("after")
    assert time.monotonic() - back <= NORMAL_WITHIN_S


@contextmanager
def stopped(server: PostgreSQL) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()


@contextmanager
def hanging(server: PostgreSQL) -> Iterator[None]:
    """Its sockets stay open, and nobody answers."""
    with psycopg.connect(server.address) as other:
        ours = other.info.backend_pid
        found = other.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()").fetchall()
    pids = [server.pid, *(pid for (pid,) in found if pid != ours)]
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("away", [stopped, hanging])
async def test_a_stop_ends_while_the_server_is_away_and_leaves_nothing(
    server: PostgreSQL, database: Database, away: Callable[[PostgreSQL], AbstractContextManager[None]]
) -> None:
    """Neither what its jobs do, nor a connection: what is left works on with a database that has been closed."""
    before, looks = asyncio.all_tasks(), Looks()
    jobs = jobs_of(database, SystemClock())

    async def look(arg: str) -> None:
        await looks(arg)
        await asyncio.sleep(1 if arg == "short" else 60)

    jobs.task("look", look)
    jobs.task("idle", looks)
    jobs.start(ends_within_s=2)
    await deferred(database, jobs, "short", "long")
    await looks.until("short", "long")
    with away(server):
        begun = time.monotonic()
        await jobs.stop()
        took = time.monotonic() - begun
    assert not asyncio.all_tasks() - before
    assert took <= 7, "what a stop leaves to jobs, and a moment to a pool that is just connecting"


async def test_jobs_run_on_when_their_connections_are_cut(
    server: PostgreSQL, database: Database, at_work: tuple[Jobs, Looks]
) -> None:
    jobs, looks = at_work
    for number in range(3):
        _cut_all(server)
        back = time.monotonic()
        await deferred(database, jobs, str(number))
        await looks.until(str(number))
        assert time.monotonic() - back <= NORMAL_WITHIN_S


async def test_a_job_whose_end_could_not_be_written_is_given_back(
    server: PostgreSQL, database: Database, at_work: tuple[Jobs, Looks]
) -> None:
    """Its worker lives on and beats, so nobody would take it for stalled; it runs again instead of standing for ever."""
    jobs, looks = at_work
    with psycopg.connect(server.address, autocommit=True) as other:
        other.execute("CREATE RULE kept AS ON DELETE TO procrastinate_jobs DO INSTEAD NOTHING")
        await deferred(database, jobs, "a")
        await looks.until("a")
        await asyncio.sleep(0.5)
        other.execute("DROP RULE kept ON procrastinate_jobs")
        async with asyncio.timeout(10):
            while other.execute("SELECT count(*) FROM procrastinate_jobs").fetchone() != (0,):  # noqa: ASYNC110 - a table has no event to wait for
                await asyncio.sleep(0.1)
    assert looks.seen.count("a") == 2


def _cut_all(server: PostgreSQL) -> None:
    with psycopg.connect(server.address, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()")
