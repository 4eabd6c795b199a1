"""Whether somebody who pressed a button may decide, at this moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from bot.approvals.path import Candidate, Done, Facts, Path, Room, Why, concerned
from bot.approvals.people import Person, Standing


class Because(StrEnum):
    """Why somebody may not decide."""

    REQUESTER = auto()
    SUBJECT = auto()
    NOT_SERVED = auto()
    NOT_LINKED = auto()
    DECIDED = auto()  #: they said yes already; a second person must
    PASSED_ON = auto()  #: they gave it to the next
    REFUSED = auto()  #: Genesys did not let them
    NOT_YET = auto()  #: it comes to them only if those before them don't decide
    NOT_NAMED = auto()  #: no rule names them, whatever Genesys would let them do


@dataclass(frozen=True)
class Refusal:
    """`now` is whom it is with, who may decide instead."""

    because: Because
    now: Candidate | Room | None


def may_decide(facts: Facts, clicker: Standing, path: Path, *, is_in_room: bool = False) -> Refusal | None:
    """None: they may. Being let by Genesys is not enough: a rule must name them.

    Whoever it is with may, and whoever it came to before and who did not hand it on: the one who was nudged in vain, or
    went out of office since, is still a right one. Who comes later on the path may not yet. `is_in_room`: they are a
    member of the channel of approvers, which counts while the request is there.
    """
    because = _barred(facts, clicker) or _out_of_turn(facts, clicker.person, path, is_in_room=is_in_room)
    return Refusal(because, path.now) if because else None


def missing(people: int, decided: Sequence[Person]) -> int:
    """How many more must say yes; one person's two accounts count once."""
    different: list[Person] = []
    for person in decided:
        if not any(person.is_same(other) for other in different):
            different.append(person)
    return max(0, people - len(different))


def _barred(facts: Facts, clicker: Standing) -> Because | None:
    """What keeps somebody from deciding whoever's turn it is."""
    if not clicker.is_served:
        return Because.NOT_SERVED
    if not clicker.is_linked:
        return Because.NOT_LINKED
    if why := concerned(facts, clicker.person):
        return Because.REQUESTER if why is Why.REQUESTER else Because.SUBJECT
    if any(clicker.person.is_same(other) for other in facts.decided):
        return Because.DECIDED
    match facts.done_with.get(clicker.person.genesys_id):
        case Done.PASSED_ON:
            return Because.PASSED_ON
        case Done.REFUSED:
            return Because.REFUSED
        case _:
            return None


def _out_of_turn(facts: Facts, person: Person, path: Path, *, is_in_room: bool) -> Because | None:
    if isinstance(path.now, Room):
        if is_in_room:
            return None
    elif path.now and path.now.person.genesys_id == person.genesys_id:
        return None
    is_named = any(one.person.genesys_id == person.genesys_id for one in path.named)
    if is_named and person.genesys_id in facts.asked:
        return None
    later = [one for one in path.steps[1:] if isinstance(one, Room) or one.person.genesys_id == person.genesys_id]
    is_later = any(is_in_room if isinstance(one, Room) else True for one in later)
    return Because.NOT_YET if is_later else Because.NOT_NAMED
