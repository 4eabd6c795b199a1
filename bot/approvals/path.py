"""The order of those who may decide a request: whom it is with, who is next, and who was left out, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum, auto

from bot.approvals.people import Person, Standing

#: So many superiors are asked; it then goes to those whom the policy names. Who can't be asked does not count.
MOST_SUPERIORS = 2


class How(StrEnum):
    """By which rule somebody may decide."""

    DELEGATE = auto()  #: named by whom it would go to
    SUPERIOR = auto()  #: the requester's own
    NEXT_SUPERIOR = auto()  #: anybody above that one
    NAMED = auto()  #: by the policy


class Done(StrEnum):
    """Why a request does not go to somebody again."""

    PASSED_ON = auto()  #: they gave it to the next without deciding
    TIMED_OUT = auto()  #: they were nudged in vain; it went on, and they may still decide
    REFUSED = auto()  #: Genesys did not let them


class Why(StrEnum):
    """Why somebody is left out."""

    REQUESTER = auto()
    SUBJECT = auto()
    NOT_SERVED = auto()
    NOT_LINKED = auto()
    OUT_OF_OFFICE = auto()
    DECIDED = auto()  #: they said yes already, and a second person must, too
    PASSED_ON = auto()
    TIMED_OUT = auto()
    REFUSED = auto()


#: Whom it came to, or comes to, without a decision or a refusal: these count towards `MOST_SUPERIORS`.
ASKED = frozenset({None, Why.TIMED_OUT, Why.PASSED_ON})


@dataclass(frozen=True)
class Facts:
    """What there is to know of a request. `done_with` holds Genesys ids, and channels of approvers."""

    requester: Person
    subject: Person
    self_allowed: bool = False  #: the policy lets the people concerned decide themselves, where a rule names them
    decided: tuple[Person, ...] = ()  #: who said yes so far
    done_with: Mapping[str, Done] = field(default_factory=dict)
    asked: frozenset[str] = frozenset()  #: Genesys ids of all whom it came to


@dataclass(frozen=True)
class Candidate:
    """Somebody who may decide. `instead_of` is whose delegate they are."""

    standing: Standing
    how: How
    instead_of: Person | None = None

    @property
    def person(self) -> Person:
        return self.standing.person


@dataclass(frozen=True)
class Room:
    """The channel of approvers: any of its members may decide, except the people concerned."""

    channel: str


@dataclass(frozen=True)
class Skip:
    """Somebody who is left out."""

    candidate: Candidate
    why: Why

    @property
    def person(self) -> Person:
        return self.candidate.person


@dataclass(frozen=True)
class Path:
    """`steps` are all who can decide, in order; `skipped` those before the first of them who can't, in order."""

    steps: tuple[Candidate | Room, ...]
    skipped: tuple[Skip, ...]
    named: tuple[Candidate, ...]  #: everybody whom a rule names, left out or not

    @property
    def now(self) -> Candidate | Room | None:
        """Whom the request is with; None: nobody can decide it."""
        return self.steps[0] if self.steps else None

    @property
    def next(self) -> Candidate | Room | None:
        """Whom it goes to after that."""
        return self.steps[1] if len(self.steps) > 1 else None


def path(
    facts: Facts,
    superiors: Sequence[Standing],
    *,
    delegates: Mapping[str, Standing],
    named: Sequence[Standing] = (),
    channel: str | None = None,
) -> Path:
    """Delegate, superior, next superior, those whom the policy names, and the channel of approvers.

    `superiors` are the requester's, nearest first; `delegates` are found by the Genesys id of who named them, and come
    before that person, in office or not. One step only: a delegate's own delegate does not count.
    """
    everybody: list[Candidate] = []
    steps: list[Candidate] = []
    skipped: list[Skip] = []
    asked_superiors = 0
    for rung in _rungs(superiors, named, delegates):
        fresh = [one for one in rung if not any(_is_again(one, other) for other in everybody)]
        everybody += fresh
        judged = [(one, _left_out(facts, one.standing)) for one in fresh]
        if rung[-1].how is not How.NAMED:
            if asked_superiors == MOST_SUPERIORS:
                continue
            asked_superiors += any(why in ASKED for _, why in judged)
        for one, why in judged:
            if why and not steps:
                skipped.append(Skip(one, why))
            elif not why and not any(one.person.is_same(other.person) for other in steps):
                steps.append(one)
    rooms = [Room(channel)] if channel and channel not in facts.done_with else []
    return Path((*steps, *rooms), tuple(skipped), tuple(everybody))


def _is_again(one: Candidate, other: Candidate) -> bool:
    """Superiors may go round in a circle, and a delegate be the next superior: the first place counts."""
    return one.person.genesys_id == other.person.genesys_id


def _rungs(
    superiors: Sequence[Standing], named: Sequence[Standing], delegates: Mapping[str, Standing]
) -> Iterator[list[Candidate]]:
    """Each whom a rule names, behind their delegate."""
    hows = [How.SUPERIOR, *[How.NEXT_SUPERIOR] * (len(superiors) - 1)][: len(superiors)]
    pairs = [*zip(superiors, hows, strict=True), *((one, How.NAMED) for one in named)]
    for standing, how in pairs:
        delegate = delegates.get(standing.person.genesys_id)
        own = Candidate(standing, how)
        yield [Candidate(delegate, How.DELEGATE, standing.person), own] if delegate else [own]


def _left_out(facts: Facts, standing: Standing) -> Why | None:
    """Why a request is not brought to somebody; what lasts comes first."""
    person = standing.person
    if why := concerned(facts, person):
        return why
    if any(person.is_same(other) for other in facts.decided):
        return Why.DECIDED
    if done := facts.done_with.get(person.genesys_id):
        return Why(done.value)
    if not standing.is_served:
        return Why.NOT_SERVED
    if not standing.is_linked:
        return Why.NOT_LINKED
    return Why.OUT_OF_OFFICE if standing.is_out_of_office else None


def concerned(facts: Facts, person: Person) -> Why | None:
    """Whether somebody is the requester, or whom it changes, and must not decide."""
    if facts.self_allowed:
        return None
    if person.is_same(facts.requester):
        return Why.REQUESTER
    return Why.SUBJECT if person.is_same(facts.subject) else None
