"""Times of day, taken out of the words for a moment."""

import re
from dataclasses import dataclass
from datetime import timedelta

NAMED = {
    "noon": (12,),
    "midday": (12,),
    "midnight": (0, 24),  # a day has two, at its start and at its end
    "end of the day": (24,),
    "end of day": (24,),
    "eod": (24,),
}
PARTS = {"morning": (8, 9, 10), "afternoon": (13, 14, 15), "evening": (18, 19, 20), "night": (20, 22, 24)}
HALF_DAY = timedelta(hours=12)

PART = re.compile(r"\b(?:in the |at |this )?(morning|afternoon|evening|night)\b")
NAME = re.compile(rf"\b(?:at |by )?(?:the )?({'|'.join(NAMED)})\b")
CLOCK = re.compile(
    r"(?<![\w:./+-])(?:at |by |@ ?)?(?:"
    r"([0-9]{1,2}):([0-9]{2})(?::00)?(?: ?([ap])\.?m\b\.?)?"
    r"|([0-9]{1,2})(?:\.([0-9]{2}))? ?([ap])\.?m\b\.?"
    r"|(?:(?<=\bat )|(?<=@)|(?<=@ ))([0-9]{1,2})(?: ?o'?clock)?"
    r"|([0-9]{1,2}) ?o'?clock"
    r")(?![\w:./+-])"
)
DAY = r"(?:today|tomorrow|tmrw|(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?)"
BARE = re.compile(rf"([0-9]{{1,2}})|(.*\b{DAY}),? ([0-9]{{1,2}})|([0-9]{{1,2}}) (?:on )?({DAY})")
DOTTED = re.compile(rf"(|.*\b{DAY},? )(?:at )?([0-9]{{1,2}})\.([0-9]{{2}})")


@dataclass(frozen=True)
class TimeOfDay:
    """What a clock shows, counted from a day's 00:00; several when the words mean several.

    `otherwise` is the other half of the day for words that leave it open ("6:30"). It counts only when the first
    reading, that of a 24-hour clock, has passed.
    """

    meanings: tuple[timedelta, ...]
    otherwise: tuple[timedelta, ...] = ()


@dataclass(frozen=True)
class Split:
    """A time of day and what was said beside it; None: the words have no, two, or an impossible time of day."""

    time: TimeOfDay | None
    rest: str


def split(words: str) -> Split | None:
    """Takes the time of day out of the words. None: there is more than one, or one that no clock shows."""
    words = re.sub(r"\btonight\b", "today night", words)
    part, words = _take(PART, words)
    name, words = _take(NAME, words)
    clock, words = _take(CLOCK, words)
    numbers = _numbers(clock) if clock else None
    if not name and not clock:
        numbers, words = _loose(words)
    if name and clock:
        return None
    if name:
        return Split(TimeOfDay(tuple(timedelta(hours=hour) for hour in NAMED[name[1]])), words)
    if numbers is None:
        asked = tuple(timedelta(hours=hour) for hour in PARTS[part[1]]) if part else ()
        return Split(TimeOfDay(asked) if part else None, words)
    time = shown(*numbers, part=part[1] if part else "")
    return Split(time, words) if time else None


def shown(hour: str, minute: str | None, half: str | None, *, part: str = "") -> TimeOfDay | None:
    """The time that a clock shows with these figures, or None when none does."""
    at = timedelta(hours=int(hour), minutes=int(minute or 0))
    open_half = 1 <= int(hour) < 12 and not hour.startswith("0")  # noqa: PLR2004 - hours of a clock face
    if int(minute or 0) > 59 or at > timedelta(hours=24):  # noqa: PLR2004 - minutes of an hour
        return None
    if half:
        if not 1 <= int(hour) <= 12:  # noqa: PLR2004 - hours of a clock face
            return None
        return TimeOfDay((at % HALF_DAY + (HALF_DAY if half == "p" else timedelta(0)),))
    if part and at < timedelta(hours=13):
        return TimeOfDay((_in_part(at, part),))
    return TimeOfDay((at,), (at + HALF_DAY,) if open_half and not part else ())


def _in_part(at: timedelta, part: str) -> timedelta:
    """Makes "8 in the evening" 20:00; a night goes on to the small hours of the next day."""
    if part == "morning" or (part == "afternoon" and at >= HALF_DAY):
        return at
    if part == "night" and not timedelta(hours=5) <= at < HALF_DAY:
        return at % HALF_DAY + 2 * HALF_DAY
    return at % HALF_DAY + HALF_DAY


def _take(pattern: re.Pattern[str], words: str) -> tuple[re.Match[str] | None, str]:
    found = pattern.search(words)
    if found is None:
        return None, words
    return found, " ".join(f"{words[: found.start()]} {words[found.end() :]}".split()).strip(" ,")


def _numbers(clock: re.Match[str]) -> tuple[str, str | None, str | None]:
    """Hour, minute and half of the day, whichever form of `CLOCK` they stood in."""
    hour = clock[1] or clock[4] or clock[7] or clock[8]
    return hour, clock[2] or clock[5], clock[3] or clock[6]


def _loose(words: str) -> tuple[tuple[str, str | None, str | None] | None, str]:
    """A bare "9" or "18.30": a time only alone or beside a day, since beside a month it is a day of it."""
    if found := DOTTED.fullmatch(words):
        return (found[2], found[3], None), found[1].strip(" ,")
    if found := BARE.fullmatch(words):
        return (found[1] or found[3] or found[4], None, None), (found[2] or found[5] or "").strip(" ,")
    return None, words
