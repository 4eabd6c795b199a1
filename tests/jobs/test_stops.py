"""A stop on PostgreSQL that comes while a worker asks its server something, and takes no cancellation for it."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from procrastinate.manager import JobManager

from bot.clock import SystemClock
from bot.jobs.choosing import jobs_of
from bot.store.engine import Database
from tests.databases import Shelf, on
from tests.jobs.test_jobs import Looks

LONG_S = 60.0  #: what a stop leaves to jobs; there are none
ANSWERS_AFTER_S = 1.0  #: to who is not cancelled
ENDS_WITHIN_S = 20.0  #: a limit for slow machines, far below the other


@pytest.mark.parametrize("asked", ["register_worker", "get_stalled_jobs"])
async def test_a_cancellation_that_is_swallowed_does_not_hold_up_a_stop(
    postgresql_server: str, postgresql_shelf: Shelf, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    """Until Python 3.12, `asyncio.wait_for` answers with a result that comes at the instant of the cancellation."""
    asks, answered, ask = asyncio.Event(), asyncio.Event(), getattr(JobManager, asked)

    async def answers_all_the_same(*args: Any, **named: Any) -> Any:
        asks.set()
        with suppress(asyncio.CancelledError):
            await answered.wait()
        return await ask(*args, **named)

    monkeypatch.setattr(JobManager, asked, answers_all_the_same)
    name = postgresql_shelf.take()
    database = Database(on(postgresql_server, name))
    jobs = jobs_of(database, SystemClock())
    jobs.task("look", Looks())
    jobs.start(ends_within_s=LONG_S)
    await asyncio.wait_for(asks.wait(), ENDS_WITHIN_S)
    asyncio.get_running_loop().call_later(ANSWERS_AFTER_S, answered.set)
    stop = asyncio.create_task(jobs.stop())
    await asyncio.wait([stop], timeout=ENDS_WITHIN_S)
    assert stop.done()
    await database.aclose()
    postgresql_shelf.put(name)
