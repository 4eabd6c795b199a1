"""Words → rule. What `described` says is read back as the same rule."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.errors import Choice, Unclear, Why
from bot.grammar.moments import moment
from bot.grammar.moments.clocktimes import split
from bot.grammar.moments.days import IN_MONTH
from bot.grammar.moments.reading import BARE, EXACT, FROM_NOW
from bot.grammar.schedules import DaysSaid, both, days_said, plain, times_said, window_said
from bot.grammar.spans import NUMBERS, Span, parts
from bot.schedules.rules.kinds import ALL_DAY, BeforeReturn, Calendar, OffQueue, Once, Rule
from bot.schedules.rules.sense import CLOSEST, why_not

LONGEST = 300  #: characters; the longest rule that `described` says has fewer
LONGEST_MOMENT = 60
MOST_WORDS = 40
OFFERED = ("09:00", "12:00", "17:00")
OFF_QUEUE = re.compile(
    r"(?:when|whenever|if|once)(?: i'?m| i am| i was| i've been| i have been)? off(?: the)?[ -]?queue"
    r"(?: for)?(?: longer than| more than| over| at least)? (?P<rest>.+)"
)
LEAVE = r"(?:out[ -]of[ -]office|ooo|vacation|holidays?|leave|absence|time off)"
BEFORE_RETURN = re.compile(
    rf"(?:on )?(?:the )?(?:(?P<days>[0-9]{{1,2}}|{'|'.join(NUMBERS)}) days? before|(?P<before>day before)|day)"
    rf"(?: when| that)? (?:(?:my|the) {LEAVE} (?:ends?|is over|stops)|(?:i'?m|i am|i come|i get) back)"
    r"(?:,? (?P<at>.+))?"
)
SEPARATOR = re.compile(r"^(?:[:,;]|-(?= ))?\s*(?:to |that |about )?", re.IGNORECASE)
LEADING = re.compile(r"^(?:me )?(?:(?:to|that|about) )?", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """When it was said, and where."""

    now: datetime
    zone: ZoneInfo


def read_rule(text: str, *, now: datetime, zone: ZoneInfo) -> Rule:
    """The rule that the whole text is.

    Raises `Unclear`: NOT_A_RULE, WHICH_TIME (with choices), the questions of a moment, or why it makes no sense.
    """
    read = _tried(text, Asked(now, zone))
    if read is None:
        raise Unclear(Why.NOT_A_RULE, text)
    return _sensible(read, text, now)


def split_rule(text: str, *, now: datetime, zone: ZoneInfo) -> tuple[Rule, str]:
    """The rule that the text begins or ends with, and the rest of it, which may be empty.

    The longest rule wins: "tomorrow 9:00 call Bo" is no "tomorrow" about "9:00 call Bo". Raises `Unclear`, as
    `read_rule` does.
    """
    words, asked = text.split(" "), Asked(now, zone)
    longest = min(len(words), MOST_WORDS)
    for cut in range(longest, 0, -1):
        when = " ".join(words[:cut])
        read = _tried(when, asked)
        if read is not None:
            return _sensible(read, when, now), SEPARATOR.sub("", " ".join(words[cut:])).strip(' "')
    for cut in range(max(1, len(words) - longest), len(words)):
        when = " ".join(words[cut:])
        read = _tried(when, asked)
        if read is not None:
            return _sensible(read, when, now), LEADING.sub("", " ".join(words[:cut])).strip(' ,;:"')
    raise Unclear(Why.NOT_A_RULE, text)


def _tried(when: str, asked: Asked) -> "Rule | Unclear | None":
    """What a stretch of the words means: a rule, a question about one, or nothing."""
    said = plain(LEADING.sub("", when) if when.casefold().startswith("me ") else when)
    if not said or len(said) > LONGEST or when.endswith('"'):
        return None
    try:
        return _read(said, asked)
    except Unclear as unclear:
        if unclear.why is Why.NOT_A_TIME:
            return None
        return Unclear(unclear.why, when, unclear.choices)


def _sensible(read: Rule | Unclear, said: str, now: datetime) -> Rule:
    if isinstance(read, Unclear):
        raise read
    why = why_not(read, now=now)
    if why is not None:
        raise Unclear(why, said)
    return read


def _read(said: str, asked: Asked) -> Rule | None:
    readers: tuple[Callable[[str, Asked], Rule | None], ...] = (_calendar, _off_queue, _before_return, _once)
    return next((rule for reader in readers if (rule := reader(said, asked)) is not None), None)


def _calendar(said: str, _: Asked) -> Calendar | None:
    if days_said(said) is not None:
        raise _which_time(said)
    found = both(said, days_said, times_said)
    spread = None if found else _every_day(said)
    days, times = found or spread or (None, ())
    if days is None:
        return None
    if len(times) > timedelta(days=1) / CLOSEST:
        raise Unclear(Why.TOO_OFTEN, said)
    return Calendar(weekdays=days.weekdays, month_days=days.month_days, months=days.months, times=times)


def _every_day(said: str) -> tuple[DaysSaid, tuple[time, ...]] | None:
    """What names no day, as "every hour"; but "at 9:00" alone is one moment."""
    times = times_said(said) if said.startswith(("every ", "each ", "hourly")) else None
    return (DaysSaid(), times) if times else None


def _off_queue(said: str, _: Asked) -> OffQueue | None:
    found = OFF_QUEUE.fullmatch(said)
    if found is None:
        return None
    words = found["rest"].split(" ")
    for cut in range(len(words), 0, -1):
        span, rest = parts(" ".join(words[:cut]).rstrip(",")), " ".join(words[cut:])
        when = _when_open(rest) if span else None
        if span and when:
            return _of_minutes(said, span, *when)
    return None


def _of_minutes(said: str, span: Span, window: tuple[time, time], days: DaysSaid) -> OffQueue | None:
    minutes = span.length() // timedelta(minutes=1)
    if days.month_days or not minutes:
        return None
    if minutes > timedelta(days=1) // timedelta(minutes=1):
        raise Unclear(Why.NEVER, said)
    return OffQueue(minutes=minutes, starts=window[0], ends=window[1], weekdays=days.weekdays)


def _when_open(rest: str) -> tuple[tuple[time, time], DaysSaid] | None:
    if not rest:
        return (ALL_DAY, ALL_DAY), DaysSaid()
    if window := window_said(rest):
        return window, DaysSaid()
    if days := days_said(rest):
        return (ALL_DAY, ALL_DAY), days
    return both(rest, window_said, days_said)


def _before_return(said: str, _: Asked) -> BeforeReturn | None:
    found = BEFORE_RETURN.fullmatch(said)
    times = times_said(found["at"]) if found and found["at"] else None
    if found is None or (found["at"] and (times is None or len(times) > 1)):
        return None
    count = found["days"]
    days = (NUMBERS.get(count) or int(count)) if count else int(bool(found["before"]))
    if days > 30:  # noqa: PLR2004 - the field's own bound
        return None
    return BeforeReturn(days=days, at=times[0]) if times else BeforeReturn(days=days)


def _once(said: str, asked: Asked) -> Once | None:
    if len(said) > LONGEST_MOMENT:
        return None
    if BARE.fullmatch(said):  # a bare number is minutes
        said = f"in {said} minutes"
    timed = _names_a_time(said)
    try:
        found = moment(said, now=asked.now, zone=asked.zone)
    except Unclear as unclear:
        if unclear.why is Why.NOT_A_TIME and _names_a_date(said):  # 31 February
            raise Unclear(Why.NEVER, said) from unclear
        if timed or unclear.why is Why.NOT_A_TIME:
            raise
        raise _which_time(said) from unclear
    if not timed:
        raise _which_time(said)
    return Once(at=found.at)


def _names_a_date(said: str) -> bool:
    found = split(said)
    return found is not None and IN_MONTH.fullmatch(found.rest) is not None


def _which_time(said: str) -> Unclear:
    return Unclear(Why.WHICH_TIME, said, [Choice(f"{said} {at}", at) for at in OFFERED])


def _names_a_time(said: str) -> bool:
    """Whether a time of day is said, or a distance from now; a day alone begins at midnight, which nobody means."""
    if EXACT.fullmatch(said) or parts(FROM_NOW.sub("", said)):
        return True
    found = split(said)
    return found is not None and found.time is not None
