"""Days: "friday", "tomorrow", "1 Dec", "2026-12-01", "13/02/2027", "in 2 months"."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from dateparser.date import DateDataParser  # type: ignore[import-untyped]  # it ships no types

from bot.grammar.moments.asked import Asked

WEEKDAY = r"(mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs?|ur)?(?:day)?"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
NEAR_DAY = re.compile(rf"(?:(this|coming|this coming|next) )?{WEEKDAY}( next week)?|next week(?: {WEEKDAY})?")
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
NUMBER = r"(?:the )?[0-9]{1,2}(?:st|nd|rd|th)?"
IN_MONTH = re.compile(
    rf"(?:{WEEKDAY},? )?((?:{NUMBER} ?(?:of )?{MONTH}|{MONTH} ?{NUMBER})(?:,? (20[0-9]{{2}}))?)", re.ASCII
)
COUNT = r"(?:an?|one|two|three|four|five|six|[1-9]|1[0-2])"
FROM_HERE = re.compile(
    rf"(?:the )?day after tomorrow|in (?:a fortnight|{COUNT} (?:months?|years?)(?: and {COUNT} days?)?)"
    rf"|{COUNT} (?:months?|years?) from now|next (?:month|year)"
)
FIGURES = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})(?:\2(20[0-9]{2}|[0-9]{2})?)?")
ISO = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})")
WEEK = timedelta(days=7)
HALF_YEAR = timedelta(days=182)

# The library reads words into dates; which year and which week is meant is decided here, so its own "now" stands
# still. That lets one parser serve everybody (each further base would stay in its cache of settings), and in a leap
# year 29 February is a date. The first reading loads the language: it happens here and not while somebody waits.
_BASE = datetime(2000, 1, 1)  # noqa: DTZ001 - a wall clock without a zone
_LIBRARY = DateDataParser(
    languages=["en"], settings={"PREFER_DATES_FROM": "future", "RELATIVE_BASE": _BASE, "DATE_ORDER": "DMY"}
)
_LIBRARY.get_date_data("1 january")


@dataclass(frozen=True)
class Days:
    """The days that the words mean, and the one that follows where they name no year or no date.

    `later` is meant instead when the time on the day has passed: without asking if `rolls`, else as a choice.
    """

    days: tuple[date, ...]
    later: date | None = None
    rolls: bool = False


def read_days(asked: Asked, words: str) -> Days | None:
    """The days that the words mean, or None when they mean none."""
    words = re.sub(r"^on |,$", "", words)
    if words == "today":
        return Days((asked.today(),), later=asked.today() + timedelta(days=1))
    if words == "yesterday":
        return Days((asked.today() - timedelta(days=1),))
    if words in {"tomorrow", "tmrw"}:
        return Days((asked.today() + timedelta(days=1),))
    if found := NEAR_DAY.fullmatch(words):
        return _near_day(asked.base().date(), found)
    if found := ISO.fullmatch(words):
        return _one(int(found[1]), int(found[2]), int(found[3]))
    return _on_date(asked, words)


def _on_date(asked: Asked, words: str) -> Days | None:
    if found := FIGURES.fullmatch(words):
        return _in_figures(asked, found)
    if found := IN_MONTH.fullmatch(words):
        return _in_month(asked, found)
    return _from_here(asked, words) if FROM_HERE.fullmatch(words) else None


def _near_day(base: date, found: re.Match[str]) -> Days:
    """A weekday is the coming one: today only for a time still to come, and "next" asks while this week has one too."""
    name = found[2] or found[4]
    monday = base - timedelta(days=base.weekday()) + WEEK
    if name is None:
        return Days((monday,))
    weekday = WEEKDAYS.index(name)
    if (found[1] is None and found[2] is None) or found[3]:
        return Days((monday + timedelta(days=weekday),))
    ahead = (weekday - base.weekday()) % 7
    coming = base + timedelta(days=ahead)
    if found[1] == "next":
        this_week = ahead > 0 and coming < monday
        return Days((coming, coming + WEEK) if this_week else (coming if ahead else monday + timedelta(days=weekday),))
    return Days((coming,), later=coming + WEEK, rolls=True)


def _in_figures(asked: Asked, found: re.Match[str]) -> Days | None:
    """Figures with slashes or dashes leave open which is the day; with dots the day comes first."""
    first, second, year = int(found[1]), int(found[3]), found[4]
    orders = {(first, second)} if found[2] == "." else {(first, second), (second, first)}
    read = [_dated(asked, month, day, year) for day, month in sorted(orders)]
    meant = [days for days in read if days]
    if len(meant) > 1:
        return Days(tuple(days.days[0] for days in meant))
    return meant[0] if meant else None


def _in_month(asked: Asked, found: re.Match[str]) -> Days | None:
    weekday, words, year = found[1], found[2], found[3]
    read = _LIBRARY.get_date_data(words).date_obj
    days = _dated(asked, read.month, read.day, year) if read else None
    if days and weekday:  # a weekday that is not the date's leaves open which of both is wrong
        return days if WEEKDAYS[days.days[0].weekday()] == weekday else None
    return days


def _from_here(asked: Asked, words: str) -> Days | None:
    """As many months and days on from today as the library goes on from its own; the 31st may become the 30th."""
    read = _LIBRARY.get_date_data(words).date_obj
    if read is None:
        return None
    today = asked.today()
    years, month = divmod(today.month - 1 + read.month - 1, 12)
    year = today.year + read.year - _BASE.year + years
    day = min(today.day, calendar.monthrange(year, month + 1)[1])
    return Days((date(year, month + 1, day) + timedelta(days=read.day - 1),))


def _dated(asked: Asked, month: int, day: int, year: str | None) -> Days | None:
    if year:
        return _one(int(year) % 100 + 2000, month, day)
    base = asked.base().date()
    # Eight years on there is a 29 February again, whatever the century.
    years = [_one(base.year + ahead, month, day) for ahead in range(9)]
    dates = [days.days[0] for days in years if days]
    if len(dates) < 2:  # noqa: PLR2004 - this one and the one that follows
        return None
    if base - dates[0] > HALF_YEAR:  # what passed lately is more likely a slip than next year's
        return Days((dates[1],))
    return Days((dates[0],), later=dates[1])


def _one(year: int, month: int, day: int) -> Days | None:
    try:
        return Days((date(year, month, day),))
    except ValueError:
        return None
