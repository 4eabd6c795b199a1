"""What runs now and then goes on through an outage, and does not fill the log with it."""

import asyncio
import logging

import pytest

from bot.dispatch.sweeps import sweeping
from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable


async def test_a_database_that_is_away_costs_each_sweep_one_line_and_the_next_one_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.INFO)
    runs: list[str] = []

    async def sweep() -> None:
        runs.append("run")
        raise StoreUnavailable("connection refused")

    tasks = Tasks()
    with sweeping([(sweep, 1)], tasks):
        async with asyncio.timeout(8):
            while len(runs) < 3:  # noqa: ASYNC110 - the scheduler is watched from outside
                await asyncio.sleep(0.02)
    await tasks.drain(1)
    loud = [record for record in caplog.records if record.levelno >= logging.WARNING]
    assert [record.getMessage() for record in loud] == ["a sweep waits for the database: connection refused"] * len(
        runs
    )
    assert not any(record.exc_info for record in loud)


async def test_a_sweep_that_runs_at_a_stop_comes_to_its_end() -> None:
    begun, may_end, ended = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def sweep() -> None:
        begun.set()
        await may_end.wait()
        ended.set()

    tasks = Tasks()
    with sweeping([(sweep, 60)], tasks):
        await asyncio.wait_for(begun.wait(), 5)
    may_end.set()
    await tasks.drain(5)
    assert ended.is_set()


async def test_what_begins_while_a_stop_waits_is_waited_for_too() -> None:
    """Such as a Home that is drawn again for a change that ends just then."""
    tasks, ended, may_end = Tasks(), asyncio.Event(), asyncio.Event()

    async def second() -> None:
        await asyncio.sleep(0.05)
        ended.set()

    async def first() -> None:
        await may_end.wait()
        tasks.start(second())

    tasks.start(first())
    asyncio.get_running_loop().call_later(0.05, may_end.set)
    await tasks.drain(5)
    assert ended.is_set()
