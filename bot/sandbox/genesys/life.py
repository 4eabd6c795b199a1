"""The floor's own life: interactions come and go as the clock passes, the same way for the same seed.

Nothing here runs by itself: `advance` catches up with the clock. People marked quiet are never moved.
"""

import random
from datetime import datetime, timedelta

from bot.sandbox.genesys.arriving import hindrances
from bot.sandbox.genesys.state import IDLE, INTERACTING, NOT_RESPONDING, OFF_QUEUE, Queue, Routing, User

#: After a jump of the clock only the last stretch is lived through: nobody can have seen the rest.
LONGEST_CATCH_UP = timedelta(minutes=30)
#: How long somebody stays in a routing status, in seconds.
STAYS_S = {IDLE: (20, 150), INTERACTING: (60, 300), NOT_RESPONDING: (90, 400)}
MISSED = 0.05
WAITING_CHANGES_S = (15, 60)
MOST_WAITING = 12


class Life:
    """Moves the routing status of those who are not quiet, and the number of waiting calls."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._dice: dict[str, random.Random] = {}
        self._next: dict[str, tuple[Routing, datetime]] = {}
        self._next_waiting: dict[str, datetime] = {}

    def advance(self, users: list[User], queues: list[Queue], now: datetime) -> bool:
        """Lives up to `now`; whether anything changed that somebody can see."""
        moved = [self._advance_user(user, now) for user in users if not user.is_quiet]
        moved += [self._advance_queue(queue, now) for queue in queues]
        return any(moved)

    def _rng(self, key: str) -> random.Random:
        """Dice of their own for each person, so that nobody's day depends on the order of requests."""
        if key not in self._dice:
            self._dice[key] = random.Random(f"{self._seed}:{key}")
        return self._dice[key]

    def _advance_user(self, user: User, now: datetime) -> bool:
        before = user.routing
        while (due := self._due(user, now)) is not None and due <= now:
            user.routing = Routing(self._following(user), due)
        return user.routing is not before

    def _due(self, user: User, now: datetime) -> datetime | None:
        """When this person's status changes next; None while nothing of the floor's doing would change it."""
        routing = user.routing
        if routing.status not in STAYS_S or (routing.status == IDLE and hindrances(user, now)):
            return None
        known = self._next.get(user.id)
        if known is None or known[0] != routing:
            start = max(routing.since, now - LONGEST_CATCH_UP)
            stay = self._rng(user.id).uniform(*STAYS_S[routing.status])
            known = self._next[user.id] = (routing, start + timedelta(seconds=stay))
        return known[1]

    def _following(self, user: User) -> str:
        if user.routing.status == IDLE:
            return NOT_RESPONDING if self._rng(user.id).random() < MISSED else INTERACTING
        return IDLE if user.is_on_queue else OFF_QUEUE

    def _advance_queue(self, queue: Queue, now: datetime) -> bool:
        rng = self._rng(queue.id)
        due = self._next_waiting.get(queue.id)
        if due is not None and due > now:
            return False
        self._next_waiting[queue.id] = now + timedelta(seconds=rng.uniform(*WAITING_CHANGES_S))
        before = queue.waiting
        queue.waiting = min(MOST_WAITING, max(0, before + rng.choice((-2, -1, -1, 0, 1, 1, 2))))
        return queue.waiting != before
