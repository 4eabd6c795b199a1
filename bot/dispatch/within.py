"""Words within words, such as those behind `for @ana`: which verbs stand there, and what is unclear in them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bot.dispatch.router import Verb
from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why

FOR = "for"  #: whom is named behind it
VERBS = {Why.UNKNOWN_VERB, Why.SEVERAL_VERBS}


def check_fits(turn: Turn, verb: Verb) -> None:
    """Raises `Unclear` where a verb does not go with what was said around it."""
    if turn.subject is not None and verb.owner_only:
        raise Unclear(Why.OWNER_ONLY, verb.owner_only)
    if turn.subject is not None and verb.word == FOR:
        raise Unclear(Why.ONE_AT_A_TIME)
    if turn.subject is not None and not verb.for_others:
        raise Unclear(Why.NOT_FOR_OTHERS, verb.word)
    if (turn.wishes_decision or turn.dry) and not verb.can_be_asked:
        raise Unclear(Why.NOTHING_TO_DECIDE, verb.word)


@contextmanager
def unclear_within(text: str) -> Iterator[None]:
    """A choice of verbs stands for the verb alone: run by itself it would leave out whom it is for."""
    try:
        yield
    except Unclear as unclear:
        if unclear.why not in VERBS or unclear.part or not unclear.choices:
            raise
        rest = unclear.choices[0].value.removeprefix(unclear.choices[0].label)
        choices = [replace(choice, value=choice.label) for choice in unclear.choices if choice.value.endswith(rest)]
        part = text.removesuffix(rest).strip()
        raise Unclear(unclear.why, unclear.said, choices, part=part) from unclear
