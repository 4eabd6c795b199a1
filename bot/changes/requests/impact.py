"""What a change does to the queues of whom it changes, as whoever decides may see it."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.presence import GoOnQueue, PresenceNow, SetPresence
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
    """`is_off_queue`: whom it changes is off queue now, so that it shows only when they go on queue."""

    queues: tuple[QueueImpact, ...]
    as_of: datetime
    is_off_queue: bool = False


@dataclass(frozen=True)
class Step:
    """A queue, and whether one more takes its work afterwards (1), one less (-1), or as many."""

    queue_id: str
    name: str
    step: int


async def impact_of(change: AnyChange, shown: State | None, reading: Reading, now: datetime) -> Impact | None:
    """None: it is about no queues, or the reader may not see them, or Genesys takes too long. Left out then."""
    with suppress(OnQueueError, TimeoutError):
        async with asyncio.timeout(WITHIN_S):
            match change, shown:
                case OfQueues(), Memberships():
                    return await _of_queues(change, shown, reading, now)
                case SetPresence(), PresenceNow() if step := presence_step(change, shown):
                    mine = [one for one in await reading.queues.all_user_queues(change.user_id) if one.joined]
                    steps = [Step(one.id, one.name, step) for one in mine[:MOST_QUEUES]]
                    return standing(steps, await reading.analytics.queues_now([one.queue_id for one in steps]), now)
    return None


def queue_steps(change: OfQueues, shown: Memberships) -> list[Step]:
    """Who is taken out of a queue takes none of its work either."""
    leaves = isinstance(change, RemoveMembers)
    return [
        Step(one.id, one.name, int(one.joined and not leaves) - int(shown.joined.get(one.id, False)))
        for one in change.wanted[:MOST_QUEUES]
    ]


def presence_step(change: SetPresence, shown: PresenceNow) -> int:
    """On queue is one presence, and every other ends it."""
    return int(isinstance(change, GoOnQueue)) - int(shown.on_queue)


def standing(
    steps: Sequence[Step], stands: Mapping[str, QueueNow], now: datetime, *, is_off_queue: bool = False
) -> Impact | None:
    """The figures as they are and as they will be. Of whom is off queue none changes."""
    queues = []
    for one in steps:
        stand = stands.get(one.queue_id, QueueNow())
        after = None if stand.on_queue is None else max(0, stand.on_queue + (0 if is_off_queue else one.step))
        if stand.on_queue is not None or stand.waiting is not None:
            queues.append(QueueImpact(one.name, stand.on_queue, after, stand.waiting))
    return Impact(tuple(queues), now, is_off_queue) if queues else None


async def _of_queues(change: OfQueues, shown: Memberships, reading: Reading, now: datetime) -> Impact | None:
    steps = queue_steps(change, shown)
    stands = await reading.analytics.queues_now([one.queue_id for one in steps])
    routing = (await reading.users.get_user(change.user_id, ("routingStatus",))).routing_status
    is_off = routing is None or routing.status == OFF_QUEUE
    return standing(steps, stands, now, is_off_queue=is_off)
