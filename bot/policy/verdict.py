"""What may be done at once, and what asks first. Pure: no I/O, no clock."""

from dataclasses import dataclass
from enum import StrEnum, auto


class Effect(StrEnum):
    """What kind of change it is, from the harmless to the grave."""

    STATE = auto()  #: presence, routing status, out of office, queues joined, station, forwarding
    LASTING = auto()  #: skills, languages, profile, defaults
    PRIVILEGED = auto()  #: roles, accounts, passwords


class Verdict(StrEnum):
    """How a change may go ahead."""

    AT_ONCE = auto()
    CONFIRM = auto()
    CONFIRM_TYPED = auto()


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reason, in words."""

    verdict: Verdict
    reason: str


def judge(effect: Effect, *, own: bool) -> Judgement:
    """The built-in rules: own state at once, another's or lasting after a confirmation, privileged after typing."""
    if effect is Effect.PRIVILEGED:
        return Judgement(Verdict.CONFIRM_TYPED, "privileged changes are confirmed by typing")
    if own and effect is Effect.STATE:
        return Judgement(Verdict.AT_ONCE, "your own state changes at once")
    return Judgement(Verdict.CONFIRM, "another's or a lasting change is confirmed first")
