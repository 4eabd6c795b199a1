"""Which jobs a database has."""

from bot.clock import Clock
from bot.jobs.in_process import InProcess
from bot.jobs.port import Jobs
from bot.jobs.watching import Watch
from bot.metrics import Metrics
from bot.store.engine import Database


def jobs_of(database: Database, clock: Clock, metrics: Metrics | None = None) -> Jobs:
    watch = Watch(clock, metrics or Metrics())
    if database.is_sqlite:
        return InProcess(database, clock, watch)
    from bot.jobs.by_procrastinate import ByProcrastinate  # noqa: PLC0415 - the extra `postgres` may be missing

    return ByProcrastinate(database, clock, watch)
