"""What is due in some seconds waits here, ready: claimed and read, and its people known.

At nine o'clock thousands are due at once, and then there is time for nothing but to say it. What waits holds no job and
none of the few turns. It is nobody else's until some seconds after its moment, when its lease ends; a stop hands it
back at once. Whoever changes a schedule recalls it (`recalling.py`), which is found out at the moment itself.
"""

import asyncio
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import StoreUnavailable
from bot.identity.actors import Actor
from bot.log import new_request_id, request
from bot.schedules.carrying import CROWD, Owners, Whose, by_person, zone_of
from bot.schedules.common_time import Now
from bot.schedules.firing_rows import Claimed, FiringRows

log = logging.getLogger(__name__)

AHEAD = timedelta(seconds=10)
#: Later than this nobody is known anew: links are remembered for a few seconds only.
KNOWN_AHEAD = timedelta(seconds=3)
#: In one process; what is beyond them comes when it is due.
MOST = 20_000
TOGETHER = 1000  #: firings that are begun in one transaction
LOOKS_EVERY_S = 0.2  #: at the clock, which may be moved
HANDED_BACK_WITHIN_S = 3.0
NOTHING = timedelta(0)


@dataclass(frozen=True)
class Ready:
    """What waits for one moment. `known`: who they are, as far as that is known before."""

    claims: list[Sequence[Claimed]] = field(default_factory=list)
    known: dict[Whose, Actor] = field(default_factory=dict)

    def __len__(self) -> int:
        return sum(len(claimed) for claimed in self.claims)

    def together(self) -> Iterator[Sequence[Claimed]]:
        """What is begun together: several claims, so that there are fewer of them to write."""
        some: list[Claimed] = []
        for claimed in self.claims:
            some += claimed
            if len(some) >= TOGETHER:
                yield some
                some = []
        if some:
            yield some


#: Carries out what is ready, now that its moment has come.
Begin = Callable[[Sequence[Claimed], Mapping[Whose, Actor]], Awaitable[None]]


class Preparing:
    """One for a process."""

    def __init__(self, *, rows: FiringRows, owners: Owners, now: Now, clock: Clock, begin: Begin) -> None:
        """`clock` tells how fast the time of `now` passes."""
        self._rows = rows
        self._owners = owners
        self._now = now
        self._clock = clock
        self._begin = begin
        self._waiting: dict[datetime, Ready] = {}
        self._tasks: dict[asyncio.Task[None], datetime] = {}
        self._stopping = asyncio.Event()

    def ahead(self) -> timedelta:
        """How long before its moment something is to be taken."""
        is_full = sum(len(ready) for ready in self._waiting.values()) >= MOST
        return timedelta(0) if self._stopping.is_set() or is_full else AHEAD

    def moments(self) -> Collection[datetime]:
        """Those that are waited for, and those of which something is under way."""
        return self._tasks.values()

    async def keep(self, claimed: Sequence[Claimed]) -> None:
        """Of one runner, until the moment of each."""
        if self._stopping.is_set():
            await self._hand_back(claimed)
            return
        moments: defaultdict[datetime, list[Claimed]] = defaultdict(list)
        for one in claimed:
            moments[one.due_at].append(one)
        for at, some in moments.items():
            if at not in self._waiting:
                self._waiting[at] = Ready()
                task = asyncio.create_task(self._wait(at))
                self._tasks[task] = at
                task.add_done_callback(self._tasks.pop)
            self._waiting[at].claims.append(some)

    async def stop(self, within_s: float) -> None:
        """Hands back what waits, and lets end what has begun."""
        self._stopping.set()
        if tasks := list(self._tasks):
            _, late = await asyncio.wait(tasks, timeout=within_s)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _wait(self, at: datetime) -> None:
        ready = self._waiting[at]
        try:
            if await self._until(at - KNOWN_AHEAD):
                await self._know(ready, at)
            has_come = await self._until(at)
        finally:
            del self._waiting[at]
        if has_come:
            await self._begun(ready)
        else:
            for claimed in ready.together():
                await self._hand_back(claimed)

    async def _begun(self, ready: Ready) -> None:
        with request(new_request_id(), kind="ready"):
            begun = [self._begin(claimed, ready.known) for claimed in ready.together()]
            ended = await asyncio.gather(*begun, return_exceptions=True)
            for error in ended:
                if isinstance(error, Exception):  # One batch must not keep the others from theirs.
                    log.error("a batch ended in the middle", exc_info=error)

    async def _until(self, moment: datetime) -> bool:
        """Whether it has come, and not a stop before it."""
        while (pause_s := await self._left_s(moment)) > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(min(pause_s, LOOKS_EVERY_S)):
                    await self._stopping.wait()
                    return False
        return True

    async def _left_s(self, moment: datetime) -> float:
        try:
            left = moment - await self._now()
        except StoreUnavailable:  # Nobody tells the time.
            return LOOKS_EVERY_S
        return left.total_seconds() / (self._clock.rate or 1.0)

    async def _know(self, ready: Ready, at: datetime) -> None:
        """Of a crowd alone, and as far as there is time: few people are asked for when it is their moment."""
        for claimed in ready.claims:
            if len(ready) <= CROWD or await self._left_s(at) <= 0:
                return
            people = by_person(claimed)
            with suppress(StoreUnavailable):
                await self._owners.expect({link_id for link_id, _ in people})
            for key, theirs in people.items():
                await asyncio.sleep(0)  # Whoever asks something meanwhile is not kept waiting for all of them.
                if actor := self._owners.actor_known(key[0], zone_of(theirs)):
                    ready.known[key] = actor

    async def _hand_back(self, claimed: Sequence[Claimed]) -> None:
        with suppress(StoreUnavailable, TimeoutError):  # Then their lease ends.
            async with asyncio.timeout(HANDED_BACK_WITHIN_S):
                await self._rows.hand_back(claimed)
