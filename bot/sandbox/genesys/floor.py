"""The floor: the organisation's state, its pending effects, its life, and what one sees of it."""

import copy
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.sandbox.genesys.arriving import hindrances
from bot.sandbox.genesys.building import furniture, organization, users
from bot.sandbox.genesys.ledger import EffectLine, Ledger, stamp
from bot.sandbox.genesys.life import Life
from bot.sandbox.genesys.state import Queue, Station, User

#: Asynchronous writes show after this long. Either is enough, so that it ends with a standing clock as well.
EFFECT_AFTER_REAL_S = 0.6
EFFECT_AFTER = timedelta(seconds=1)


@dataclass(frozen=True)
class _Pending:
    apply: Callable[[], None]
    due_real: float
    due: datetime


class Floor:
    """State of the organisation. `version` grows with each visible change."""

    def __init__(self, clock: Clock, seed: int) -> None:
        self._clock = clock
        self._life = Life(seed)
        self._pending: list[_Pending] = []
        self.seed = seed
        self.version = 1
        self.ledger = Ledger()
        self.organization = organization(seed)
        room = furniture(seed)
        self.definitions = room.definitions
        self.queues = room.queues
        self.new_members_join = True
        self.stations = room.stations
        self.skills = room.skills
        self.languages = room.languages
        self.users = users(seed, room, self.now())
        self.advance()

    def now(self) -> datetime:
        return self._clock.now()

    def touch(self) -> None:
        """Something visible changed."""
        self.version += 1

    def applied(self, operation: str, user: str, by: str | None, **what: Any) -> None:
        """Records an effect that was just applied."""
        self.ledger.add(EffectLine(self.now(), operation, user, by, what))
        self.touch()

    def later(self, apply: Callable[[], None]) -> None:
        """Applies an effect a moment after its answer: until then the old state is read."""
        self._pending.append(_Pending(apply, time.monotonic() + EFFECT_AFTER_REAL_S, self.now() + EFFECT_AFTER))

    def advance(self) -> None:
        """Catches up with the clock: pending effects in their order, then the floor's life."""
        now, real = self.now(), time.monotonic()
        due = [pending for pending in self._pending if pending.due <= now or pending.due_real <= real]
        self._pending = [pending for pending in self._pending if pending.due > now and pending.due_real > real]
        for pending in due:
            pending.apply()
        belonged_to = {queue_id for user in self.present() for queue_id in user.memberships}
        staffed = [queue for queue in self.queues.values() if queue.id in belonged_to]
        if self._life.advance(list(self.users.values()), staffed, now):
            self.touch()

    @contextmanager
    def unapplied(self) -> Iterator[None]:
        """Whatever is written inside leaves no trace (the fault `ignore`)."""
        kept = copy.deepcopy(self.users)
        pending, lines, version = list(self._pending), len(self.ledger.lines), self.version
        try:
            yield
        finally:
            self.users, self._pending, self.version = kept, pending, version
            del self.ledger.lines[lines:]

    def seated_at(self, station_id: str) -> User | None:
        return next((user for user in self.users.values() if user.station_id == station_id), None)

    def present(self) -> list[User]:
        """Everybody who is not deleted, in the order of the list of people."""
        return [user for user in self.users.values() if user.state != "deleted"]

    def members(self, queue: Queue, *, joined: bool | None = None) -> list[User]:
        """Asked for each queue of a page: of most people one look into their memberships is enough."""
        found = (user for user in self.users.values() if queue.id in user.memberships and user.state != "deleted")
        return [user for user in found if joined in {None, user.memberships[queue.id]}]

    def view(self) -> dict[str, Any]:
        """What the page and the tests see; the clock is caught up with first."""
        self.advance()
        return {
            "now": stamp(self.now()),
            "people": [self.person_view(user) for user in self.present()],
            "stations": [self._station_view(station) for station in self.stations.values()],
            "queues": [self._queue_view(queue) for queue in self.queues.values()],
        }

    def person_view(self, user: User) -> dict[str, Any]:
        hindering = hindrances(user, self.now())
        return {
            "user_id": user.id,
            "name": user.name,
            "email": user.email,
            "role": user.role,
            "team": user.department,
            "presence": user.presence.definition.name,
            "presence_since": stamp(user.presence.since),
            "routing_status": user.routing.status,
            "routing_since": stamp(user.routing.since),
            "out_of_office": user.out_of_office.in_effect(self.now()),
            "forwarding": user.forwarding.enabled,
            "station": self.stations[user.station_id].name if user.station_id else None,
            "queues": [
                {"id": queue, "name": self.queues[queue].name, "joined": joined}
                for queue, joined in user.memberships.items()
            ],
            "calls_would_arrive": not hindering,
            "hindrances": hindering,
        }

    def _station_view(self, station: Station) -> dict[str, Any]:
        seated = self.seated_at(station.id)
        return {"id": station.id, "name": station.name, "taken_by": seated.name if seated else None}

    def _queue_view(self, queue: Queue) -> dict[str, Any]:
        joined = self.members(queue, joined=True)
        return {
            "id": queue.id,
            "name": queue.name,
            "members": len(self.members(queue)),
            "joined": len(joined),
            "on_queue": sum(user.is_on_queue for user in joined),
            "waiting": queue.waiting,
        }
