"""A stop, once nothing more is taken: work and jobs end, then what is still to be said."""

import asyncio

from bot.dispatch.tasks import Tasks
from bot.jobs.port import Jobs
from bot.schedules.firing import Runner
from bot.slack.sender import Sender

DRAIN_WITHIN_S = 23.0  #: with what HTTP and posts may take before and after it, a stop ends within 30 s
POSTS_DRAIN_WITHIN_S = 2.0


async def ended(tasks: Tasks, jobs: Jobs, runner: Runner, sender: Sender) -> None:
    """A job may begin work at its very end: a Home is drawn again for the change that it made."""
    await asyncio.gather(runner.stop(DRAIN_WITHIN_S), tasks.drain(DRAIN_WITHIN_S), jobs.stop())
    await tasks.drain(POSTS_DRAIN_WITHIN_S)
    await sender.drain(POSTS_DRAIN_WITHIN_S)
