"""The one source of "now". Tests and the sandbox move it; nothing else asks the system for the time of day."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time, aware and in UTC."""

    def now(self) -> datetime: ...

    @property
    def rate(self) -> float:
        """Seconds that pass by it in each real one."""


def real(span: timedelta, clock: Clock) -> timedelta:
    """A span of real time as this clock counts it. What guards processes against one another cannot be hurried."""
    return span * max(1.0, clock.rate)


class SystemClock:
    """The machine's own time."""

    rate = 1.0

    def now(self) -> datetime:
        return datetime.now(UTC)


class MovableClock:
    """Runs from wherever it was set, at `rate` seconds a second. It never goes back by itself."""

    def __init__(self, start: datetime | None = None) -> None:
        self._at = start or datetime.now(UTC)
        self._since = time.monotonic()
        self._rate = 1.0
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        return self._at + timedelta(seconds=(time.monotonic() - self._since) * self._rate)

    @property
    def rate(self) -> float:
        """Seconds that pass here in each real one."""
        return self._rate

    def to(self, moment: datetime) -> None:
        self._at, self._since = moment, time.monotonic()
        for told in self._watchers:
            told()

    def by(self, span: timedelta) -> None:
        self.to(self.now() + span)

    def run_at(self, rate: float) -> None:
        """Sets the pace: 1 is real time, 60 is a minute a second, 0 stands still."""
        self._at, self._rate = self.now(), rate
        self.to(self._at)

    @contextmanager
    def watched(self, told: Callable[[], None]) -> Iterator[None]:
        """Calls `told` whenever somebody sets, moves or paces the clock."""
        self._watchers.append(told)
        try:
            yield
        finally:
            self._watchers.remove(told)
