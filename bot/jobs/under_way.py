"""What Procrastinate has under way in this process: runs of jobs, down to the writing of their ends, and connections.

Procrastinate hears nothing of a run whose end could not be written, and lets go of all its own when it is cancelled
in the middle of a stop.
"""

import asyncio
import logging
from collections.abc import Iterable
from functools import partial
from typing import Any

from procrastinate.exceptions import ConnectorException
from psycopg import AsyncConnection

from bot.store.outages import reason
from bot.store.postgresql import cut

log = logging.getLogger(__name__)

CANCELLED_EVERY_S = 0.2
CANCELLED_FOR_S = 2.0


class Runs:
    """Which jobs run here."""

    def __init__(self) -> None:
        self._jobs: dict[asyncio.Task[Any], int] = {}

    def __contains__(self, job_id: int | None) -> bool:
        return job_id in self._jobs.values()

    def begin(self, job_id: int) -> None:
        """The task that calls this is the job's whole run: its end is written in it too."""
        run = asyncio.current_task()
        assert run
        self._jobs[run] = job_id
        run.add_done_callback(partial(self._ended, job_id))

    @property
    def tasks(self) -> Iterable[asyncio.Task[Any]]:
        return tuple(self._jobs)

    def _ended(self, job_id: int, run: asyncio.Task[Any]) -> None:
        del self._jobs[run]
        error = None if run.cancelled() else run.exception()
        if isinstance(error, ConnectorException):
            log.warning("the end of job %s is not written: %s", job_id, reason(error.__cause__ or error))
        elif error:
            log.error("the end of job %s is not written", job_id, exc_info=error)


class Lines:
    """The connections of one worker, in its pool or beside it."""

    def __init__(self) -> None:
        self._open: list[AsyncConnection[Any]] = []

    async def opened(self, line: AsyncConnection[Any]) -> None:
        """To be told of each as soon as it stands."""
        self._open = [*(one for one in self._open if not one.closed), line]

    def cut(self) -> None:
        """Whoever waits for an answer on one of them reads at once that it will not come, and closes it."""
        for line in self._open:
            cut(line)

    async def close(self) -> None:
        """Once nobody needs them: a pool drops what comes back to it while it closes."""
        for line in self._open:
            await line.close()


async def cancelled(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancels them until they have ended: the first time, psycopg waits for its server, and an end is written first."""
    left, tries = set(tasks), round(CANCELLED_FOR_S / CANCELLED_EVERY_S)
    while left and tries:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=CANCELLED_EVERY_S)
        tries -= 1
    if left:
        log.error("%s do not end", ", ".join(sorted(task.get_name() for task in left)))
