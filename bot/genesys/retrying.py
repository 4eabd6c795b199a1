"""When an attempt is repeated, and after how long: bounded in tries, in waiting, and in time."""

import random
import time

from bot.errors import RateLimited
from bot.genesys.answers import Failed

#: Attempts that fail on the way or in the server; waits for 429s are bounded by their budget.
MOST_TRIES = 3
#: What one call may wait for 429s in all: a person sits in front of it.
WAIT_BUDGET_S = 10.0
#: No repeat begins later than this after the call began, so that a command's last sentence keeps its time.
REPEAT_WITHIN_S = 15.0
#: The upper end of the first random pause; it doubles.
FIRST_PAUSE_S = 0.4
#: Least wait after a 429, doubled each time: "0 seconds", said again and again, is no busy loop.
LEAST_WAIT_S = 0.5


class Patience:
    """What is left of one call's tries and waits."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._failures = 0
        self._limits = 0
        self._waited_s = 0.0

    def pause_s(self, failed: Failed) -> float:
        """Seconds to wait before the repeat. Raises the failure's own error when there is to be none."""
        if not failed.again:
            raise failed.error from None
        pause = self._after(failed)
        if pause is None or time.monotonic() - self._began + pause > REPEAT_WITHIN_S:
            raise failed.error from None
        return pause

    def _after(self, failed: Failed) -> float | None:
        if isinstance(failed.error, RateLimited):
            return self._after_limit(failed.error.wait_s)
        self._failures += 1
        if self._failures >= MOST_TRIES:
            return None
        return random.uniform(0, FIRST_PAUSE_S * 2.0 ** (self._failures - 1))  # noqa: S311 - spreads repeats, no secret

    def _after_limit(self, told_s: float) -> float | None:
        least = max(told_s, LEAST_WAIT_S * 2.0**self._limits)
        wait = least + random.uniform(0, 0.1 * least)  # noqa: S311 - as above
        if self._waited_s + wait > WAIT_BUDGET_S:
            return None
        self._limits += 1
        self._waited_s += wait
        return wait
