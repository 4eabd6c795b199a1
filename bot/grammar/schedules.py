"""Words for what comes again: days of the week and of the month, times of day, windows and distances.

Each reader takes a whole phrase, in lower case with plain hyphens (`plain`), and answers None where it is none.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TypeVar

from bot.grammar.heard import heard
from bot.grammar.moments.clocktimes import shown
from bot.grammar.moments.days import MONTH
from bot.grammar.spans import NUMBERS, parts

DASHES = re.compile("[\u2010-\u2015\u2212]")
WEEKDAY = r"(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:days?)?"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
AND = r"(?:,? and |, ?| ?[&+/] ?| )"
EVERY = re.compile(r"^(?:on |all )?(?:(every|each) )?(?:the )?")
EXCEPT = re.compile(r"(.+?),? (?:except|but not|without|not)(?: on)?(?: the)? (.+)")
NAMED_DAYS = {
    **dict.fromkeys(("daily", "every day", "each day", "everyday", "all days", "every single day"), tuple(range(7))),
    **dict.fromkeys(
        ("weekdays", "weekday", "workdays", "workday", "working days", "working day", "business days"), tuple(range(5))
    ),
    **dict.fromkeys(("weekends", "weekend"), (5, 6)),
}
DAY_RANGE = re.compile(rf"({WEEKDAY})(?: ?- ?| to | till | until | through | thru )({WEEKDAY})")
DAY_LIST = re.compile(rf"{WEEKDAY}(?:{AND}{WEEKDAY})*")

DAY = r"(?:(?:the )?(?:[0-9]{1,2}(?:st|nd|rd|th)?|last(?: day)?))"
DAYS = rf"{DAY}(?:(?:,? and |, ?| ?[&+/] ?){DAY})*"
EACH_MONTH = r"(?:every|each|the|a) month"
MONTH_LIST = rf"{MONTH}(?:(?:,? and |, ?){MONTH})*"
BY_MONTH = (
    re.compile(rf"(?:on |every )?(?P<days>{DAYS}) (?:of|in) {EACH_MONTH}"),
    re.compile(rf"(?:every month|each month|monthly),?(?: on)? (?P<days>{DAYS})"),
    re.compile(rf"every (?P<days>(?:the )?(?:[0-9]{{1,2}}(?:st|nd|rd|th)|last day)(?:(?:,? and |, ?){DAY})*)"),
    re.compile(rf"(?:every|each)(?: year,?(?: on)?)? (?P<days>{DAYS}) (?:of )?(?P<months>{MONTH_LIST})"),
    re.compile(rf"(?:every|each)(?: year,?(?: on)?)? (?P<months>{MONTH}) (?P<days>{DAYS})"),
)

TIME = r"(?:at |@ ?)?(?:noon|midday|midnight|[0-9]{1,2}(?:[:.][0-9]{2})?(?: ?[ap]\.?m\b\.?)?(?: ?o'?clock| ?uhr)?)"
ONE_TIME = re.compile(
    r"(?:at |@ ?)?(?:(noon|midday|midnight)|([0-9]{1,2})(?:[:.]([0-9]{2}))?(?: ?([ap])\.?m\.?)?(?: ?o'?clock| ?uhr)?)"
)
TIMES = re.compile(rf"{TIME}(?:(?:,? and |, ?| ?& ?){TIME})*")
WINDOW = re.compile(rf"(?:from |between )?({TIME})(?: ?- ?| to | and | until | till )({TIME})")
DISTANCE = re.compile(
    r"(?:hourly|(?:every|each) ((?:[a-z0-9 ]*? ?[0-9 ])?(?:minutes?|mins?|hours?|hrs?|h|m)))"
    r"(?:,? ((?:from |between )?(?:at |@)?[0-9nm].*))?"
)
NAMED_TIMES = {"noon": time(12), "midday": time(12), "midnight": time()}
HALF_DAY = timedelta(hours=12)

A = TypeVar("A")
B = TypeVar("B")


@dataclass(frozen=True)
class DaysSaid:
    """Days of the week (0 is Monday), or of the month (-1 is its last) with the months they are counted in.

    Nothing at all is every day.
    """

    weekdays: tuple[int, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()


def plain(text: str) -> str:
    """The words as the readers take them."""
    return DASHES.sub("-", heard(text)).casefold().strip(' ,.:;"')


def days_said(phrase: str) -> DaysSaid | None:
    """Days that come again: "weekdays", "every monday and thursday", "mon-fri except wed", "31st of each month".

    A weekday alone is one day and no rule: "monday" is the coming one, "mondays" and "every monday" are all.
    """
    for pattern in BY_MONTH:
        if found := pattern.fullmatch(phrase):
            return _month_days(found)
    if found := EXCEPT.fullmatch(phrase):
        these, others = days_said(found[1]), _weekdays(found[2])
        if these is None or others is None or these.month_days:
            return None
        left = set(these.weekdays or range(7)) - set(others)
        return DaysSaid(tuple(sorted(left))) if left else None
    again = EVERY.match(phrase)
    weekdays = _weekdays(phrase)
    if weekdays is None or (len(weekdays) == 1 and not (again and again[1]) and not phrase.endswith("s")):
        return None
    return DaysSaid() if len(weekdays) == len(WEEKDAYS) else DaysSaid(weekdays)


def times_said(phrase: str) -> tuple[time, ...] | None:
    """Times of day, by a 24-hour clock unless am or pm is said: "at 9 and 17:30", "every 30 minutes from 9 to 17"."""
    if TIMES.fullmatch(phrase):
        read = [_time(found) for found in ONE_TIME.finditer(phrase)]
        return tuple(sorted({at for at in read if at is not None})) if None not in read else None
    return _spread(phrase)


def window_said(phrase: str) -> tuple[time, time] | None:
    """Two times with everything between them: "9-17", "from 9:00 to 17:30", "22-6" over midnight.

    "9-5" ends at 17:00: nobody means a window of twenty hours by it.
    """
    found = WINDOW.fullmatch(phrase)
    first, last = (ONE_TIME.fullmatch(found[side]) for side in (1, 2)) if found else (None, None)
    starts, until = _time(first) if first else None, _time(last) if last else None
    if starts is None or until is None:
        return None
    afternoon = time((until.hour + 12) % 24, until.minute)
    if until <= starts < afternoon and starts.hour <= 12 and not _exact(last):  # noqa: PLR2004 - noon
        return starts, afternoon
    return starts, until


def both(phrase: str, first: Callable[[str], A | None], second: Callable[[str], B | None]) -> tuple[A, B] | None:
    """The phrase cut in two so that each reader takes its part, whichever comes first."""
    words = phrase.split(" ")
    for cut in range(1, len(words)):
        left, right = " ".join(words[:cut]).rstrip(","), " ".join(words[cut:])
        for one, other in ((left, right), (right, left)):
            read = first(one)
            if read is not None and (also := second(other)) is not None:
                return read, also
    return None


def _weekdays(phrase: str) -> tuple[int, ...] | None:
    named = NAMED_DAYS.get(phrase) or NAMED_DAYS.get(EVERY.sub("", phrase))
    if named:
        return named
    phrase = EVERY.sub("", phrase)
    if found := DAY_RANGE.fullmatch(phrase):
        first, last = (WEEKDAYS.index(day[:3]) for day in found.groups())
        return tuple(sorted((first + ahead) % 7 for ahead in range((last - first) % 7 + 1)))
    if DAY_LIST.fullmatch(phrase):
        return tuple(sorted({WEEKDAYS.index(day[:3]) for day in re.findall(WEEKDAY, phrase)}))
    return None


def _month_days(found: re.Match[str]) -> DaysSaid | None:
    days = [-1 if day == "last" else int(day) for day in re.findall(r"[0-9]+|last", found["days"])]
    months = [MONTHS.index(name[:3]) + 1 for name in re.findall(MONTH, found.groupdict().get("months") or "")]
    if not all(day == -1 or 1 <= day <= 31 for day in days):  # noqa: PLR2004 - the longest month
        return None
    return DaysSaid((), tuple(sorted(set(days))), tuple(sorted(set(months))))


def _time(found: re.Match[str]) -> time | None:
    if found[1]:
        return NAMED_TIMES[found[1]]
    read = shown(found[2], found[3], found[4])
    if read is None or read.meanings[0] >= 2 * HALF_DAY:
        return None
    minutes = read.meanings[0] // timedelta(minutes=1)
    return time(minutes // 60, minutes % 60)


def _exact(said: re.Match[str] | None) -> bool:
    """Whether the half of the day is said, by am or pm, or by the four figures of a 24-hour clock."""
    return said is not None and bool(said[1] or said[4] or said[2].startswith("0") or (said[3] and len(said[2]) > 1))


def _spread(phrase: str) -> tuple[time, ...] | None:
    """Times at the same distance, over a window or the whole day; those that are too close stay one minute apart."""
    found = DISTANCE.fullmatch(phrase)
    if found is None:
        return None
    step = parts(_counted(found[1] or "hour"))
    window = window_said(found[2]) if found[2] else (time(), time(23, 59))
    if step is None or window is None or step.days or window[1] < window[0] or step.minutes < 1:
        return None
    minutes = [at.hour * 60 + at.minute for at in window]
    return tuple(time(at // 60, at % 60) for at in range(minutes[0], minutes[1] + 1, int(step.minutes)))


def _counted(distance: str) -> str:
    """The distance with its number: an "hour" is one, and a "half hour" half of one."""
    counted = distance[:1].isdigit() or distance.split(" ", 1)[0] in {*NUMBERS, "half"}
    return distance if counted else f"1 {distance}"
