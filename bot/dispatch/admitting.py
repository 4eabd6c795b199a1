"""What comes in counts once, and no more often than one person may ask."""

import logging
from enum import StrEnum, auto

from bot.clock import Clock
from bot.dispatch.seen import Seen
from bot.errors import StoreUnavailable
from bot.identity.limits import MINUTE, MOST_COMMANDS, Limits
from bot.identity.slack_people import SlackId

log = logging.getLogger(__name__)


class Admission(StrEnum):
    """What becomes of a delivery."""

    WORK = auto()
    AGAIN = auto()  # it came before
    TOO_MANY = auto()
    NOTHING = auto()  # too many, and its person has read so already


class Admitting:
    """Asks the memory of this process first, then the database, which knows of the others."""

    def __init__(self, seen: Seen, clock: Clock) -> None:
        self._seen = seen
        self._clock = clock
        self._limits = Limits(clock)

    async def of(self, slack: SlackId, key: str) -> Admission:
        """A database that takes nothing, as on a full disk, keeps nobody from looking; a change ends at its row.

        What comes twice just then has no effect twice either, because each change looks before it writes.
        """
        try:
            return await self._of(slack, key)
        except StoreUnavailable as error:
            log.warning("a delivery could not be remembered: %s", error)
            return Admission.WORK

    async def _of(self, slack: SlackId, key: str) -> Admission:
        if not self._limits.admits(slack):
            return await self._too_many(slack)
        count = await self._seen.count(key, slack)
        if count is None:
            return Admission.AGAIN
        if count > MOST_COMMANDS:
            await self._seen.uncount(key)
            self._limits.close(slack)
            return await self._too_many(slack)
        return Admission.WORK

    async def first(self, key: str) -> bool:
        """Whether this did not come before; what nobody asked for counts against nobody. Raises StoreUnavailable."""
        return await self._seen.first(key)

    async def _too_many(self, slack: SlackId) -> Admission:
        """It is said once in a burst; of several processes the first one says it."""
        if not self._limits.tells(slack):
            return Admission.NOTHING
        minute = int(self._clock.now().timestamp() // MINUTE.total_seconds())
        said_here = await self._seen.first(f"too many:{slack.team_id}:{slack.user_id}:{minute}")
        return Admission.TOO_MANY if said_here else Admission.NOTHING
