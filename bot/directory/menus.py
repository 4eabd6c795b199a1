"""What menus are filled from, remembered for half a minute for each person: Slack asks again with each letter typed.

Only menus read from here. Whatever is picked is looked up again, so an entry that is gone meanwhile does no harm.
"""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.genesys.queues import UserQueue
from bot.genesys.stations import Station
from bot.identity.together import Together

KEPT = timedelta(seconds=30)
MOST_THINGS = 50_000  #: in all lists of a kind together: some people have thousands of queues
T = TypeVar("T")


@dataclass(frozen=True)
class _Known(Generic[T]):
    things: Sequence[T]
    read_at: datetime


class Remembered(Generic[T]):
    """Lists of one kind by person (a Genesys user's id). However many letters come at once, it is read once."""

    def __init__(self, clock: Clock, *, most: int = MOST_THINGS) -> None:
        self._clock = clock
        self._most = most
        self._known: OrderedDict[str, _Known[T]] = OrderedDict()  # the oldest reading first
        self._things = 0
        self._forgotten = 0
        self._reading: Together[tuple[str, int], Sequence[T]] = Together()

    async def of(self, person: str, read: Callable[[], Awaitable[Sequence[T]]]) -> Sequence[T]:
        """Goes on reading when whoever waits gives up: the next letter finds it."""
        self._drop_old()
        known = self._known.get(person)
        if known is not None:
            return known.things
        # Who asks after something was forgotten does not get what was read before.
        forgotten = self._forgotten
        return await self._reading.ask((person, forgotten), lambda: self._read(person, read, forgotten))

    def forget(self, person: str) -> None:
        self._forgotten += 1
        self._drop(person)

    async def _read(self, person: str, read: Callable[[], Awaitable[Sequence[T]]], forgotten: int) -> Sequence[T]:
        read_at = self._clock.now()
        things = await read()
        if forgotten == self._forgotten:  # else it may be what was just changed
            self._drop(person)
            self._known[person] = _Known(things, read_at)
            self._things += len(things)
            while self._things > self._most:
                self._drop(next(iter(self._known)))
        return things

    def _drop_old(self) -> None:
        now = self._clock.now()
        while self._known:
            person, known = next(iter(self._known.items()))
            if abs(now - known.read_at) < KEPT:
                return
            self._drop(person)

    def _drop(self, person: str) -> None:
        known = self._known.pop(person, None)
        self._things -= len(known.things) if known else 0


class Menus:
    """Every kind of list that menus show."""

    def __init__(self, clock: Clock) -> None:
        self.queues: Remembered[UserQueue] = Remembered(clock)
        self.stations: Remembered[Station] = Remembered(clock)

    def forget(self, person: str) -> None:
        """Something of theirs was changed."""
        self.queues.forget(person)
        self.stations.forget(person)
