"""One rule: what it is about, and why it is or is not about a deed."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from bot.policy.fitting import fits_any
from bot.policy.operations import writes
from bot.policy.teams import Team
from bot.policy.verdict import Applied, Deed, Effect, Party, Terms, Verdict

Teams = Mapping[str, Team]
MOST_NAMED = 10  #: in one sentence


@dataclass(frozen=True)
class Rule:
    """All of its conditions must hold; one that is left out always does. Of several values of one, any will do.

    `loosens`: its verdict stands in the place of the built-in rules', and only of theirs. Since it then takes a
    safeguard away, it must hold for the whole deed: for each queue, and each operation that writes.
    """

    name: str
    then: Verdict
    line: int = 0
    kinds: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    classes: tuple[Effect, ...] = ()
    own: bool | None = None
    queues: tuple[str, ...] = ()
    actor_in: tuple[str, ...] = ()
    actor_not_in: tuple[str, ...] = ()
    subject_in: tuple[str, ...] = ()
    subject_not_in: tuple[str, ...] = ()
    terms: Terms = field(default_factory=Terms)
    because: str = ""
    loosens: bool = False

    def __post_init__(self) -> None:
        if self.loosens and self.then > Verdict.CONFIRM_TYPED:
            raise ValueError("what asks for more than a confirmation loosens nothing")

    @property
    def teams(self) -> tuple[str, ...]:
        return (*self.actor_in, *self.actor_not_in, *self.subject_in, *self.subject_not_in)

    def on(self, deed: Deed, teams: Teams) -> Applied:
        unmet = next(_unmet(self, deed, teams), "")
        why = unmet or (self.because or "all that it asks for is so")
        return Applied(self.name, self.line, not unmet, why, self.then)


def _unmet(rule: Rule, deed: Deed, teams: Teams) -> Iterator[str]:
    """Each condition that does not hold, in words."""
    if rule.kinds and not fits_any(rule.kinds, deed.kind):
        yield f"it is about {listed(rule.kinds)}, and this is {deed.kind}"
    yield from _operations(rule, deed)
    if rule.classes and deed.effect not in rule.classes:
        yield f"it is about {listed(rule.classes)} changes, and this is a {deed.effect} one"
    if rule.own is not None and rule.own is not deed.own:
        yield f"it is about {'own' if rule.own else 'another’s'} changes, and this is {_whose(deed)}"
    yield from _queues(rule, deed)
    yield from _people(rule, deed, teams)


def _operations(rule: Rule, deed: Deed) -> Iterator[str]:
    if not rule.operations:
        return
    done = tuple(operation for operation in deed.operations if writes(operation))
    others = [operation for operation in done if operation not in rule.operations]
    if len(others) == len(done):
        yield f"it is about {listed(rule.operations)}, and this does {listed(done) or 'none of Genesys’s operations'}"
    elif others and rule.loosens:
        yield f"it loosens {listed(rule.operations)}, and this may do {listed(others)} as well"


def _queues(rule: Rule, deed: Deed) -> Iterator[str]:
    if not rule.queues:
        return
    others = [queue for queue in deed.queues if not fits_any(rule.queues, queue)]
    if len(others) == len(deed.queues):
        about = f"it is about {_queues_in_words(rule.queues)}"
        yield f"{about}, and this is about {_queues_in_words(others) if others else 'no queue'}"
    elif others and rule.loosens:
        yield f"it loosens {_queues_in_words(rule.queues)}, and this is about {_queues_in_words(others)} as well"


def _people(rule: Rule, deed: Deed, teams: Teams) -> Iterator[str]:
    asked: tuple[tuple[str, Party, tuple[str, ...], tuple[str, ...]], ...] = (
        ("whoever does it", deed.actor, rule.actor_in, rule.actor_not_in),
        ("whom it changes", deed.subject, rule.subject_in, rule.subject_not_in),
    )
    for role, party, inside, outside in asked:
        holding = {name for name, team in teams.items() if team.holds(party)}
        if inside and holding.isdisjoint(inside):
            yield f"{role} ({party.email}) is not in {listed(inside, 'or')}"
        if among := sorted(holding.intersection(outside)):
            yield f"{role} ({party.email}) is in {listed(among)}"


def listed(names: Iterable[str], word: str = "and") -> str:
    """Names as a sentence has them, the first few: "a, b and c", "a, b, c and 9 more"."""
    known = list(names)
    more = [f"{len(known) - MOST_NAMED} more"] if len(known) > MOST_NAMED else []
    *most, last = [*known[:MOST_NAMED], *more] or [""]
    return f"{', '.join(most)} {word} {last}" if most else str(last)


def _queues_in_words(names: Iterable[str]) -> str:
    return "the queue " + listed((f"“{name}”" for name in names), "or")


def _whose(deed: Deed) -> str:
    return "one’s own" if deed.own else "another’s"


@dataclass(frozen=True)
class BuiltIn:
    """A rule that is there without a file."""

    name: str
    then: Verdict
    is_about: Callable[[Deed], bool]
    about: str
    because: Callable[[Deed], str]  #: why it is about a deed, as it reads on behind "because"

    def on(self, deed: Deed) -> Applied:
        matched = self.is_about(deed)
        why = self.because(deed) if matched else f"{self.about}; this is {_whose(deed)} {deed.effect} change"
        return Applied(self.name, 0, matched, why, self.then)


BUILT_INS = (
    BuiltIn(
        "own state",
        Verdict.AT_ONCE,
        lambda deed: deed.own and deed.effect is Effect.STATE,
        "one’s own state changes at once",
        lambda _: "it is one’s own state",
    ),
    BuiltIn(
        "another’s or lasting",
        Verdict.CONFIRM,
        lambda deed: deed.effect is not Effect.PRIVILEGED and not (deed.own and deed.effect is Effect.STATE),
        "what is another’s or lasts is confirmed first",
        lambda deed: "it lasts" if deed.own else "it changes something of somebody else",
    ),
    BuiltIn(
        "privileged",
        Verdict.CONFIRM_TYPED,
        lambda deed: deed.effect is Effect.PRIVILEGED,
        "privileged changes are confirmed by typing, whatever a file says",
        lambda _: "it is a privileged change",
    ),
)
