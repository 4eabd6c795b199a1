"""When something is to happen: the rules, their next moments, and their words."""

from bot.schedules.rules.kinds import ALL_DAY, LAST_DAY, BeforeReturn, Calendar, OffQueue, Once, Rule
from bot.schedules.rules.moments import next_after, upcoming, window_of
from bot.schedules.rules.reading import read_rule, split_rule
from bot.schedules.rules.saying import described, listed, month_days_named, times_named, weekdays_named
from bot.schedules.rules.sense import why_not

__all__ = [
    "ALL_DAY",
    "LAST_DAY",
    "BeforeReturn",
    "Calendar",
    "OffQueue",
    "Once",
    "Rule",
    "described",
    "listed",
    "month_days_named",
    "next_after",
    "read_rule",
    "split_rule",
    "times_named",
    "upcoming",
    "weekdays_named",
    "why_not",
    "window_of",
]
