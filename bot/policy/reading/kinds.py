"""Whether a rule can ever be about something, by the kinds of changes that there are."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.policy.fitting import fits_any
from bot.policy.operations import names_a_queue, writes
from bot.policy.rules import Rule, listed
from bot.policy.verdict import Effect, Verdict


@dataclass(frozen=True)
class Kind:
    """What is known of a kind of change."""

    operations: tuple[str, ...]
    effect: Effect

    @property
    def writing(self) -> tuple[str, ...]:
        return tuple(operation for operation in self.operations if writes(operation))


def never(rule: Rule, kinds: Mapping[str, Kind]) -> str:
    """Why a rule can never have an effect, as it reads on behind its name; "" when it can."""
    if people := _nobody(rule):
        return people
    if rule.queues and rule.operations and not any(map(names_a_queue, rule.operations)):
        return f"can never match: {listed(rule.operations)} is about no queue"
    if _about_the_future(rule, kinds):
        return ""
    about = [kind for name, kind in kinds.items() if _about(rule, name, kind)]
    if kinds and not about:
        return "can never match: no change is all that it asks for"
    return _loosens_nothing(rule, about)


def _about(rule: Rule, name: str, kind: Kind) -> bool:
    return (
        (not rule.kinds or fits_any(rule.kinds, name))
        and (not rule.operations or not set(rule.operations).isdisjoint(kind.writing))
        and (not rule.classes or kind.effect in rule.classes)
        and (not rule.queues or any(map(names_a_queue, kind.writing)))
    )


def _about_the_future(rule: Rule, kinds: Mapping[str, Kind]) -> bool:
    """Whether it names an operation that no change does yet: nothing is known of those."""
    done = {operation for kind in kinds.values() for operation in kind.writing}
    return not rule.kinds and not done.issuperset(rule.operations)


def _nobody(rule: Rule) -> str:
    """Who changes their own is both, the actor and the subject."""
    outside_both = (*rule.actor_not_in, *rule.subject_not_in)
    for inside, outside in (
        (rule.actor_in, outside_both if rule.own else rule.actor_not_in),
        (rule.subject_in, outside_both if rule.own else rule.subject_not_in),
    ):
        if inside and set(inside) <= set(outside):
            return f"can never match: it wants somebody who is in {listed(inside, 'or')}, and is not"
    return ""


def _loosens_nothing(rule: Rule, about: list[Kind]) -> str:
    if not rule.loosens:
        return ""
    classes = {kind.effect for kind in about} or set(rule.classes)
    if classes == {Effect.PRIVILEGED} and rule.then < Verdict.CONFIRM_TYPED:
        return "loosens nothing: privileged changes are always confirmed by typing"
    whole = [kind for kind in about if not rule.operations or set(kind.writing) <= set(rule.operations)]
    if about and not whole:
        others = sorted(set(about[0].writing) - set(rule.operations))
        return f"loosens nothing: what does {listed(rule.operations, 'or')} may do {listed(others)} as well; name all"
    return ""
