"""What became of a click on a request, for `handlers/` to say."""

from dataclasses import dataclass
from enum import StrEnum, auto

from bot.approvals.deciding import Refusal
from bot.changes.outcome import Outcome
from bot.changes.requests.request import Request
from bot.changes.row import ChangeRow
from bot.identity.actors import Actor
from bot.policy.verdict import Judgement


class Not(StrEnum):
    """Why nothing happened."""

    UNKNOWN = auto()  #: there is no such request here
    ENDED = auto()  #: somebody decided, or it was cancelled, or expired: the request says so
    NOT_NAMED = auto()  #: the refusal says why this person may not
    NOT_YOURS = auto()  #: only its requester may
    DENIED_NOW = auto()  #: the policy forbids it meanwhile
    OTHER_REASON = auto()  #: the rules want a reason meanwhile that it has not
    REQUESTER_LEFT = auto()  #: their token was to act, and cannot any more
    NOT_WITH_YOU = auto()  #: they may decide it, but it is with somebody else by now
    NO_QUESTION = auto()  #: nobody waits for an answer
    TOO_MANY_QUESTIONS = auto()
    NUDGED_LATELY = auto()
    NOBODY_NEXT = auto()
    TOO_BUSY = auto()  #: others kept coming in between


@dataclass(frozen=True)
class NotDecided:
    """Nothing was changed."""

    why: Not
    request: Request | None = None
    refusal: Refusal | None = None
    judgement: Judgement | None = None


@dataclass(frozen=True)
class ShownAnew:
    """The world changed since the card was drawn: it shows the difference, and asks again."""

    request: Request


@dataclass(frozen=True)
class OneMore:
    """The yes counts, and another person has to say one, too."""

    request: Request


@dataclass(frozen=True)
class Begun:
    """No answer yet: a decision that counts, and is still to be carried out."""

    request: Request
    row: ChangeRow
    acting: Actor


@dataclass(frozen=True)
class Approved:
    """Decided, and carried out as far as the outcome says."""

    request: Request
    outcome: Outcome


@dataclass(frozen=True)
class Stepped:
    """Declined, cancelled, passed on, snoozed, nudged, asked about or answered: the request as it is now."""

    request: Request


Answer = NotDecided | ShownAnew | OneMore | Approved | Stepped
