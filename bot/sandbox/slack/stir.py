"""What each person set going at the bot, and whether it has come to rest."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager


class Stir:
    """Counts deliveries without an answer and remembers when the bot last did something about a person."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()
        self._made: Counter[str] = Counter()
        self._called: dict[str, float] = {}

    @contextmanager
    def under_way(self, person: str) -> Iterator[None]:
        self.begin(person)
        try:
            yield
        finally:
            self.end(person)

    def begin(self, person: str) -> None:
        """A delivery is on its way because of this person."""
        self._open[person] += 1
        self._made[person] += 1

    def end(self, person: str) -> None:
        self._open[person] -= 1
        self.called([person])

    def deliveries(self, person: str) -> int:
        """How many were ever made because of this person."""
        return self._made[person]

    def called(self, people: Iterable[str]) -> None:
        """The bot asked or said something that concerns these people."""
        self._called.update(dict.fromkeys(people, time.monotonic()))

    def is_under_way(self, person: str) -> bool:
        return self._open[person] > 0

    def quiet_s(self, person: str) -> float:
        """Real seconds since the bot last did something about this person; large when it never did."""
        return time.monotonic() - self._called.get(person, 0.0)
