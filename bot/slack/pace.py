"""How long the bot waits for Slack: only as Slack asks, only for the method that it asked about, never without end."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TypeVar

TRIES = 4  #: for what Slack asked to come again; the patience of the sender ends earlier as a rule
REPEATS = 1  #: of a call whose answer was lost: each may say something twice
FIRST_WAIT_S = 1.0  #: where Slack names no time, or none that can be read
LONGEST_HOLD_S = 3600.0
JITTER = 0.2  #: of each wait, so that all who wait do not come back at once
T = TypeVar("T")


class Failed(Exception):
    """A call that had no effect that can be relied on; `reason` is a word for the log."""

    def __init__(self, reason: str, more: str = "") -> None:
        super().__init__(f"{reason} ({more})" if more else reason)
        self.reason = reason


class Refused(Failed):
    """Slack understood, and says no: the same call would be refused again. `reason` is Slack's own word."""


class Lost(Failed):
    """No answer that can be read: the call may have had its effect."""


class Limited(Failed):
    """Slack asks to come again after `wait_s`; nothing was done."""

    def __init__(self, wait_s: float) -> None:
        super().__init__("ratelimited")
        self.wait_s = wait_s


def asked_wait_s(retry_after: str | None) -> float:
    """Seconds in a `Retry-After`; Slack sends whole ones. Anything else counts as one second."""
    if retry_after is None or not (retry_after.isascii() and retry_after.isdigit()):
        return FIRST_WAIT_S
    return min(max(float(retry_after), FIRST_WAIT_S), LONGEST_HOLD_S)


def _now_s() -> float:
    return asyncio.get_running_loop().time()


@dataclass
class Patience:
    """How long one answer may wait in all, on whatever way it goes."""

    for_s: float
    _until_s: float = field(init=False)

    def __post_init__(self) -> None:
        self._until_s = _now_s() + self.for_s

    def lasts(self, wait_s: float) -> bool:
        return _now_s() + wait_s <= self._until_s


class Pace:
    """Runs calls, each with a `key` that Slack counts by: a method's name, or a `response_url`."""

    def __init__(self) -> None:
        self._held: dict[str, float] = {}

    async def run(self, key: str, attempt: Callable[[], Awaitable[T]], patience: Patience) -> T:
        """Raises Refused, and Lost or Limited once patience or tries are used up."""
        lost = 0
        for last in (*[False] * (TRIES - 1), True):
            await self._held_no_more(key, patience)
            try:
                return await attempt()
            except Limited as limited:
                self._hold(key, limited.wait_s)
                if last:
                    raise
            except Lost:
                wait_s = FIRST_WAIT_S / 2 * (1 + random.random())  # noqa: S311 - jitter, no secret
                if last or lost == REPEATS or not patience.lasts(wait_s):
                    raise
                lost += 1
                await asyncio.sleep(wait_s)
        raise AssertionError("the last try raises or returns")

    def _hold(self, key: str, wait_s: float) -> None:
        now_s = _now_s()
        self._held = {held: until_s for held, until_s in self._held.items() if until_s > now_s}
        self._held[key] = now_s + wait_s

    async def _held_no_more(self, key: str, patience: Patience) -> None:
        wait_s = self._held.get(key, 0.0) - _now_s()
        if wait_s <= 0:
            return
        jitter_s = random.uniform(0, JITTER * wait_s)  # noqa: S311 - jitter, no secret
        if not patience.lasts(wait_s + jitter_s):
            raise Limited(wait_s)
        await asyncio.sleep(wait_s + jitter_s)
