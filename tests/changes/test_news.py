"""Whom a change concerns reads of it: after their interaction, and also where no process runs jobs."""

import asyncio
from datetime import timedelta

from sqlalchemy import select

from bot.app import Role
from bot.changes.rows import NEWS
from bot.store.tables import jobs
from tests.handlers.requesting import reads
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage, raised

BREAK = "did this for you in Genesys: your presence is Break"


async def held(stage: Stage) -> None:
    """Its moment has come, and was put off."""
    async with asyncio.timeout(10):
        while True:
            async with stage.app.database.read() as tx:
                due = (await tx.execute(select(jobs.c.due_at).where(jobs.c.task == NEWS))).scalars().all()
            if [at for at in due if at - stage.sides.clock.now() > timedelta(seconds=20)]:
                return
            await asyncio.sleep(0.02)


async def test_whoever_is_on_a_call_reads_afterwards_what_was_changed_of_theirs_but_at_once_that_calls_come(
    stage: Stage, ana: Person, bo: Person, behind: Behind
) -> None:
    await bo.links()
    await stage.floor(user=ana.who.email, routing_status="INTERACTING")
    await bo.says(f"/gc for {ana.mention} break")
    await bo.clicks("Confirm")
    await held(stage)
    assert await behind.told(BREAK) == 0
    await stage.floor(user=ana.who.email, routing_status="IDLE")
    stage.later(seconds=31)
    await reads(ana, BREAK)

    await stage.floor(user=ana.who.email, routing_status="INTERACTING")
    await bo.says(f"/gc for {ana.mention} on")
    await bo.clicks("Confirm")
    await reads(ana, "did this for you in Genesys: you are on queue")


async def test_without_a_process_that_runs_jobs_the_sweep_tells_it(database_url: str) -> None:
    async with raised(database_url, role=Role.WEB) as stage:
        ana, bo = stage.person(0), stage.person(1)
        await ana.links()
        await bo.links()
        await bo.says(f"/gc for {ana.mention} break")
        await bo.clicks("Confirm")
        stage.later(hours=2)
        await reads(ana, BREAK)
        await Behind(stage).sweeps()
        assert await Behind(stage).told(BREAK) == 1
