"""Who may need somebody, and how many do what. No I/O; nobody is ranked: people stand in the order of their names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.floor.standing import Doing, Standing


class Need(StrEnum):
    """Why somebody may need somebody, the most pressing first."""

    NOT_RESPONDING = "not responding"
    NO_STATION = "on queue without a phone"
    OUT_BUT_ON_QUEUE = "on queue, but set out of office"
    LONG_BREAK = "on a long break"


@dataclass(frozen=True)
class Needing:
    """One person whom a lead will want to see."""

    need: Need
    who: Standing


@dataclass(frozen=True)
class Count:
    """How many do the same."""

    doing: Doing
    people: int


def needs(people: Sequence[Standing], *, break_minutes: int, now: datetime) -> tuple[Needing, ...]:
    """Whoever may need somebody, each once with what presses most; `break_minutes` is how long a break may be."""
    longest = timedelta(minutes=break_minutes)
    found = [(need, one) for one in people if (need := _need(one, now, longest))]
    order = list(Need)
    found.sort(key=lambda pair: order.index(pair[0]))  # stable: the names' order stays
    return tuple(Needing(need, one) for need, one in found)


def counts(people: Sequence[Standing]) -> tuple[Count, ...]:
    """How many do what, without what nobody does."""
    found = [Count(doing, sum(one.doing is doing for one in people)) for doing in Doing]
    return tuple(count for count in found if count.people)


def in_order(people: Sequence[Standing]) -> list[Standing]:
    """Everybody by what they do, and then as they came."""
    order = list(Doing)
    return sorted(people, key=lambda one: order.index(one.doing))


def _need(one: Standing, now: datetime, longest: timedelta) -> Need | None:
    if one.doing is Doing.NOT_RESPONDING:
        return Need.NOT_RESPONDING
    if one.doing is Doing.WAITING and one.has_no_station:
        return Need.NO_STATION
    if one.is_on_queue and one.is_out_of_office:
        return Need.OUT_BUT_ON_QUEUE
    if one.doing is Doing.ON_BREAK and one.since is not None and now - one.since > longest:
        return Need.LONG_BREAK
    return None
