"""A moment that is asked for, and the questions that come of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.errors import Choice, Unclear, Why
from bot.grammar.spoken import spoken


@dataclass(frozen=True)
class Moment:
    """An instant (in UTC), the zone it was meant in, and the words for it."""

    at: datetime
    zone: ZoneInfo
    said: str


@dataclass(frozen=True)
class Asked:
    """What was said, when and where, and the moment that the answer must lie behind (now, or the start of a span)."""

    said: str
    now: datetime
    zone: ZoneInfo
    after: datetime

    def base(self) -> datetime:
        """The wall clock from which days and times of day are counted on."""
        return self.after.astimezone(self.zone).replace(tzinfo=None)

    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    def answer(self, at: datetime) -> Moment:
        if at <= self.after:
            raise self.too_early(at)
        return Moment(at.astimezone(UTC), self.zone, self.said)

    def too_early(self, at: datetime, later: Iterable[datetime] = ()) -> Unclear:
        return self.question(Why.PAST_TIME if at <= self.now else Why.ENDS_BEFORE_START, later)

    def question(self, why: Why, meanings: Iterable[datetime] = ()) -> Unclear:
        """The question with those meanings that are still to come, each as a choice that means one moment alone."""
        to_come = sorted({at.astimezone(UTC) for at in meanings if at > self.after})
        return Unclear(why, self.said, [self._choice(at) for at in to_come])

    def _choice(self, at: datetime) -> Choice:
        local = at.astimezone(self.zone)
        return Choice(value=local.isoformat(timespec="minutes"), label=spoken(at, zone=self.zone, now=self.now))
