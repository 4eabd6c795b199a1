"""The hours that an approver works, as a plain value, and the time that passes in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.grammar.moments.wallclock import settled, start_of

DAY = timedelta(days=1)

Period = tuple[datetime, datetime]


@dataclass(frozen=True)
class Daily:
    """From one time of day to another, over midnight where it ends before it starts; whole days where both are one."""

    starts: time
    ends: time
    weekdays: tuple[int, ...] = ()  #: on which it starts, 0 is Monday; none: each of them

    def on(self, day: date, zone: ZoneInfo) -> Period | None:
        """When it is, in UTC, as it starts on that day."""
        if self.weekdays and day.weekday() not in self.weekdays:
            return None
        last = day if self.starts < self.ends else day + DAY
        return settled(datetime.combine(day, self.starts), zone), settled(datetime.combine(last, self.ends), zone)


@dataclass(frozen=True)
class Working:
    """None of it means that any time is right."""

    zone: ZoneInfo
    hours: Daily | None = None
    quiet: Daily | None = None
    days_off: tuple[tuple[date, date], ...] = ()  #: first and last, both included

    def after(self, start: datetime, worked: timedelta, *, before: datetime) -> datetime | None:
        """When they have worked so long since `start`; None: not before `before`."""
        left = worked
        for begins, ends in self._periods(start, before):
            if begins + left <= ends:
                return begins + left if begins + left < before else None
            left -= ends - begins
        return None

    def _periods(self, start: datetime, before: datetime) -> Iterator[Period]:
        """The time worked from `start` on, in order; what begins behind `before` may be left out."""
        day, last = (at.astimezone(self.zone).date() for at in (start - DAY, before))
        done = start.astimezone(UTC)
        while day <= last:
            for begins, ends in self._worked(day):
                if ends > done:
                    yield max(begins, done), ends
                    done = ends
            day += DAY

    def _worked(self, day: date) -> list[Period]:
        """What is worked of what begins on a day, without quiet hours and days off."""
        whole = (start_of(day, self.zone), start_of(day + DAY, self.zone))
        window = self.hours.on(day, self.zone) if self.hours else whole
        periods = [window] if window else []
        for around in (day - DAY, day, day + DAY):
            if self.quiet and (quiet := self.quiet.on(around, self.zone)):
                periods = _without(periods, quiet)
            if any(first <= around <= last for first, last in self.days_off):
                periods = _without(periods, (start_of(around, self.zone), start_of(around + DAY, self.zone)))
        return periods


def _without(periods: list[Period], gap: Period) -> list[Period]:
    """What is left of periods outside a gap."""
    begins, ends = gap
    pieces = [piece for one in periods for piece in ((one[0], min(one[1], begins)), (max(one[0], ends), one[1]))]
    return [piece for piece in pieces if piece[0] < piece[1]]
