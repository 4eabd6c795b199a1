"""What somebody typed behind a verb."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import Unclear, Why
from bot.grammar.heard import heard
from bot.grammar.moments import Moment, moment
from bot.grammar.moments.reading import moment_after
from bot.grammar.pieces import Piece, names_in, pieces_of, quoted, unquoted
from bot.grammar.spans import Span, parts


class Words:
    """What follows the verb, with the clock and the zone it is read in.

    `NAME[, NAME…] [from T] [until T | for SPAN]`, in any order behind the names. Double quotes protect commas and
    clause words. `till` is `until`; `to` is, too, behind a `from`; `for` is a clause word only before a span, since
    it is common in names ("Calls for Spain"). Each piece counts as used once it was asked for: `nothing()` refuses
    what nobody asked for.
    """

    def __init__(self, text: str, *, now: datetime, zone: ZoneInfo) -> None:
        self.text = heard(text)
        self.now = now
        self.zone = zone
        self._pieces = pieces_of(self.text)
        self._used: set[Piece] = set()

    def __repr__(self) -> str:
        return f"Words({self.text!r})"

    @property
    def ends(self) -> bool:
        """Whether an end is said: until, for, or bare minutes. For verbs that take no names."""
        return self.has("until") or self._bare_span() is not None

    def has(self, keyword: str) -> bool:
        """Whether there is such a clause ("from", "until"; a `for` is an until as well)."""
        return any(piece.begins(keyword) for piece in self._pieces)

    def names(self) -> list[str]:
        """The names before the first clause word, each once; raises `Unclear(MISSING)` when there are none."""
        found: dict[str, str] = {}
        for piece in names_in(self._head()):
            found.setdefault(unquoted(piece.text).casefold(), unquoted(piece.text))
        if not found:
            raise Unclear(Why.MISSING)
        return list(found.values())

    def name(self) -> str | None:
        """The one name, or None; several raise `Unclear(TOO_MUCH)`."""
        names = self.names() if names_in(self._head()) else []
        if len(names) > 1:
            raise Unclear(Why.TOO_MUCH, names[1])
        return names[0] if names else None

    def taking(self, *options: str) -> "tuple[str | None, Words]":
        """The first word if it is one of `options` ("on", "off"), and the words behind it."""
        first, _, rest = self.text.partition(" ")
        if first.casefold() not in options:
            return None, self
        return first.casefold(), Words(rest, now=self.now, zone=self.zone)

    def moment(self, keyword: str) -> Moment | None:
        """When the clause `keyword` ("from", "until") is, or None without such a clause.

        `from now` and `from today` are this moment. An end is read from the start on: in `from monday until friday`
        it is that monday's friday.
        """
        piece = self._clause(keyword)
        if piece is None:
            return None
        said = unquoted(piece.text)
        if not said:
            raise Unclear(Why.MISSING, piece.keyword)
        if keyword == "from":
            here = said.casefold() in {"now", "today"}
            return Moment(self.now, self.zone, said) if here else moment(said, now=self.now, zone=self.zone)
        span = parts(said) if piece.keyword == "for" else None
        return self._after(span, said) if span else moment(said, now=self.now, zone=self.zone, after=self._start())

    def ending(self) -> Moment | None:
        """The end however it is said: `until friday`, `for 2 hours`, or bare minutes. For verbs that take no names."""
        span = self._bare_span()
        if span is None:
            return self.moment("until")
        if self.has("until"):
            raise Unclear(Why.TOO_MUCH, self._head().text)
        return self._after(span, self._head().text)

    def nothing(self) -> None:
        """Raises `Unclear(TOO_MUCH)` when something is left that nobody asked for."""
        for piece in self._pieces:
            if piece not in self._used and (piece.keyword or piece.text):
                raise Unclear(Why.TOO_MUCH, f"{piece.keyword} {piece.text}".strip())

    def replacing(self, said: str, value: str) -> "Words":
        """The same words with the unclear `said` (a name, or what follows a clause word) replaced by a choice's value.

        Where it is no such piece, it is replaced where it first stands as words of its own. Words that do not hold
        `said` come back as they were.
        """
        names = names_in(self._pieces[0])
        for piece in (*names, *self._pieces):
            if piece.text and said.casefold() in {piece.text.casefold(), unquoted(piece.text).casefold()}:
                new = quoted(value) if piece in names else value
                text = f"{self.text[: piece.start]}{new}{self.text[piece.start + len(piece.text) :]}"
                return Words(text, now=self.now, zone=self.zone)
        alone = re.compile(rf"(?<!\w){re.escape(said)}(?!\w)", re.IGNORECASE)
        text = alone.sub(lambda _: value, self.text, count=1) if said else self.text
        return Words(text, now=self.now, zone=self.zone)

    def _head(self) -> Piece:
        self._used.add(self._pieces[0])
        return self._pieces[0]

    def _bare_span(self) -> Span | None:
        return parts(self._pieces[0].text)

    def _clause(self, keyword: str) -> Piece | None:
        found = [piece for piece in self._pieces if piece.begins(keyword)]
        if len(found) > 1:
            raise Unclear(Why.TOO_MUCH, f"{found[1].keyword} {found[1].text}".strip())
        self._used.update(found)
        return found[0] if found else None

    def _start(self) -> datetime:
        start = self.moment("from")
        return start.at if start else self.now

    def _after(self, span: Span, said: str) -> Moment:
        return moment_after(span, said=said, start=self._start(), zone=self.zone)
