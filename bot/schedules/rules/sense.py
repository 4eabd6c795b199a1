"""Which rules make no sense: those that never come, and those that come too often."""

import calendar
from datetime import datetime, time, timedelta
from itertools import pairwise

from bot.errors import Why
from bot.schedules.rules.kinds import BeforeReturn, Calendar, OffQueue, Once, Rule

#: A quarter of an hour is the shortest pause that anybody plans. What comes more often is no reminder but noise, which
#: is muted, and then the one that counts is missed.
CLOSEST = timedelta(minutes=15)
#: How soon "off queue" may be told: whoever answers a question of a colleague is off queue for a few minutes.
SOONEST_MINUTES = 5
LEAP_YEAR = 2028
ANY_DAY = datetime(2027, 1, 4)  # noqa: DTZ001 - a wall clock without a zone


def why_not(rule: Rule, *, now: datetime) -> Why | None:
    """Why nobody should be reminded by this rule, or None if they may be."""
    match rule:
        case Once(at=at):
            return Why.PAST_TIME if at <= now else None
        case Calendar():
            return _of_calendar(rule)
        case OffQueue(minutes=minutes) if minutes < SOONEST_MINUTES:
            return Why.TOO_OFTEN
        case OffQueue():
            return Why.NEVER if timedelta(minutes=rule.minutes) > _length(rule.starts, rule.ends) else None
        case BeforeReturn():
            return None


def can_come(rule: Calendar) -> bool:
    """Whether any month has one of the days."""
    longest = [calendar.monthrange(LEAP_YEAR, month)[1] for month in rule.months or range(1, 13)]
    return not rule.month_days or min(rule.month_days) <= max(longest)


def _of_calendar(rule: Calendar) -> Why | None:
    if not can_come(rule):
        return Why.NEVER
    walls = [datetime.combine(ANY_DAY, at) for at in rule.times]
    again = [*walls, walls[0] + timedelta(days=1)]
    return Why.TOO_OFTEN if any(later - earlier < CLOSEST for earlier, later in pairwise(again)) else None


def _length(starts: time, ends: time) -> timedelta:
    first, last = datetime.combine(ANY_DAY, starts), datetime.combine(ANY_DAY, ends)
    return last - first if last > first else last - first + timedelta(days=1)
