"""Each change's row has a job that looks at it, and a stop hands back what it cuts off."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.changes.rows import LEASE, RUN, ChangeRows
from bot.clock import MovableClock
from bot.errors import Unavailable
from bot.store.engine import Database
from bot.store.tables import jobs
from tests.changes.test_fences import BILLING, ORIGIN, executor_of, left_behind, rows_of
from tests.stage.looking import Behind
from tests.stage.stage import NOON, Person, Stage


@pytest.fixture
def clock() -> MovableClock:
    clock = MovableClock(NOON)
    clock.run_at(0)
    return clock


@pytest.fixture
def rows(database: Database, clock: MovableClock) -> ChangeRows:
    return rows_of(database, clock)


async def test_a_row_and_its_job_are_one_and_the_job_is_for_the_end_of_the_lease(
    rows: ChangeRows, database: Database, clock: MovableClock
) -> None:
    row = await rows.add(BILLING, ORIGIN)
    assert await _promised(database) == [(RUN, row.id, clock.now() + LEASE)]


async def test_a_row_that_waits_has_a_job_for_its_next_try(
    rows: ChangeRows, database: Database, clock: MovableClock
) -> None:
    row = await rows.add(BILLING, ORIGIN)
    await rows.wait(row, await rows.claim(row), timedelta(minutes=2), Unavailable())
    assert (RUN, row.id, clock.now() + timedelta(minutes=2)) in await _promised(database)


async def test_a_job_looks_again_at_the_end_of_a_lease_that_somebody_else_has(
    stage: Stage, ana: Person, behind: Behind
) -> None:
    origin, change = await left_behind(stage, ana)
    rows = rows_of(stage.app.database, stage.sides.clock)
    row = await rows.add(change, origin)
    await rows.claim(row)
    await stage.app.sweep.look(row.id)
    await stage.app.sweep.look(row.id)
    assert await behind.states() == ["executing"]
    assert [arg for _, arg, _ in await _promised(stage.app.database)] == [row.id] * 3
    stage.later(seconds=10)
    await asyncio.gather(*(stage.app.sweep.look(row.id) for _ in range(3)))
    async with asyncio.timeout(5):
        while not (await behind.rows())[0].told:  # noqa: ASYNC110 - a row has no event to wait for
            await asyncio.sleep(0.05)
    assert ana.joined == {"Billing", "Returns"}
    assert await stage.effects("patchUserQueue", ana) == 1


@pytest.mark.parametrize("held", ["GET", "PATCH"])
async def test_what_a_stop_cuts_off_is_anybodys_at_once_unless_it_was_in_mid_write(
    stage: Stage, ana: Person, behind: Behind, held: str
) -> None:
    """A write that was cut off may still take effect, and whoever looked too early would write again."""
    origin, change = await left_behind(stage, ana)
    rows = rows_of(stage.app.database, stage.sides.clock)
    stage.sides.clock.run_at(0)
    await stage.fault("genesys", path="/api/v2/users/*/queues*", method=held, do="delay", seconds=3, times=1)
    await stage.fault("genesys", path="/api/v2/users/*/queues/*", method=held, do="delay", seconds=3, times=1)
    actor = await stage.app.desk.identity.actor_of_link(origin.link_id)
    row = await rows.add(change, origin)
    executor = executor_of(stage, rows, stage.sides.clock)
    running = asyncio.create_task(executor.run(row, actor))
    async with asyncio.timeout(10):  # until Genesys has the call that it answers late; the row says so before
        while len(stage.sides.simulator.faults.pulled) == 2:  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
    assert [(row.state, row.attempts) for row in await behind.rows()] == [("executing", int(held == "PATCH"))]
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    lease_until = (await behind.rows())[0].lease_until
    assert lease_until == stage.sides.clock.now() + (LEASE if held == "PATCH" else timedelta())


async def _promised(database: Database) -> list[tuple[str, str, object]]:
    async with database.read() as tx:
        return [(row.task, row.arg, row.due_at) for row in await tx.execute(select(jobs).order_by(jobs.c.id))]
