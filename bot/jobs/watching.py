"""What those who operate the bot are told of jobs: figures, and a request id of its own for each run."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.log import new_request_id, request
from bot.metrics import JOB_LATE, JOBS_DEFERRED, JOBS_RUN, Metrics


@dataclass
class Running:
    """One run: `cut` by a stop, unless it comes to an end."""

    outcome: str = "cut"

    def ended(self, *, well: bool) -> None:
        self.outcome = "done" if well else "failed"


@dataclass(frozen=True)
class Watch:
    """Told of each job that is deferred, and of each run."""

    clock: Clock
    metrics: Metrics = field(default_factory=Metrics)

    def deferred(self, task: str) -> None:
        self.metrics.count(JOBS_DEFERRED, task)

    @contextmanager
    def run(self, task: str, due_at: datetime | None) -> Iterator[Running]:
        """Every line within carries one request id."""
        if due_at is not None:
            self.metrics.measure(JOB_LATE, max((self.clock.now() - due_at).total_seconds(), 0.0), task)
        running = Running()
        with request(new_request_id(), job=task):
            try:
                yield running
            finally:
                self.metrics.count(JOBS_RUN, task, running.outcome)
