"""What policy is asked, and what it answers. Plain values, no I/O, no clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, StrEnum, auto
from functools import total_ordering
from typing import Any, Self

from pydantic import TypeAdapter

from bot.policy.patterns import pattern


class Effect(StrEnum):
    """What kind of change it is, from the harmless to the grave."""

    STATE = auto()  #: presence, routing status, out of office, queues joined, station, forwarding
    LASTING = auto()  #: skills, languages, profile, defaults
    PRIVILEGED = auto()  #: roles, accounts, passwords


@total_ordering
class Verdict(Enum):
    """How a change may go ahead. The greater is the stricter; no text, which would compare by its letters."""

    AT_ONCE = "at_once"
    CONFIRM = "confirm"
    CONFIRM_TYPED = "confirm_typed"
    APPROVAL = "approval"
    DENIED = "denied"

    def __lt__(self, other: "Verdict") -> bool:
        grades = list(Verdict)
        return grades.index(self) < grades.index(other)


@dataclass(frozen=True)
class Party:
    """Somebody in a deed.

    `superior_email` is "" for whoever has no superior, and is looked at only where `Policy.needs_teams`. Whoever cannot
    find it out must not ask policy, since rules about teams would not match.
    """

    genesys_id: str
    email: str
    superior_email: str = ""


@dataclass(frozen=True)
class Deed:
    """What somebody wants to do to somebody. `queues` are names."""

    kind: str
    operations: tuple[str, ...]
    effect: Effect
    actor: Party
    subject: Party
    queues: tuple[str, ...] = ()

    @property
    def own(self) -> bool:
        return self.actor.genesys_id == self.subject.genesys_id


@dataclass(frozen=True)
class Terms:
    """What an approval takes. Each of `reason_patterns` must be found in the reason (`bot/policy/patterns.py`)."""

    people: int = 1
    self_allowed: bool = False
    reason_required: bool = False
    reason_patterns: tuple[str, ...] = ()
    expires_after: timedelta = timedelta(hours=8)

    def __or__(self, other: "Terms") -> "Terms":
        """The strictest of each."""
        return Terms(
            people=max(self.people, other.people),
            self_allowed=self.self_allowed and other.self_allowed,
            reason_required=self.reason_required or other.reason_required,
            reason_patterns=tuple(sorted({*self.reason_patterns, *other.reason_patterns})),
            expires_after=min(self.expires_after, other.expires_after),
        )

    def lacks(self, reason: str) -> str:
        """What a reason still needs, as it reads on behind "it needs"; "" when it will do."""
        said = reason.strip()
        if not said and (self.reason_required or self.reason_patterns):
            return "a reason"
        unmet = next((text for text in self.reason_patterns if not pattern(text).fits(said)), "")
        return f"a reason that has {unmet} in it" if unmet else ""

    def stored(self) -> dict[str, Any]:
        """For JSON."""
        plain: dict[str, Any] = _TERMS.dump_python(self, mode="json")
        return plain

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """From what `stored` gave; what it does not say is as it was before it could be said."""
        loaded = _TERMS.validate_python(stored)
        assert isinstance(loaded, cls)
        return loaded


@dataclass(frozen=True)
class Applied:
    """One rule and what it says of a deed. `line` is 0 for a built-in rule; `why` reads on behind its name."""

    name: str
    line: int
    matched: bool
    why: str
    verdict: Verdict


@dataclass(frozen=True)
class Judgement:
    """A verdict and its reason, in words.

    `terms` is set for an approval alone. `confirms` is what the actor does first where a decision is asked as well:
    whoever is to type an e-mail types it, also when somebody approves afterwards.
    """

    verdict: Verdict
    reason: str
    terms: Terms | None = None
    applied: tuple[Applied, ...] = ()
    confirms: Verdict = Verdict.AT_ONCE

    def stored(self) -> dict[str, Any]:
        """For JSON."""
        plain: dict[str, Any] = _JUDGEMENT.dump_python(self, mode="json")
        return plain

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """From what `stored` gave."""
        loaded = _JUDGEMENT.validate_python(stored)
        assert isinstance(loaded, cls)
        return loaded


_TERMS = TypeAdapter(Terms)
_JUDGEMENT = TypeAdapter(Judgement)
