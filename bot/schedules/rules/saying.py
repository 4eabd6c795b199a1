"""Rules in words: as they are shown, and as `read_rule` reads them again."""

from collections.abc import Sequence
from datetime import UTC, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.grammar.moments.wallclock import instants
from bot.schedules.rules.kinds import ALL_DAY, LAST_DAY, BeforeReturn, Calendar, OffQueue, Once, Rule

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SETS = {(): "daily", (0, 1, 2, 3, 4): "weekdays", (5, 6): "weekends"}
RUN = 3  #: as many days one after the other are said as a run
SPACED = 4  #: as many times at the same distance are said as a distance
HOUR = 60


def described(rule: Rule, *, zone: ZoneInfo | None = None) -> str:
    """The rule in words: "weekdays at 08:55". A moment is said in `zone`, or else in UTC with its offset."""
    match rule:
        case Once():
            return _moment(rule, zone)
        case Calendar():
            return f"{_days(rule)} {times_named(rule.times)}"
        case OffQueue(minutes=minutes, starts=starts, ends=ends, weekdays=weekdays):
            window = "" if starts == ends == ALL_DAY else f", {starts:%H:%M}–{ends:%H:%M}"
            days = f", {weekdays_named(weekdays)}" if weekdays else ""
            return f"when off queue longer than {minutes} min{window}{days}"
        case BeforeReturn(days=days, at=at):
            ahead = {0: "the day", 1: "the day before"}.get(days, f"{days} days before")
            return f"{ahead} my out-of-office ends, at {at:%H:%M}"


def _moment(rule: Once, zone: ZoneInfo | None) -> str:
    local = rule.at.astimezone(zone or UTC)
    if zone is None or len(instants(local.replace(tzinfo=None, second=0, microsecond=0), zone)) > 1:
        return local.isoformat(timespec="minutes")
    return f"{WEEKDAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]} {local.year} {local:%H:%M}"


def _days(rule: Calendar) -> str:
    return month_days_named(rule) if rule.month_days else weekdays_named(rule.weekdays)


def month_days_named(rule: Calendar) -> str:
    """Its days of the month in words."""
    # The last day is kept as the smallest number, and stands last.
    ordered = sorted(rule.month_days, key=lambda day: day % 32)
    days = listed(["last day" if day == LAST_DAY else _ordinal(day) for day in ordered])
    months = listed([MONTHS[month - 1] for month in rule.months])
    return f"every {days} of {months}" if rule.months else f"{days} of each month"


def weekdays_named(weekdays: tuple[int, ...]) -> str:
    """Days of the week in words; none is every day."""
    if weekdays in SETS:
        return SETS[weekdays]
    first, last = weekdays[0], weekdays[-1]
    if len(weekdays) >= RUN and last - first == len(weekdays) - 1:
        return f"every {WEEKDAYS[first]} to {WEEKDAYS[last]}"
    return f"every {listed([WEEKDAYS[day] for day in weekdays])}"


def times_named(times: tuple[time, ...]) -> str:
    """Times of day in words, as a distance where they have one."""
    minutes = [at.hour * HOUR + at.minute for at in times]
    steps = {later - earlier for earlier, later in pairwise(minutes)}
    if len(times) < SPACED or len(steps) > 1:
        return f"at {listed([f'{at:%H:%M}' for at in times])}"
    (step,) = steps
    return f"every {spaced(step)} from {times[0]:%H:%M} to {times[-1]:%H:%M}"


def spaced(minutes: int) -> str:
    """A distance: "hour", "2 hours", "30 minutes"."""
    if minutes % HOUR:
        return f"{minutes} minutes"
    return "hour" if minutes == HOUR else f"{timedelta(minutes=minutes) // timedelta(hours=1)} hours"


def listed(names: Sequence[str]) -> str:
    """Several names as one: "a, b and c"."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def _ordinal(day: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th") if day not in {11, 12, 13} else "th"
    return f"{day}{ending}"
