"""Spans of time: "30m", "15", "1h30", "an hour and a half"."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import Unclear, Why
from bot.grammar.heard import heard

LONGEST = timedelta(days=366)
NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8}
NUMBERS |= {"nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30}
NUMBER = rf"([0-9]{{1,5}}(?:[.,][0-9]{{1,2}})?|half(?: an?)?(?= )|(?:{'|'.join(NUMBERS)})(?= ))"
AND = r"(?:,? ?(?:and )?)"
WHOLE = re.compile(
    rf"(?:{NUMBER} ?(?:weeks?|wk?s?)(?![a-z]){AND})?(?:{NUMBER} ?(?:days?|d)(?![a-z]){AND})?"
    rf"(?:{NUMBER} ?(?:hours?|hrs?|h)(?![a-z])(?: ?(and a half))?{AND})?"
    rf"(?:{NUMBER} ?(?:minutes?|mins?|m)|([0-9]{{1,5}}))?"
)


@dataclass(frozen=True)
class Span:
    """Days by the calendar and minutes by the clock: a day is not always 24 hours long."""

    days: int
    minutes: float

    def length(self) -> timedelta:
        return timedelta(days=self.days, minutes=self.minutes)


def span(text: str) -> timedelta:
    """Reads a span; a bare number is minutes. Raises `Unclear(NOT_A_TIME)` for none, zero, and more than a year."""
    said = heard(text)
    found = parts(said)
    if found is None:
        raise Unclear(Why.NOT_A_TIME, said)
    return found.length()


def parts(said: str) -> Span | None:
    """The span that `said` is as a whole, or None."""
    found = WHOLE.fullmatch(said.casefold().strip(" ."))
    if found is None:
        return None
    weeks, days, hours, half, minutes, bare = found.groups()
    whole_days, part_of_day = divmod(_number(weeks) * 7 + _number(days), 1)
    clock = part_of_day * 1440 + (_number(hours) + (0.5 if half else 0)) * 60 + _number(minutes or bare)
    read = Span(int(whole_days), clock)
    return read if timedelta(0) < read.length() <= LONGEST else None


def _number(word: str | None) -> float:
    if word is None:
        return 0
    if word.startswith("half"):
        return 0.5
    return NUMBERS.get(word) or float(word.replace(",", "."))
