"""One of several things by what somebody calls it."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from bot.errors import Choice, Unclear, Why


class Named(Protocol):
    """Has an id and a name."""

    @property
    def id(self) -> str: ...
    @property
    def name(self) -> str: ...


N = TypeVar("N", bound=Named)


def one_of(things: Sequence[N], said: str, *, none: Why, several: Why) -> N:
    """By id, the whole name, its beginning, or a part of it, in this order. Raises `Unclear` with the choices."""
    wanted = said.casefold()
    tests = (
        lambda thing: thing.id == said,
        lambda thing: thing.name.casefold() == wanted,
        lambda thing: thing.name.casefold().startswith(wanted),
        lambda thing: wanted in thing.name.casefold(),
    )
    for test in tests:
        found = [thing for thing in things if test(thing)]
        if len(found) == 1:
            return found[0]
        if found:
            raise Unclear(several, said, _choices(found))
    raise Unclear(none, said)


def _choices(things: Sequence[N]) -> list[Choice]:
    return [Choice(value=thing.id, label=thing.name) for thing in things]
