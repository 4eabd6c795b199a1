"""A database that is away for a while, under processes that stay."""

import asyncio
import time
from collections.abc import Awaitable

from sqlalchemy import text

from bot.changes.rows import RUN
from bot.clock import SystemClock
from bot.jobs.choosing import jobs_of
from bot.store.engine import Database
from bot.store.schema import migrate
from tests.databases import running_postgresql
from tests.faults.bench import Ground, Seen, row
from tests.faults.cast import Cast, Player, cast
from tests.processes import until

SUBJECT = "Processes"
STOPPED_S = 35.0
NORMAL_WITHIN_S = 5.0
AWAY = "can't reach my database right now. Nothing was changed"


@row(
    SUBJECT,
    injected=f"PostgreSQL is stopped for {STOPPED_S:.0f} s under a web and a worker",
    expected=f"commands say so; commands and jobs are normal within {NORMAL_WITHIN_S:.0f} s after, "
    "and nothing was restarted by hand",
    only="postgresql",
    quick=False,
)
async def a_stopped_database(ground: Ground) -> Seen:
    with running_postgresql() as server:
        await migrated(server.address)
        async with cast(Ground(server.address, ground.folder), workers=1) as playing:
            ana, bo = playing.everybody[6], playing.everybody[7]
            await playing.link(ana, bo)
            assert "*Done:*" in await playing.says(ana, "/gc ooo on")
            await _job_runs(playing.database)
            server.stop()
            stopped = time.monotonic()
            await playing.deliver(playing.web, ana, "ooo off")
            await until(lambda: _reads(playing, ana, AWAY), 15)
            await asyncio.sleep(STOPPED_S - (time.monotonic() - stopped))
            server.start()
            began = time.monotonic()
            job = asyncio.create_task(_timed(_job_runs(playing.database), began))
            command_s = await _timed(_is_done(playing, bo), began)
            job_s = await job
            for bot in (*playing.webs, *playing.workers):
                assert bot.process.returncode is None, f"{bot.role} ended"
    assert max(command_s, job_s) <= NORMAL_WITHIN_S, f"a command after {command_s:.1f} s, a job after {job_s:.1f} s"
    return Seen(f"a command was done after {command_s:.1f} s, a job after {job_s:.1f} s")


async def migrated(url: str) -> None:
    database = Database(url)
    await migrate(database)
    await database.aclose()


async def _reads(playing: Cast, player: Player, said: str) -> bool:
    return bool(await playing.read(player, said))


async def _is_done(playing: Cast, player: Player) -> None:
    """Says it again until it is done, as a person would."""

    async def done() -> bool:
        return "*Done:*" in await playing.says(player, "/gc ooo on")

    await until(done, 30)


async def _job_runs(database: Database) -> None:
    """A job that finds nothing to do leaves the tables once it has run."""
    jobs = jobs_of(database, SystemClock())
    async with database.begin() as tx:
        await jobs.defer(tx, RUN, "NOBODY")

    async def gone() -> bool:
        async with database.read() as tx:
            return not (await tx.execute(text("SELECT count(*) FROM procrastinate_jobs"))).scalar_one()

    await until(gone, 30)


async def _timed(work: Awaitable[None], began: float) -> float:
    await work
    return time.monotonic() - began
