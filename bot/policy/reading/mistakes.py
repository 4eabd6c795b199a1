"""What is wrong with a file of rules."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import SettingsError


@dataclass(frozen=True, order=True)
class Mistake:
    """`what` reads on behind "line 3: ". A line of 0 means the file as a whole."""

    line: int
    what: str

    def sentence(self) -> str:
        said = self.what if self.what.endswith("?") else f"{self.what}."
        return f"Line {self.line}: {said}" if self.line else f"It {said}"


class PolicyError(SettingsError):
    """The rules cannot be read: every mistake, in the order of the lines."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        self.mistakes = tuple(sorted(mistakes))
        super().__init__([mistake.sentence() for mistake in self.mistakes])


def meant(said: str, known: Iterable[str]) -> str:
    """What somebody may have meant, as the end of a sentence."""
    names = {name.lower(): name for name in known}
    near = difflib.get_close_matches(said.lower()[:100], names, 1, 0.6)
    return f"; did you mean {names[near[0]]}?" if near else ""
