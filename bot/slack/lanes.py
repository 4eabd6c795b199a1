"""What waits to be said: a lane for each conversation, in order within it, and none in the way of another.

Each lane has one message under way at most, and all of them queue for what Slack allows (`bot/slack/pace.py`): a busy
channel has one place in that queue, as a quiet one has.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from bot.slack.waiting import Waiting

MOST_WAITING = 50  #: in one lane; who comes then waits for room before theirs waits for its turn
MOST_IDLE = 1000  #: lanes that are kept for the second after a message
T = TypeVar("T")


class Stopping(Exception):
    """The process ends, and this was not said any more."""


@dataclass(frozen=True)
class LaneId:
    """A conversation of a workspace, or the Home of somebody in it."""

    team: str
    name: str


@dataclass(eq=False)
class _Waiting(Generic[T]):
    """One message; `card` is what it replaces. Its answer goes to all whose message it became."""

    card: str | None
    say: Callable[[], Awaitable[T]]
    said: asyncio.Future[T | None]
    callers: int = 0


@dataclass(eq=False)
class _Lane(Generic[T]):
    waiting: deque[_Waiting[T]] = field(default_factory=deque)
    room: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_WAITING))
    free_at_s: float = 0.0
    runs: asyncio.Task[None] | None = None


class Lanes(Generic[T]):
    """`gap_s` lies between two messages of a lane."""

    def __init__(self, time: Waiting) -> None:
        self._time = time
        self._lanes: dict[LaneId, _Lane[T]] = {}
        self._is_stopping = False

    async def say(
        self, where: LaneId, say: Callable[[], Awaitable[T]], *, gap_s: float, card: str | None = None
    ) -> T | None:
        """Runs `say` when its turn is there, and answers what it answers. Raises what it raises, and Stopping.

        Of several that wait for one card, the newest is said, in the place of the oldest.
        """
        lane = self._lane(where)
        waiting = _newer(lane, card, say)
        if waiting is None:
            async with lane.room:
                if self._is_stopping:
                    raise Stopping
                waiting = _newer(lane, card, say) or self._added(lane, card, say, gap_s)
                return await _said(waiting)
        return await _said(waiting)

    def drop(self, where: LaneId, card: str) -> None:
        """Somebody was just shown something newer there."""
        lane = self._lanes.get(where)
        for waiting in lane.waiting if lane else ():
            if waiting.card == card and not waiting.said.done():
                waiting.said.set_result(None)

    async def drain(self, within_s: float) -> None:
        """Takes nothing more and says what waits, for so long; the rest raises Stopping."""
        self._is_stopping = True
        runs = [lane.runs for lane in self._lanes.values() if lane.runs]
        if runs:
            _, late = await asyncio.wait(runs, timeout=within_s)
            for run in late:
                run.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        for lane in self._lanes.values():
            for waiting in lane.waiting:
                _fail(waiting, Stopping())

    def _lane(self, where: LaneId) -> _Lane[T]:
        if self._is_stopping:
            raise Stopping
        if len(self._lanes) > MOST_IDLE:
            now_s = self._time.now_s()
            self._lanes = {one: lane for one, lane in self._lanes.items() if lane.runs or lane.free_at_s > now_s}
        return self._lanes.setdefault(where, _Lane())

    def _added(self, lane: _Lane[T], card: str | None, say: Callable[[], Awaitable[T]], gap_s: float) -> _Waiting[T]:
        waiting = _Waiting(card, say, asyncio.get_running_loop().create_future())
        lane.waiting.append(waiting)
        if lane.runs is None:
            lane.runs = asyncio.create_task(self._run(lane, gap_s))
        return waiting

    async def _run(self, lane: _Lane[T], gap_s: float) -> None:
        try:
            while lane.waiting:
                span_s = lane.free_at_s - self._time.now_s()
                if span_s > 0:
                    await self._time.wait(span_s)
                waiting = lane.waiting.popleft()
                if not waiting.said.done():
                    await _answer(waiting)
                    lane.free_at_s = self._time.now_s() + gap_s
        finally:
            lane.runs = None


def _newer(lane: _Lane[T], card: str | None, say: Callable[[], Awaitable[T]]) -> _Waiting[T] | None:
    """Puts this in the place of what waits for the same card."""
    for waiting in lane.waiting:
        if card is not None and waiting.card == card and not waiting.said.done():
            waiting.say = say
            return waiting
    return None


async def _said(waiting: _Waiting[T]) -> T | None:
    """What nobody waits for any more is not said."""
    waiting.callers += 1
    try:
        return await asyncio.shield(waiting.said)
    finally:
        waiting.callers -= 1
        if waiting.callers == 0:
            waiting.said.cancel()


async def _answer(waiting: _Waiting[T]) -> None:
    try:
        said = await waiting.say()
    except asyncio.CancelledError:
        _fail(waiting, Stopping())
        raise
    except Exception as error:  # noqa: BLE001 - it is raised where somebody waits for it
        _fail(waiting, error)
    else:
        if not waiting.said.done():
            waiting.said.set_result(said)


def _fail(waiting: _Waiting[T], error: Exception) -> None:
    if not waiting.said.done():
        waiting.said.set_exception(error)
