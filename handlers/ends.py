"""When what somebody asks for is to be put back: `until 18:00`, `for 30m`, or bare minutes."""

from dataclasses import replace
from datetime import datetime

from bot.dispatch.turn import Turn
from bot.errors import Unclear, Why


def with_end(turn: Turn) -> Turn:
    """For verbs that take nothing but an end. Raises `Unclear`: not a time, past, or more was said."""
    ends = turn.words.ending()
    turn.words.nothing()
    return until(turn, ends.at if ends else None)


def with_end_behind_names(turn: Turn) -> Turn:
    """For verbs that take names, where bare minutes would be one."""
    ends = turn.words.moment("until")
    return until(turn, ends.at if ends else None)


def until(turn: Turn, ends_at: datetime | None) -> Turn:
    if ends_at is not None and ends_at <= turn.now:
        raise Unclear(Why.ENDS_BEFORE_START)
    return replace(turn, until=ends_at)
