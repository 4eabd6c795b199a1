"""Which verb somebody meant."""

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.errors import Choice, Unclear, Why
from bot.grammar.heard import heard

TRAILING = ".,:;!?"
LONGEST = 40  #: nobody misspells a verb at greater length, and the search for near ones is quadratic
NEAR = 0.6
OFFERED = 3


@dataclass(frozen=True)
class VerbWords:
    """A verb and its other names; either may have several words ("coffee break")."""

    word: str
    aliases: tuple[str, ...] = ()


def find_verb(text: str, verbs: Sequence[VerbWords]) -> tuple[str, str]:
    """The verb that `text` begins with, and the rest.

    An exact word wins, then an alias, then a beginning that only one verb has; more words beat fewer ("coffee break"
    beats "coffee"). Of two verbs with the same name the earlier wins: list the built-in ones first, then the
    organisation's own labels. Raises `Unclear` with SEVERAL_VERBS or UNKNOWN_VERB; each choice's value is the whole
    text to run instead.
    """
    said = heard(text).split(" ")
    meant = _exact(said, _by_name(verbs)) or _begun(said, verbs)
    if meant is None:
        raise Unclear(Why.UNKNOWN_VERB, said[0], _choices(_near(said, verbs)))
    return meant


def _by_name(verbs: Sequence[VerbWords]) -> dict[str, str]:
    named = {heard(alias).casefold(): verb.word for verb in reversed(verbs) for alias in verb.aliases}
    return named | {heard(verb.word).casefold(): verb.word for verb in reversed(verbs)}


def _exact(said: list[str], by_name: dict[str, str]) -> tuple[str, str] | None:
    for count in range(min(_longest(by_name), len(said)), 0, -1):
        name = " ".join(said[:count]).casefold()
        word = by_name.get(name) or by_name.get(name.rstrip(TRAILING))
        if word:
            return word, " ".join(said[count:])
    return None


def _begun(said: list[str], verbs: Sequence[VerbWords]) -> tuple[str, str] | None:
    names = [(name, verb.word) for verb in verbs for name in _names(verb)]
    for count in range(min(_longest(name for name, _ in names), len(said)), 0, -1):
        beginning, rest = " ".join(said[:count]).casefold().rstrip(TRAILING), " ".join(said[count:])
        words = list(dict.fromkeys(word for name, word in names if beginning and name.startswith(beginning)))
        if len(words) > 1:
            raise Unclear(Why.SEVERAL_VERBS, beginning, _choices((word, rest) for word in words))
        if words:
            return words[0], rest
    return None


def _near(said: list[str], verbs: Sequence[VerbWords]) -> list[tuple[str, str]]:
    """The verbs spelled most alike, compared with as many words as each has."""
    scored = []
    for place, verb in enumerate(verbs):
        for name in _names(verb):
            count = name.count(" ") + 1
            typed = " ".join(said[:count]).casefold()[:LONGEST]
            likeness = difflib.SequenceMatcher(None, name, typed).ratio()
            if likeness >= NEAR:
                scored.append((-likeness, place, verb.word, " ".join(said[count:])))
    found: dict[str, str] = {}
    for _, _, word, rest in sorted(scored):
        found.setdefault(word, rest)
    return list(found.items())[:OFFERED]


def _names(verb: VerbWords) -> list[str]:
    return [heard(name).casefold() for name in (verb.word, *verb.aliases)]


def _longest(names: Iterable[str]) -> int:
    return max((name.count(" ") + 1 for name in names), default=0)


def _choices(meant: Iterable[tuple[str, str]]) -> list[Choice]:
    return [Choice(value=f"{word} {rest}".strip(), label=word) for word, rest in meant]
