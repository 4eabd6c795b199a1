"""One table of a file, read key by key with its types; what is wrong is noted and read as if it were not there."""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, TypeVar

from bot.policy.reading.lines import Lines, Path
from bot.policy.reading.mistakes import Mistake, meant

T = TypeVar("T")
LONGEST_TEXT = 300
MOST_TEXTS = 200
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
SPAN = re.compile(r"(?:(\d{1,4})d)? ?(?:(\d{1,4})h)? ?(?:(\d{1,4})m)?")
SHORTEST, LONGEST = timedelta(minutes=5), timedelta(days=30)


class Table:
    """Remembers which keys it was asked for; any other is a mistake."""

    def __init__(
        self, values: Mapping[str, Any], path: Path, called: str, lines: Lines, mistakes: list[Mistake]
    ) -> None:
        self.values = values
        self.called = called
        self._path = path
        self._lines = lines
        self._mistakes = mistakes
        self._asked: list[str] = []
        self.well = True

    @property
    def line(self) -> int:
        return self._lines.line(self._path)

    def has(self, key: str) -> bool:
        return key in self.values

    def wrong(self, key: str, what: str, value: str = "") -> None:
        """Notes a mistake at a key, or at the table itself where there is no such key."""
        path = (*self._path, key) if key in self.values else self._path
        of = f"{_shown(key)} of {self.called}" if key else self.called
        self.well = False
        self._mistakes.append(Mistake(self._lines.line(path, value), f"{of} {what}"))

    def end(self) -> None:
        """Notes the keys that nobody asked for."""
        for key in self.values:
            if key not in self._asked:
                self.wrong(key, f"is unknown{meant(key, self._asked) or f'; known are {_all(self._asked)}'}")

    def text(self, key: str, *, longest: int = LONGEST_TEXT) -> str:
        value = self._value(key)
        if value is None:
            return ""
        if not isinstance(value, str):
            self.wrong(key, f"must be text in quotes, and is {_type(value)}")
            return ""
        return value.strip() if self._is_plain(key, value, longest) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """One text, or a list of them."""
        value = self._value(key)
        if value is None:
            return ()
        several = value if isinstance(value, list) else [value]
        if not several:
            self.wrong(key, "is an empty list, and would never hold; leave it out where anything will do")
        if len(several) > MOST_TEXTS:
            self.wrong(key, f"has more than {MOST_TEXTS} entries")
            return ()
        if odd := [one for one in several if not isinstance(one, str)]:
            self.wrong(key, f"must be text in quotes or a list of such, and has {_type(odd[0])}")
            return ()
        return tuple(one.strip() for one in several if self._is_plain(key, one, LONGEST_TEXT))

    def flag(self, key: str) -> bool | None:
        value = self._value(key)
        if value is not None and not isinstance(value, bool):
            self.wrong(key, f"must be true or false without quotes, and is {_type(value)}")
            return None
        return value

    def chosen(self, key: str, options: Mapping[T, object], of: Sequence[type]) -> T | None:
        """One of a few values."""
        value = self._value(key)
        if value is None:
            return None
        if type(value) not in of or value not in options:
            said = meant(value, map(str, options)) if isinstance(value, str) else ""
            shown = f"“{_shown(value)}”" if isinstance(value, str) else _type(value)
            self.wrong(key, f"must be {_all(options, 'or')}, and is {shown}{said}")
            return None
        known: T = value
        return known

    def span(self, key: str) -> timedelta | None:
        """How long: "8h", "30m", "2d", "1h 30m"."""
        if not (said := self.text(key)):
            return None
        found = SPAN.fullmatch(said)
        days, hours, minutes = (int(part or 0) for part in found.groups()) if found else (0, 0, 0)
        span = timedelta(days=days, hours=hours, minutes=minutes)
        if not found or not SHORTEST <= span <= LONGEST:
            self.wrong(key, f"must be a time like 30m, 8h or 2d, from 5m to 30d, and is “{said}”")
            return None
        return span

    def _value(self, key: str) -> Any:
        self._asked.append(key)
        return self.values.get(key)

    def _is_plain(self, key: str, value: str, longest: int) -> bool:
        if not value.strip():
            self.wrong(key, "is empty")
        elif len(value) > longest:
            self.wrong(key, f"is longer than {longest} characters")
        elif UNSEEN.search(value):
            self.wrong(key, "has a line break or a character that cannot be seen")
        else:
            return True
        return False


def _all(names: Mapping[T, object] | Sequence[T], word: str = "and") -> str:
    *most, last = map(str, names)
    return f"{', '.join(most)} {word} {last}" if most else last


def _shown(value: str) -> str:
    """Somebody else's text, fit for a line of a terminal."""
    return UNSEEN.sub("?", value)[:100]


def _type(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return "a number"
        case str():
            return "text"
        case list():
            return "a list"
        case dict():
            return "a table"
        case _:
            return "a date or a time"
