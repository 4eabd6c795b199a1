"""What every process does now and then, whether anybody asks or not."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.dispatch.tasks import Tasks
from bot.errors import StoreUnavailable
from bot.log import new_request_id, request

log = logging.getLogger(__name__)

AT_ONCE = 12  #: a sweep that waits for a slow Genesys keeps the next one from nothing

Sweeping = Callable[[], Coroutine[Any, Any, None]]


@contextmanager
def sweeping(sweeps: Sequence[tuple[Sweeping, float]], tasks: Tasks) -> Iterator[None]:
    """Runs each sweep at once, and again after so many seconds, for as long as the block takes."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    for sweep, every_s in sweeps:
        job = _to_its_end(sweep, tasks)
        scheduler.add_job(job)
        # Late is better than left out: the scheduler drops a tick that a busy process comes to after a second.
        scheduler.add_job(
            job, "interval", seconds=every_s, max_instances=AT_ONCE, coalesce=True, misfire_grace_time=None
        )
    scheduler.start()
    yield
    scheduler.shutdown(wait=False)


def _to_its_end(sweep: Sweeping, tasks: Tasks) -> Sweeping:
    """The scheduler cancels what runs when it is shut down; a transaction cut off there never gets closed."""

    async def job() -> None:
        with suppress(asyncio.CancelledError):  # The scheduler would log it as a failure.
            await asyncio.shield(tasks.start(_swept(sweep)))

    return job


async def _swept(sweep: Sweeping) -> None:
    """While the database is away, one line for each sweep is enough: the next one goes on."""
    with request(new_request_id(), kind="sweep"):
        try:
            await sweep()
        except StoreUnavailable as away:
            log.warning("a sweep waits for the database: %s", away)
