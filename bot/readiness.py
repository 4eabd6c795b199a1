"""Whether our own clock can be believed, by what Slack and Genesys say the time is.

A clock that is minutes off refuses all that Slack signs, and lets reminders go at the wrong time. Who says nothing
proves nothing: a silent Slack or Genesys makes nobody unready.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from bot.clock import Clock

MOST_OFF = timedelta(minutes=4)  #: Slack's deliveries are refused from five minutes on
SET_BY = timedelta(seconds=5)  #: a clock that went so much apart from the machine's ticks was set meanwhile

SLACK, GENESYS = "slack", "genesys"


@dataclass(frozen=True)
class _Heard:
    """How far our clock was ahead of another, and where it stood against the machine's own ticks then."""

    ahead: timedelta
    against_ticks: timedelta

    @property
    def is_right(self) -> bool:
        return abs(self.ahead) <= MOST_OFF


class OtherClocks:
    """What others said last. Forgets it when our clock is set, so that a clock that was put right is believed."""

    def __init__(self, clock: Clock, ticks_s: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._ticks_s = ticks_s
        self._heard: dict[str, _Heard] = {}

    def heard(self, whose: str, theirs: datetime) -> None:
        """Notes their time, just said. An old moment proves nothing about a clock that was right: it is a repeat."""
        now = self._clock.now()
        said = _Heard(now - theirs, self._against_ticks(now))
        before = self._valid().get(whose)
        if said.ahead > MOST_OFF and before is not None and before.is_right:
            return
        self._heard[whose] = said

    def heard_date(self, whose: str, date: str | None) -> None:
        """The same of an answer's `Date` header, if there is one that can be read."""
        if not date:
            return
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        self.heard(whose, theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC))

    def ahead(self) -> dict[str, timedelta]:
        """How far we are ahead of each that was heard."""
        return {whose: heard.ahead for whose, heard in self._valid().items()}

    def agree(self) -> bool:
        """Whether nobody's clock was more than four minutes from ours."""
        return all(heard.is_right for heard in self._valid().values())

    def doubts(self, whose: str) -> bool:
        """Whether theirs was not ours when it was last heard."""
        heard = self._valid().get(whose)
        return heard is not None and not heard.is_right

    def _valid(self) -> dict[str, _Heard]:
        """What was heard since our clock was last set."""
        stands = self._against_ticks(self._clock.now())
        return {whose: one for whose, one in self._heard.items() if abs(stands - one.against_ticks) <= SET_BY}

    def _against_ticks(self, now: datetime) -> timedelta:
        return now - datetime.fromtimestamp(self._ticks_s(), UTC)
