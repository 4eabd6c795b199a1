"""How much one person may ask: sixty commands in any minute, and five requests that wait.

The memory of this process comes first, so that a flood never reaches the database; what other processes took from the
same person is counted there (`bot/dispatch/seen.py`).
"""

from collections import OrderedDict, deque
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.identity.slack_people import SlackId

MINUTE = timedelta(minutes=1)
MOST_COMMANDS = 60
#: Changes of one person that wait for Genesys at the same time.
MOST_WAITING = 5
#: After the database said that other processes took the rest, so long nobody asks it again.
CLOSED_FOR = timedelta(seconds=5)
MOST_PEOPLE = 5000


class Limits:
    """What this process took from each person within the last minute, for the `most` who came last."""

    def __init__(self, clock: Clock, *, most: int = MOST_PEOPLE) -> None:
        self._clock = clock
        self._most = most
        self._people: OrderedDict[SlackId, _Window] = OrderedDict()

    def admits(self, slack: SlackId) -> bool:
        """Takes one command of theirs, unless it would be one too many."""
        now = self._clock.now()
        window = self._window(slack)
        while window.taken and not timedelta() <= now - window.taken[0] < MINUTE:
            window.taken.popleft()
        if len(window.taken) >= MOST_COMMANDS or _within(CLOSED_FOR, now, window.closed_at):
            return False
        window.taken.append(now)
        return True

    def close(self, slack: SlackId) -> None:
        """All processes together took enough of them."""
        self._window(slack).closed_at = self._clock.now()

    def tells(self, slack: SlackId) -> bool:
        """Whether they are to read that it was too much: once in a burst, not once for each command."""
        now = self._clock.now()
        window = self._window(slack)
        if _within(MINUTE, now, window.told_at):
            return False
        window.told_at = now
        return True

    def _window(self, slack: SlackId) -> "_Window":
        window = self._people.setdefault(slack, _Window())
        self._people.move_to_end(slack)
        if len(self._people) > self._most:
            self._people.popitem(last=False)
        return window


class _Window:
    """One person's last minute."""

    def __init__(self) -> None:
        self.taken: deque[datetime] = deque()
        self.closed_at: datetime | None = None
        self.told_at: datetime | None = None


def _within(span: timedelta, now: datetime, moment: datetime | None) -> bool:
    return moment is not None and timedelta() <= now - moment < span
