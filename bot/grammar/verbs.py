"""Which verb somebody meant."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.errors import Choice, Unclear, Why
from bot.grammar.heard import heard

TRAILING = ".,:;!?"
LONGEST = 40  #: nobody misspells a verb at greater length, and the search for near ones is quadratic
NEAR = 0.7  #: two letters that changed places in a word of four
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
    said, named = heard(text).split(" "), _by_name(tuple(verbs))
    meant = _exact(said, named) or _begun(said, named)
    if meant is None:
        raise Unclear(Why.UNKNOWN_VERB, said[0], _choices(_near(said, named)))
    return meant


@lru_cache(maxsize=8)
def _by_name(verbs: tuple[VerbWords, ...]) -> Mapping[str, str]:
    """Each name with the word of its verb; words before aliases, earlier verbs before later ones.

    Remembered, because every command asks and the verbs are the same ones for minutes.
    """
    named: dict[str, str] = {}
    for verb in verbs:
        named.setdefault(heard(verb.word).casefold(), verb.word)
    for verb in verbs:
        for alias in verb.aliases:
            named.setdefault(heard(alias).casefold(), verb.word)
    named.pop("", None)  # a label of unseen characters alone cannot be said, and "..." does not mean it
    return named


def _exact(said: list[str], named: Mapping[str, str]) -> tuple[str, str] | None:
    for count in _counts(said, named):
        name = " ".join(said[:count]).casefold()
        word = named.get(name) or named.get(name.rstrip(TRAILING))
        if word:
            return word, " ".join(said[count:])
    return None


def _begun(said: list[str], named: Mapping[str, str]) -> tuple[str, str] | None:
    for count in _counts(said, named):
        beginning, rest = " ".join(said[:count]).casefold().rstrip(TRAILING), " ".join(said[count:])
        words = list(dict.fromkeys(word for name, word in named.items() if beginning and name.startswith(beginning)))
        if len(words) > 1:
            raise Unclear(Why.SEVERAL_VERBS, beginning, _choices((word, rest) for word in words))
        if words:
            return words[0], rest
    return None


def _near(said: list[str], named: Mapping[str, str]) -> list[tuple[str, str]]:
    """The verbs spelled most alike, each compared with as many words as it has."""
    scored = []
    for place, (name, word) in enumerate(named.items()):
        count = name.count(" ") + 1
        typed = " ".join(said[:count]).casefold()[:LONGEST]
        likeness = difflib.SequenceMatcher(None, name, typed).ratio()
        if likeness >= NEAR:
            scored.append((-likeness, place, word, " ".join(said[count:])))
    found: dict[str, str] = {}
    for _, _, word, rest in sorted(scored):
        found.setdefault(word, rest)
    return list(found.items())[:OFFERED]


def _counts(said: list[str], named: Iterable[str]) -> range:
    """How many of the words may be the verb, the most first."""
    longest = max((name.count(" ") + 1 for name in named), default=0)
    return range(min(longest, len(said)), 0, -1)


def _choices(meant: Iterable[tuple[str, str]]) -> list[Choice]:
    return [Choice(value=f"{word} {rest}".strip(), label=word) for word, rest in meant]
