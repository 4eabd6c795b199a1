"""The contract of jobs, on both databases."""

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.clock import MovableClock
from bot.jobs.choosing import jobs_of
from bot.jobs.port import Jobs
from bot.store.engine import Database
from bot.store.tables import jobs as table

#: Neither is the machine's own day: what is due is due by our clock alone.
BEHIND, AHEAD = (datetime.fromisoformat(f"{year}-03-01T12:00:00+00:00") for year in (2019, 2041))
ROOT = Path(__file__).parents[2]
SOON_S = 10.0
A_WHILE_S = 1.3  #: more than twice what a look at the clock takes


class Looks:
    """A task that notes what it was told to look at."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._more = asyncio.Condition()

    async def __call__(self, arg: str) -> None:
        async with self._more:
            self.seen.append(arg)
            self._more.notify_all()

    async def until(self, *args: str) -> None:
        async with asyncio.timeout(SOON_S), self._more:
            await self._more.wait_for(lambda: set(args) <= set(self.seen))


@pytest.fixture
def clock(request: pytest.FixtureRequest) -> MovableClock:
    return MovableClock(getattr(request, "param", AHEAD))


@pytest.fixture
def looks() -> Looks:
    return Looks()


@asynccontextmanager
async def running(
    database: Database, clock: MovableClock, **tasks: Callable[[str], Awaitable[None]]
) -> AsyncIterator[Jobs]:
    jobs = jobs_of(database, clock)
    for name, run in tasks.items():
        jobs.task(name, run)
    jobs.start(ends_within_s=2)
    try:
        yield jobs
    finally:
        await jobs.stop()


async def deferred(database: Database, jobs: Jobs, *args: str, task: str = "look", at: datetime | None = None) -> None:
    async with database.begin() as tx:
        for arg in args:
            await jobs.defer(tx, task, arg, at)


async def deferred_and_broken_off(database: Database, jobs: Jobs, later: datetime) -> None:
    async with database.begin() as tx:
        await jobs.defer(tx, "look", "never")
        await jobs.defer(tx, "look", "nor later", later)
        raise LookupError


async def test_a_job_runs_once_its_transaction_is_committed(database, clock, looks) -> None:
    async with running(database, clock, look=looks) as jobs:
        async with database.begin() as tx:
            await jobs.defer(tx, "look", "a")
            await asyncio.sleep(A_WHILE_S)
            assert looks.seen == []
        await looks.until("a")
        assert looks.seen == ["a"]


async def test_what_is_rolled_back_never_runs(database, clock, looks) -> None:
    async with running(database, clock, look=looks) as jobs:
        with pytest.raises(LookupError):
            await deferred_and_broken_off(database, jobs, clock.now() + timedelta(seconds=1))
        clock.by(timedelta(days=1))
        await deferred(database, jobs, "after")
        await looks.until("after")
        await asyncio.sleep(A_WHILE_S)
        assert looks.seen == ["after"]


@pytest.mark.parametrize("clock", [BEHIND, AHEAD], indirect=True, ids=["behind", "ahead"])
async def test_a_job_of_the_future_waits_for_its_moment_and_blocks_nothing(database, clock, looks) -> None:
    async with running(database, clock, look=looks) as jobs:
        await deferred(database, jobs, "later", at=clock.now() + timedelta(days=3))
        await deferred(database, jobs, "now")
        await looks.until("now")
        clock.by(timedelta(days=2, hours=23))
        await asyncio.sleep(A_WHILE_S)
        assert looks.seen == ["now"]
        clock.by(timedelta(hours=2))
        await looks.until("later")


async def test_a_job_that_fails_runs_again_after_pauses_that_grow(database, clock, caplog) -> None:
    times: list[datetime] = []
    well = asyncio.Event()

    async def look(_arg: str) -> None:
        times.append(clock.now())
        if len(times) < 4:
            raise LookupError("not yet")
        well.set()

    async with running(database, clock, look=look) as jobs:
        await deferred(database, jobs, "a")
        async with asyncio.timeout(SOON_S):
            while not well.is_set():
                await asyncio.sleep(0.05)
                clock.by(timedelta(seconds=0.2))
    pauses = [(after - before).total_seconds() for before, after in pairwise(times)]
    assert [pause >= least for pause, least in zip(pauses, (1, 2, 4), strict=True)] == [True] * 3
    assert caplog.text.count("LookupError: not yet") == 3
    assert await left(database) == []


async def test_many_run_at_once_and_each_once(database, clock) -> None:
    here, most, seen = 0, 0, []
    some_in, all_in = asyncio.Event(), asyncio.Event()

    async def look(arg: str) -> None:
        nonlocal here, most
        here, most = here + 1, max(most, here + 1)
        if here == 5:
            some_in.set()
        await some_in.wait()  # one after the other they would wait for ever
        here -= 1
        seen.append(arg)
        if len(seen) == 60:
            all_in.set()

    async with running(database, clock, look=look) as jobs:
        await deferred(database, jobs, *(str(number) for number in range(60)))
        await asyncio.wait_for(all_in.wait(), SOON_S)
        await asyncio.sleep(A_WHILE_S)
    assert sorted(seen, key=int) == [str(number) for number in range(60)]
    assert 5 <= most <= 20


async def test_many_of_one_task_that_take_long_keep_no_other_from_its_moment(database, clock, looks) -> None:
    """As changes do while Genesys is away; reminders still go."""
    begun: list[str] = []
    go_on = asyncio.Event()

    async def slow(arg: str) -> None:
        begun.append(arg)
        await go_on.wait()

    async with running(database, clock, slow=slow, look=looks) as jobs:
        await deferred(database, jobs, *(str(number) for number in range(50)), task="slow")
        async with asyncio.timeout(SOON_S):
            while len(begun) < 20:  # noqa: ASYNC110 - the task is the same as in the product
                await asyncio.sleep(0.01)
        await deferred(database, jobs, "a")
        await looks.until("a")
        assert len(begun) == 20
        go_on.set()
        async with asyncio.timeout(SOON_S):
            while len(begun) < 50:  # noqa: ASYNC110 - as above
                await asyncio.sleep(0.01)


async def test_what_a_killed_process_was_running_another_runs(database, clock, looks) -> None:
    """At least once: the stalled one's heart has stopped, or nobody holds the file any more."""
    await deferred(database, jobs_of(database, clock), "a")
    program = [sys.executable, "-m", "tests.jobs.endless", database.url, clock.now().isoformat()]
    killed = await asyncio.create_subprocess_exec(*program, stdout=asyncio.subprocess.PIPE, cwd=ROOT)
    assert killed.stdout is not None
    assert await asyncio.wait_for(killed.stdout.readline(), 60) == b"a\n"
    killed.kill()
    await killed.wait()
    async with running(database, clock, look=looks):
        await looks.until("a")


async def test_what_a_stop_cuts_off_the_next_process_runs_at_once(database, clock, looks) -> None:
    begun = asyncio.Event()

    async def endless(_arg: str) -> None:
        begun.set()
        await asyncio.Event().wait()

    async with running(database, clock, look=endless) as jobs:
        await deferred(database, jobs, "a")
        await asyncio.wait_for(begun.wait(), SOON_S)
    async with running(database, clock, look=looks):
        await looks.until("a")


async def test_a_stop_waits_for_what_runs_and_takes_no_more(database, clock, looks) -> None:
    """Also beside a task that has nothing to do, and so has stopped at once."""
    begun, ended = [], []
    before = asyncio.all_tasks()

    async def slow(arg: str) -> None:
        begun.append(arg)
        await asyncio.sleep(1)
        ended.append(arg)

    async with running(database, clock, look=slow, idle=looks) as jobs:
        await deferred(database, jobs, *(str(number) for number in range(30)))
        async with asyncio.timeout(SOON_S):
            while not begun:  # noqa: ASYNC110 - the task is the same as in the product
                await asyncio.sleep(0.01)
    assert not asyncio.all_tasks() - before
    assert begun
    assert sorted(begun) == sorted(ended)
    assert len(begun) <= 20


async def test_a_task_of_a_newer_release_waits_for_it(database, clock, looks) -> None:
    async with running(database, clock, look=looks) as old:
        await deferred(database, old, "a", task="look.closer", at=clock.now() + timedelta(seconds=1))
        clock.by(timedelta(hours=1))
        await deferred(database, old, "b")
        await looks.until("b")
        assert looks.seen == ["b"]
    newer = jobs_of(database, clock)
    newer.task("look.closer", looks)
    newer.start(ends_within_s=2)
    await looks.until("a")
    await newer.stop()


async def test_what_nobody_runs_can_be_dropped(database, clock, looks) -> None:
    """Where there is no worker, and a sweep does what the job was for."""
    nobody = jobs_of(database, clock)
    for arg, minutes in (("old", 10), ("new", 50)):
        await deferred(database, nobody, arg, at=clock.now() + timedelta(minutes=minutes))
    await deferred(database, nobody, "other", task="other", at=clock.now() + timedelta(minutes=10))
    clock.by(timedelta(hours=1))
    await nobody.forget("look", clock.now() - timedelta(minutes=30))
    assert sorted(await left(database)) == ["new", "other"]


def test_a_name_taken_twice_stops_the_start(database, clock, looks) -> None:
    jobs = jobs_of(database, clock)
    jobs.task("look", looks)
    with pytest.raises(ValueError, match="look"):
        jobs.task("look", looks)


async def left(database: Database) -> list[str]:
    async with database.read() as tx:
        return list(await tx.scalars(select(table.c.arg)))


@pytest.fixture(autouse=True)
def _quiet(caplog) -> None:
    caplog.set_level(logging.WARNING)
