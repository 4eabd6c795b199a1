"""The next moments of a rule.

Days and times are counted on the clock on the wall, by APScheduler's trigger on a zone without changes; the zone comes
in afterwards (`wallclock.settled`). Left to itself the trigger fires twice in the hour that autumn repeats, and leaves
out a midnight that spring skips.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from apscheduler.triggers.cron import CronTrigger

from bot.grammar.moments.wallclock import settled
from bot.schedules.rules.kinds import LAST_DAY, BeforeReturn, Calendar, OffQueue, Once, Rule
from bot.schedules.rules.sense import can_come

DAY = timedelta(days=1)
WEEK_AND_A_DAY = 8  #: days in which each weekday has come, whatever the zone
LOOKS_EVERY = (5, 15)  #: minutes between two looks at somebody who may be off queue, at least and at most


def next_after(rule: Rule, *, zone: ZoneInfo, after: datetime) -> datetime | None:
    """The first moment later than `after`, in UTC; None when there is none.

    Of the rules that hang on what Genesys holds it is the next moment to look.
    """
    match rule:
        case Once(at=at):
            return at.astimezone(UTC) if at > after else None
        case Calendar():
            return _next_time(rule, zone, after)
        case OffQueue():
            return next(_looks(rule, zone, after), None)
        case BeforeReturn(at=at):
            return _next_time(Calendar(times=(at,)), zone, after)


def upcoming(rule: Rule, *, zone: ZoneInfo, after: datetime, count: int = 3) -> list[datetime]:
    """The next moments, at most `count` of them."""
    found: list[datetime] = []
    at: datetime | None = after
    while len(found) < count and at:
        at = next_after(rule, zone=zone, after=at)
        found += [at] if at else []
    return found


def window_of(rule: OffQueue, *, zone: ZoneInfo, at: datetime) -> tuple[datetime, datetime] | None:
    """Start and end of the window that is open at `at`, in UTC; None while none is."""
    today = at.astimezone(zone).date()
    windows = (_window(rule, zone, today - ago * DAY) for ago in (0, 1))
    return next((window for window in windows if window and window[0] <= at <= window[1]), None)


def _next_time(rule: Calendar, zone: ZoneInfo, after: datetime) -> datetime | None:
    if not can_come(rule):
        return None
    # Later walls are never earlier moments, so no wall up to this one comes after `after`.
    wall = after.astimezone(zone).replace(tzinfo=None)
    while True:
        wall = min(
            trigger.get_next_fire_time(None, _just_after(wall)).replace(tzinfo=None) for trigger in _triggers(rule)
        )
        at = settled(wall, zone)
        if at > after:
            return at


@lru_cache(maxsize=4096)
def _triggers(rule: Calendar) -> tuple[CronTrigger, ...]:
    """Remembered: making them takes longer than asking them."""
    return tuple(_made_triggers(rule))


def _made_triggers(rule: Calendar) -> Iterator[CronTrigger]:
    """One for each minute of the hour: a trigger takes all hours with all minutes."""
    days = ",".join("last" if day == LAST_DAY else str(day) for day in rule.month_days) or None
    for minute, times in groupby(sorted(rule.times, key=lambda at: at.minute), key=lambda at: at.minute):
        yield CronTrigger(
            month=",".join(map(str, rule.months)) or None,
            day=days or "*",
            day_of_week=",".join(map(str, rule.weekdays)) or "*",
            hour=",".join(str(at.hour) for at in times),
            minute=minute,
            second=0,
            timezone=UTC,
        )


def _just_after(wall: datetime) -> datetime:
    return wall.replace(tzinfo=UTC) + timedelta(microseconds=1)


def _looks(rule: OffQueue, zone: ZoneInfo, after: datetime) -> Iterator[datetime]:
    step = timedelta(minutes=max(LOOKS_EVERY[0], min(rule.minutes, LOOKS_EVERY[1])))
    first = after.astimezone(zone).date() - DAY
    for day in (first + ahead * DAY for ahead in range(WEEK_AND_A_DAY + 2)):
        window = _window(rule, zone, day)
        if window is None:
            continue
        starts, ends = window
        look = starts + max(1, (after - starts) // step + 1) * step
        if look <= ends:
            yield look


def _window(rule: OffQueue, zone: ZoneInfo, day: date) -> tuple[datetime, datetime] | None:
    """The window that starts on this day."""
    if rule.weekdays and day.weekday() not in rule.weekdays:
        return None
    last = day if rule.starts < rule.ends else day + DAY
    return _at(day, rule.starts, zone), _at(last, rule.ends, zone)


def _at(day: date, shown: time, zone: ZoneInfo) -> datetime:
    return settled(datetime.combine(day, shown), zone)
