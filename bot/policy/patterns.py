r"""What a reason must have in it: regular expressions without what can take for ever.

Python's own go back and try again, and `(a+)+$` does so for longer than anybody lives; whoever may write a reason could
stop the bot with it. Here all ways are followed at once, so the time grows with the length of the text alone. There are
letters, `.`, `[…]`, `\d \w \s` and their opposites, `(…)`, `|`, `* + ? {m,n}`, and `^` and `$` around a whole
alternative. A pattern may stand anywhere in the text; capitals and small letters are the same. Each pattern that can be
read fits some text, and none fits the empty one.
"""

from dataclasses import dataclass
from functools import lru_cache

from bot.policy.pattern_reading import Branch, read

#: Beyond this nobody's reason is looked at; what is asked for stands before that.
LONGEST_TEXT = 1000


@dataclass(frozen=True)
class Pattern:
    """Ready to look into texts."""

    branches: tuple[Branch, ...]

    def fits(self, text: str) -> bool:
        return any(_found(branch, text) for branch in self.branches)


@lru_cache(maxsize=256)
def pattern(text: str) -> Pattern:
    """Raises ValueError with what is wrong with it, as it reads on behind "the pattern"."""
    made = Pattern(tuple(read(text)))
    if any(_found(branch, "") for branch in made.branches):
        raise ValueError("fits everything, also nothing at all")
    return made


def _found(branch: Branch, text: str) -> bool:
    """Follows all ways through the branch at once. A way that has come to its end has the number of steps."""
    end, ways = len(branch.steps), set[int]()
    for at in range(min(len(text), LONGEST_TEXT) + 1):
        if at == 0 or not branch.begins:
            ways |= branch.starts
        if end in ways and (at == len(text) or not branch.ends):
            return True
        if at < len(text):
            ways = {to for way in ways if way < end and branch.steps[way].takes(text[at]) for to in branch.after[way]}
    return False
