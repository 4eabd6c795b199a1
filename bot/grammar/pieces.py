"""Words cut into pieces: names, and clauses that begin with `from`, `until` or `for`."""

import re
from dataclasses import dataclass

from bot.grammar.spans import parts

CLAUSE = re.compile(r"(?:^|(?<=[ ,]))(from|until|till|til|to|for)(?=[ ,]|$)", re.IGNORECASE)
UNTIL = {"until", "till", "til", "to", "for"}
QUOTED = re.compile(r'"[^"]*"')
NAME = re.compile(r'(?:"[^"]*"|[^,])+')


@dataclass(frozen=True)
class Piece:
    """A stretch of the words: what comes first (keyword ""), or what follows a clause word; where its text starts."""

    keyword: str
    text: str
    start: int

    def begins(self, keyword: str) -> bool:
        """Whether the clause is a `keyword` one: `till`, `to` and `for` say an end, as `until` does."""
        return self.keyword in UNTIL if keyword == "until" else self.keyword == keyword


def pieces_of(text: str) -> list[Piece]:
    """The head, which may be empty, and then each clause in its order.

    `for` begins a clause only before a span and `to` only behind a `from`, since both are common in names.
    """
    hidden = QUOTED.sub(lambda found: "_" * len(found[0]), text)
    marks = list(CLAUSE.finditer(hidden))
    ends = [mark.start() for mark in marks[1:]] + [len(text)] * bool(marks)
    starts = [(0, 0, "")]
    for mark, end in zip(marks, ends, strict=True):
        keyword = mark[1].lower()
        if keyword == "for" and parts(text[mark.end() : end].strip(" ,")) is None:
            continue
        if keyword == "to" and not any(earlier == "from" for _, _, earlier in starts):
            continue
        starts.append((mark.start(), mark.end(), keyword))
    stops = [start for start, _, _ in starts[1:]] + [len(text)]
    return [_piece(keyword, text, begin, stop) for (_, begin, keyword), stop in zip(starts, stops, strict=True)]


def names_in(head: Piece) -> list[Piece]:
    """The names between the commas of a head; double quotes protect commas."""
    found = [_piece("", head.text, *name.span()) for name in NAME.finditer(head.text)]
    return [Piece("", name.text, head.start + name.start) for name in found if unquoted(name.text)]


def unquoted(text: str) -> str:
    """The text without the double quotes around it."""
    return text[1:-1].strip() if QUOTED.fullmatch(text) else text.strip()


def quoted(value: str) -> str:
    """The value as a name that is read as this value alone. A double quote in it becomes a single one."""
    plain = value.replace('"', "'")
    return f'"{plain}"' if "," in plain or CLAUSE.search(plain) else plain


def _piece(keyword: str, text: str, begin: int, stop: int) -> Piece:
    inside = text[begin:stop]
    start = begin + len(inside) - len(inside.lstrip(" ,"))
    return Piece(keyword, inside.strip(" ,"), start)
