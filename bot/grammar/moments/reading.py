"""Reads the words for a moment.

Rules that words alone do not give:

- A day without a time is its 00:00: "until friday" is back on Friday.
- A weekday is the coming one; today's only with a time that is still to come.
- "6:30" is read on a 24-hour clock. Has it passed today and 18:30 has not, both are offered.
- A time of day that passed is a question, with tomorrow's as a choice; passed twelve hours ago or longer, it is
  tomorrow's ("06:00" said at 22:00). So it is with dates without a year and half a year.
- "01/02/2027" and, on a Tuesday, "next friday" are questions.
- In the hour that spring skips both neighbours are offered, in the hour that autumn repeats both occurrences.
"""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import Why
from bot.grammar.heard import heard
from bot.grammar.moments.asked import Asked, Moment
from bot.grammar.moments.clocktimes import HALF_DAY, TimeOfDay, split
from bot.grammar.moments.days import Days, read_days
from bot.grammar.moments.wallclock import instant, instants, neighbours, start_of
from bot.grammar.spans import Span, parts

LONGEST = 60  #: characters; no moment needs more
BARE = re.compile(r"[0-9]+")
EXACT = re.compile(r"20[0-9]{2}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2})?(?:[+-][0-9]{2}:[0-9]{2}|z)")
LOCAL_T = re.compile(r"(?<=[0-9])t(?=[0-9]{2}:)")
FULL_STOP = re.compile(r"(?<=[a-z])\.$|[!?]+$")  # not the one of "1.12."
FROM_NOW = re.compile(r"^in (?!.* from now$)| from now$")


def moment(text: str, *, now: datetime, zone: ZoneInfo, after: datetime | None = None) -> Moment:
    """The moment that `text` means to somebody in `zone`, later than `after` (the start of what ends here, or now).

    Raises `Unclear` with NOT_A_TIME, PAST_TIME, AMBIGUOUS_TIME, GAP_TIME, REPEATED_TIME or ENDS_BEFORE_START. Each
    choice is an instant with its offset, which this function reads back as that instant.
    """
    said = heard(text)
    asked = Asked(said, now, zone, after or now)
    words = FULL_STOP.sub("", said.casefold().strip('" '))
    if len(words) > LONGEST:
        raise asked.question(Why.NOT_A_TIME)
    if EXACT.fullmatch(words):
        return _exact(asked, words)
    span = None if BARE.fullmatch(words) else parts(FROM_NOW.sub("", words))
    if span:  # "until 15" is three o'clock, but "in 15" a quarter of an hour
        return moment_after(span, said=said, start=asked.after, zone=zone)
    return _on_days(asked, LOCAL_T.sub(" ", words))


def moment_after(span: Span, *, said: str, start: datetime, zone: ZoneInfo) -> Moment:
    """The end of a span: its days keep the time on the clock, also when a day is not 24 hours long."""
    wall = start.astimezone(zone).replace(tzinfo=None) + timedelta(days=span.days)
    at = instant(wall, zone) if span.days else start
    return Moment((at + timedelta(minutes=span.minutes)).astimezone(UTC), zone, said)


def _exact(asked: Asked, words: str) -> Moment:
    try:
        return asked.answer(datetime.fromisoformat(words.upper()))
    except ValueError:
        raise asked.question(Why.NOT_A_TIME) from None


def _on_days(asked: Asked, words: str) -> Moment:
    found = split(words)
    if found is None:
        raise asked.question(Why.NOT_A_TIME)
    days = read_days(asked, found.rest) if found.rest else _time_alone(asked, found.time)
    if days is None:
        raise asked.question(Why.NOT_A_TIME)
    dated = read_days(asked, words) if found.time and not found.rest else None
    if dated:  # "1.12" is a day or a time
        raise asked.question(Why.AMBIGUOUS_TIME, [_first(asked, dated, None), _first(asked, days, found.time)])
    return _settled(asked, days, found.time)


def _time_alone(asked: Asked, time_of_day: TimeOfDay | None) -> Days | None:
    if time_of_day is None:
        return None
    base, latest = asked.base(), max(time_of_day.meanings)
    long_ago = datetime.combine(base, time()) + latest + HALF_DAY <= base
    # Today's 00:00 has always passed, so nobody means it.
    return Days((base.date(),), later=base.date() + timedelta(days=1), rolls=long_ago or not latest)


def _settled(asked: Asked, days: Days, time_of_day: TimeOfDay | None) -> Moment:
    """The one meaning that is still to come, or a question."""
    _no_gap(asked, days, time_of_day)
    meanings = _meanings(asked, days, time_of_day)
    to_come = [at for at in meanings if at > asked.after]
    if len(to_come) == 1:
        return asked.answer(to_come[0])
    if to_come:
        one_wall = time_of_day and len(days.days) == len(time_of_day.meanings) == 1
        raise asked.question(Why.REPEATED_TIME if one_wall else Why.AMBIGUOUS_TIME, to_come)
    later = Days((days.later,)) if days.later else None
    meant_later = _meanings(asked, later, time_of_day) if later else []
    other_half = _meanings(asked, days, TimeOfDay(time_of_day.otherwise)) if time_of_day else []
    if any(at > asked.after for at in other_half):
        raise asked.question(Why.AMBIGUOUS_TIME, [*other_half, *meant_later])
    if later and days.rolls:
        return _settled(asked, later, time_of_day)
    raise asked.too_early(meanings[-1], meant_later)


def _first(asked: Asked, days: Days, time_of_day: TimeOfDay | None) -> datetime:
    """The first meaning still to come, on the days or the one that follows."""
    meanings = _meanings(asked, Days((*days.days, days.later or days.days[-1])), time_of_day)
    return next((at for at in meanings if at > asked.after), meanings[-1])


def _no_gap(asked: Asked, days: Days, time_of_day: TimeOfDay | None) -> None:
    walls = _walls(days.days, time_of_day) if time_of_day else []
    if len(walls) == 1 and not instants(walls[0], asked.zone):
        around = neighbours(walls[0], asked.zone)
        if max(around) > asked.after:
            raise asked.question(Why.GAP_TIME, around)


def _meanings(asked: Asked, days: Days, time_of_day: TimeOfDay | None) -> list[datetime]:
    if time_of_day is None:
        return [start_of(day, asked.zone) for day in days.days]
    walls = _walls(days.days, time_of_day)
    return [at for wall in walls for at in instants(wall, asked.zone) or [instant(wall, asked.zone)]]


def _walls(days: Iterable[date], time_of_day: TimeOfDay) -> list[datetime]:
    return [datetime.combine(day, time()) + meaning for day in days for meaning in time_of_day.meanings]
