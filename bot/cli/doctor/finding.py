"""What doctor found: one line each, with the setting's name, what is so, and the mend."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is. Only `BAD` keeps the bot from its work."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One line. `name` is the setting to look at; `mend` says what to do, and is empty where there is nothing to."""

    level: Level
    name: str
    what: str
    mend: str = ""

    def line(self) -> str:
        said = f"{self.level:<5}{self.name}: {self.what}."
        return f"{said} To mend it: {self.mend}." if self.mend else said


def ok(name: str, what: str) -> Finding:
    return Finding(Level.OK, name, what)


def warn(name: str, what: str, mend: str) -> Finding:
    return Finding(Level.WARN, name, what, mend)


def bad(name: str, what: str, mend: str) -> Finding:
    return Finding(Level.BAD, name, what, mend)
