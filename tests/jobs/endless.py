"""A process that takes jobs of the task `look` and never ends one: it is there to be killed."""

import asyncio
import sys
from datetime import datetime

from bot.clock import MovableClock
from bot.jobs.choosing import jobs_of
from bot.store.engine import Database


async def endless(url: str, now: str) -> None:
    """Says the argument of each job that it has begun."""

    async def look(arg: str) -> None:
        sys.stdout.write(f"{arg}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()

    jobs = jobs_of(Database(url), MovableClock(datetime.fromisoformat(now)))
    jobs.task("look", look)
    jobs.start(ends_within_s=60)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(endless(sys.argv[1], sys.argv[2]))
