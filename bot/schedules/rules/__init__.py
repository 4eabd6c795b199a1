"""When something is to happen: the rules, their next moments, and their words."""

from bot.schedules.rules.kinds import ALL_DAY, LAST_DAY, BeforeReturn, Calendar, OffQueue, Once, Rule
from bot.schedules.rules.moments import next_after, upcoming
from bot.schedules.rules.saying import described

__all__ = [
    "ALL_DAY",
    "LAST_DAY",
    "BeforeReturn",
    "Calendar",
    "OffQueue",
    "Once",
    "Rule",
    "described",
    "next_after",
    "upcoming",
]
