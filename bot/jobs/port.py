"""What the rest of the house knows of jobs.

Rows are the truth; a job only says "look at row X". It runs at least once, not before its moment, and perhaps twice,
so a task looks before it does anything. A job is kept with the transaction that deferred it, or not at all.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Protocol

from sqlalchemy.ext.asyncio import AsyncConnection

#: Gets the job's argument, an id. What it raises is logged, and the job is run again after a pause that grows.
Run = Callable[[str], Awaitable[None]]


class Jobs(Protocol):
    """Promises kept by whichever process runs jobs."""

    def task(self, name: str, run: Run) -> None:
        """Names what can be deferred, `area.what`; before `start`. A name taken twice stops the start."""

    async def defer(self, tx: AsyncConnection, task: str, arg: str, at: datetime | None = None) -> None:
        """Promises in the caller's transaction (`Database.begin()`) that the task runs; `at` None is now."""

    async def forget(self, task: str, due_before: datetime) -> None:
        """Drops what nobody has run since, where no process runs jobs: for a task that a sweep does as well."""

    def start(self, ends_within_s: float) -> None:
        """Runs what is due from now on, in this process. `ends_within_s` is what a stop leaves to what then runs."""

    async def stop(self) -> None:
        """Takes no more, waits for what runs, and hands back what does not end in time: others run it at once."""
