"""Who has their App Home open, and what it showed last.

Slack keeps what was drawn until it is drawn again, and tells of each opening but of no closing. So a Home counts as
open for a while after its last opening, and is drawn again when something of its person's changes here. What another
process changed shows at the next opening, when the half minute is over.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.dispatch.tasks import Tasks
from bot.errors import OnQueueError
from bot.identity.slack_people import SlackId
from bot.slack.place import Unsent
from bot.slack.reply import Reply

log = logging.getLogger(__name__)

KEPT = timedelta(seconds=30)
OPEN_FOR = timedelta(minutes=30)
MOST = 2_000  #: open Homes; beyond, who has not looked for longest is drawn again at their next opening

Redraw = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Sight:
    """A person's state as it was read, in the words that show it. `genesys_user` is empty if Genesys gave nothing."""

    reply: Reply
    at: datetime
    genesys_user: str = ""


@dataclass
class _Home:
    redraw: Redraw
    opened_at: datetime
    sight: Sight | None = None
    last_given: Sight | None = None
    forgotten: int = 0
    is_drawing: bool = False
    again: bool = False


class Homes:
    """One drawing at a time for each person, so that an older one never comes after a newer."""

    def __init__(self, clock: Clock, tasks: Tasks) -> None:
        self._clock = clock
        self._tasks = tasks
        self._homes: OrderedDict[SlackId, _Home] = OrderedDict()  # the one opened longest ago first

    def opened(self, slack: SlackId, redraw: Redraw) -> None:
        """Draws, now and after each change, with what was read within the last half minute."""
        home = self._homes.setdefault(slack, _Home(redraw, self._clock.now()))
        home.redraw, home.opened_at = redraw, self._clock.now()
        self._homes.move_to_end(slack)
        while len(self._homes) > MOST:
            self._homes.popitem(last=False)
        self._draw(home)

    def touched(self, slack: SlackId) -> None:
        """Its person did something of which their Home may show a trace. Without a new read of Genesys."""
        home = self._homes.get(slack)
        if home is not None and self._clock.now() - home.opened_at < OPEN_FOR:
            self._draw(home)

    def changed(self, genesys_user: str) -> None:
        """Something of this Genesys user's was changed."""
        for slack, home in list(self._homes.items()):
            if home.last_given and home.last_given.genesys_user == genesys_user:
                self.forget(slack)
                self.touched(slack)

    def forget(self, slack: SlackId) -> None:
        """The next drawing reads anew."""
        if home := self._homes.get(slack):
            home.sight = None
            home.forgotten += 1

    def unlinked(self, slack: SlackId) -> None:
        """Nothing that was read for them is shown any more."""
        if home := self._homes.get(slack):
            home.last_given = None
            self.forget(slack)

    async def look(self, slack: SlackId, read: Callable[[], Awaitable[Sight]]) -> Sight:
        """What was read within the last half minute, or what is read now."""
        home = self._homes.get(slack)
        if home is None:
            return await read()
        if home.sight and abs(self._clock.now() - home.sight.at) < KEPT:
            return home.sight
        forgotten = home.forgotten
        sight = await read()
        if forgotten == home.forgotten:  # else it may be what was just changed
            home.sight = sight
        if sight.genesys_user:
            home.last_given = sight
        return sight

    def last_given(self, slack: SlackId) -> Sight | None:
        """The newest that Genesys gave, however old."""
        home = self._homes.get(slack)
        return home.last_given if home else None

    def _draw(self, home: _Home) -> None:
        home.again = True
        if not home.is_drawing:
            home.is_drawing = True
            self._tasks.start(_drawing(home))


async def _drawing(home: _Home) -> None:
    try:
        while home.again:
            home.again = False
            await home.redraw()
    except (OnQueueError, Unsent) as error:  # The next deed or opening draws it.
        log.warning("a home could not be drawn: %s", type(error).__name__)
    finally:
        home.is_drawing = False
