"""How long the bot waits for Slack: only as Slack asks, only for the method and the workspace that it asked about.

Answers to people go at once. What the clock says goes in its turn, no faster than Slack takes it.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar
from weakref import WeakValueDictionary

from bot.slack.quotas import PER_MINUTE, Quota
from bot.slack.waiting import LOOP_TIME, Waiting

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


@dataclass
class Patience:
    """How long one answer may wait in all, on whatever way it goes."""

    for_s: float
    time: Waiting = LOOP_TIME
    _until_s: float = field(init=False)

    def __post_init__(self) -> None:
        self.begin()

    def begin(self) -> None:
        """Lasts from now on."""
        self._until_s = self.time.now_s() + self.for_s

    def lasts(self, wait_s: float) -> bool:
        return self.time.now_s() + wait_s <= self._until_s


class Counted(NamedTuple):
    """What Slack counts by: a method in a workspace. A `response_url` stands for itself."""

    team: str
    method: str


class Pace:
    """Runs calls: those of people at once, those that can wait one after the other, in the order in which they came."""

    def __init__(self, time: Waiting = LOOP_TIME) -> None:
        self.time = time
        self._held: dict[Counted, float] = {}
        self._quotas: dict[Counted, Quota] = {}
        self._queues: WeakValueDictionary[Counted, asyncio.Lock] = WeakValueDictionary()

    async def run(
        self, key: Counted, attempt: Callable[[], Awaitable[T]], patience: Patience, *, in_turn: bool = False
    ) -> T:
        """Raises Refused, and Lost or Limited once patience or tries are used up."""
        lost = 0
        for last in (*[False] * (TRIES - 1), True):
            await (self._in_turn(key, patience) if in_turn else self._held_no_more(key, patience))
            try:
                return await self._counted(key, attempt)
            except Limited as limited:
                self._hold(key, limited.wait_s)
                if last:
                    raise
            except Lost:
                wait_s = FIRST_WAIT_S / 2 * (1 + random.random())  # noqa: S311 - jitter, no secret
                if last or lost == REPEATS or not patience.lasts(wait_s):
                    raise
                lost += 1
                await self.time.wait(wait_s)
        raise AssertionError("the last try raises or returns")

    def _hold(self, key: Counted, wait_s: float) -> None:
        now_s = self.time.now_s()
        self._held = {held: until_s for held, until_s in self._held.items() if until_s > now_s}
        self._held[key] = now_s + wait_s

    async def _counted(self, key: Counted, attempt: Callable[[], Awaitable[T]]) -> T:
        if quota := self._quota(key):
            quota.take(self.time.now_s())
        return await attempt()

    def _quota(self, key: Counted) -> Quota | None:
        per_minute = PER_MINUTE.get(key.method)
        return self._quotas.setdefault(key, Quota(per_minute, self.time.now_s())) if per_minute else None

    async def _in_turn(self, key: Counted, patience: Patience) -> None:
        """One after the other, in the order in which they came; patience begins when the turn is there."""
        quota = self._quota(key)
        async with self._queues.setdefault(key, asyncio.Lock()):
            patience.begin()
            await self._held_no_more(key, patience)
            while quota and (wait_s := quota.wait_s(self.time.now_s())) > 0:
                await self.time.wait(wait_s)  # An answer to somebody may go out meanwhile, and take what was left.

    async def _held_no_more(self, key: Counted, patience: Patience) -> None:
        wait_s = self._held.get(key, 0.0) - self.time.now_s()
        if wait_s <= 0:
            return
        jitter_s = random.uniform(0, JITTER * wait_s)  # noqa: S311 - jitter, no secret
        if not patience.lasts(wait_s + jitter_s):
            raise Limited(wait_s)
        await self.time.wait(wait_s + jitter_s)
