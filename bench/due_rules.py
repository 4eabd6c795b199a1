"""Rules as people have them: some days of the week, by the clock of where they are. The same for both sides."""

from dataclasses import dataclass
from datetime import datetime
from datetime import time as time_of_day
from zoneinfo import ZoneInfo

WEEKDAYS = ((), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5), (5, 6), (0, 2, 4), (1, 3))
ZONES = tuple(
    ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney", "UTC")
)


@dataclass(frozen=True)
class Rule:
    """`weekdays` counts from Monday as 0; none means all."""

    zone: ZoneInfo
    weekdays: tuple[int, ...]
    at: time_of_day


def rule(number: int, at: datetime) -> Rule:
    """That of one schedule, which is due at this moment."""
    zone, weekdays = ZONES[number % len(ZONES)], WEEKDAYS[number // 7 % len(WEEKDAYS)]
    there = at.astimezone(zone)
    fits = there.weekday() in weekdays
    return Rule(zone, weekdays if fits else (), time_of_day(there.hour, there.minute, there.second))
