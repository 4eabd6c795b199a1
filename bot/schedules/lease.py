"""How long a runner may be sure that nobody else takes what it has claimed."""

import asyncio
from datetime import timedelta

#: Renewed thrice as often. With the sweep's second another process goes on within 15 s.
LEASE = timedelta(seconds=9)


def now_s() -> float:
    """The loop's own seconds, which no clock that is set moves."""
    return asyncio.get_running_loop().time()


class Lease:
    """By the runner's own reckoning, from before it asked: so it ends here no later than for the others."""

    def __init__(self) -> None:
        self.renewed(now_s())

    def renewed(self, asked_s: float) -> None:
        self._until_s = asked_s + LEASE.total_seconds()

    @property
    def is_over(self) -> bool:
        return now_s() >= self._until_s
