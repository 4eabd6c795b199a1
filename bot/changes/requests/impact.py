"""What a change of somebody's queues does to these queues, as whoever decides may see it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.queue_members import RemoveMembers
from bot.changes.queues import Memberships, OfQueues
from bot.errors import OnQueueError
from bot.genesys.analytics import QueueNow
from bot.genesys.reading import Reading

OFF_QUEUE = "OFF_QUEUE"
WITHIN_S = 2.0  #: a card does not wait longer for it
MOST_QUEUES = 5  #: that a card has room for


@dataclass(frozen=True)
class QueueImpact:
    """One queue: people on queue now and afterwards, and interactions that wait. None: Genesys says nothing."""

    name: str
    on_queue: int | None
    after: int | None
    waiting: int | None


@dataclass(frozen=True)
class Impact:
    """`is_off_queue`: whom it changes is off queue now, so that the change shows when they go on queue."""

    queues: tuple[QueueImpact, ...]
    as_of: datetime
    is_off_queue: bool


async def impact_of(change: AnyChange, shown: State | None, reading: Reading, now: datetime) -> Impact | None:
    """None: it is about no queues, or the reader may not see them, or Genesys takes too long. Left out then."""
    if not isinstance(change, OfQueues) or not isinstance(shown, Memberships):
        return None
    with suppress(OnQueueError, TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            ids = [queue.id for queue in change.wanted[:MOST_QUEUES]]
            stands, is_off = await asyncio.gather(reading.analytics.queues_now(ids), _is_off(change.user_id, reading))
        return _impact(change, shown, stands, now, is_off_queue=is_off)
    return None


def steps(change: OfQueues, shown: Memberships) -> Sequence[int]:
    """For each queue whether one more takes its work afterwards (1), one less (-1), or as many."""
    leaves = isinstance(change, RemoveMembers)
    wanted = [False if leaves else queue.joined for queue in change.wanted]
    return [
        int(after) - int(shown.joined.get(queue.id, False)) for queue, after in zip(change.wanted, wanted, strict=True)
    ]


def _impact(
    change: OfQueues, shown: Memberships, stands: dict[str, QueueNow], now: datetime, *, is_off_queue: bool
) -> Impact | None:
    queues = []
    for queue, step in list(zip(change.wanted, steps(change, shown), strict=True))[:MOST_QUEUES]:
        stand = stands.get(queue.id, QueueNow())
        after = None if stand.on_queue is None else max(0, stand.on_queue + (0 if is_off_queue else step))
        if stand.on_queue is not None or stand.waiting is not None:
            queues.append(QueueImpact(queue.name, stand.on_queue, after, stand.waiting))
    return Impact(tuple(queues), now, is_off_queue) if queues else None


async def _is_off(user_id: str, reading: Reading) -> bool:
    """Who is off queue takes no work of any queue, joined or not."""
    routing = (await reading.users.get_user(user_id, ("routingStatus",))).routing_status
    return routing is None or routing.status == OFF_QUEUE
