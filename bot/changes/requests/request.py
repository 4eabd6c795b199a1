"""A request: a change that waits for somebody's decision, as it stood when it was read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row

from bot.approvals.path import Done, How, Why
from bot.approvals.people import Person
from bot.changes.change import State
from bot.changes.row import ASKED, ChangeRow, read_row
from bot.identity.slack_people import SlackId
from bot.policy.verdict import Judgement, Terms


class Asked(StrEnum):
    """Why somebody has to decide, and with it whose token acts."""

    REFUSED = auto()  #: Genesys did not let the requester: the decider's
    POLICY = auto()  #: a rule wants it: the requester's
    WISHED = auto()  #: the requester asked of their own accord: the decider's


@dataclass(frozen=True)
class Named:
    """Somebody on a request's way. `room` is a channel of approvers, where it is nobody in particular."""

    name: str = ""
    how: How | None = None
    instead_of: str = ""  #: the name of whose delegate they are
    room: str = ""
    genesys_id: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Somebody who was passed over, and why."""

    name: str
    why: Why
    how: How | None = None


@dataclass(frozen=True)
class Course:
    """Whom a request is with, who is next, and who was left out; None: nobody."""

    now: Named | None
    next: Named | None
    left_out: tuple[LeftOut, ...] = ()
    since: datetime | None = None  #: when it came to whom it is with; `Request.with_since` moves on with each nudge
    is_held: bool = False  #: they are on an interaction, and are shown it afterwards


@dataclass(frozen=True)
class Question:
    """What a decider wants to know of the requester before they decide, and the answer."""

    by: str  #: the decider's name
    by_user: str
    text: str
    answer: str = ""
    is_asked: bool = False  #: the requester has been told of it
    is_told: bool = False  #: whoever asked has been told of the answer
    ts: str = ""  #: of the message with its *Answer…*, as long as it has that

    @property
    def is_open(self) -> bool:
        return not self.answer


@dataclass(frozen=True)
class Undone:
    """Who took back what was approved, and when."""

    slack_user: str
    at: datetime


@dataclass(frozen=True)
class Hand:
    """Who takes a step, and from where."""

    person: Person
    slack: SlackId
    link_id: str
    request_id: str
    channel: str = ""

    def decides(self, reason: str = "") -> "Decided":
        return Decided(self.person.name, self.person.genesys_id, self.slack.user_id, reason)


@dataclass(frozen=True)
class Decided:
    """Who ended a request, or said the last yes."""

    name: str
    genesys_id: str
    slack_user: str
    reason: str = ""


@dataclass(frozen=True)
class Wish:
    """What a new request says."""

    requester: Person
    subject: Person
    asked: Asked
    reason: str
    terms: Terms
    judgement: Judgement
    missing: str = ""
    until: datetime | None = None
    before: State | None = None  #: what its cards say that is now


@dataclass(frozen=True)
class Request:
    """One row, with the row of its change."""

    row: ChangeRow
    requester: Person
    subject: Person
    asked: Asked
    reason: str
    terms: Terms
    judgement: Judgement  #: the rules as they were when it was asked
    missing: str  #: the permission that Genesys named
    expires_at: datetime
    with_user: str | None
    with_room: str | None
    with_since: datetime | None
    course: Course | None
    came_to: frozenset[str]
    passed: Mapping[str, Done]
    nudges: int
    nudged_at: datetime | None
    nudge_wanted: bool  #: by the requester, and not sent yet
    snoozed_until: datetime | None
    look_at: datetime | None  #: when somebody looks at it next
    yes: tuple[Person, ...]
    shown: State | None  #: what its cards say that is now
    was: State | None  #: what they said before that
    changed_at: datetime | None  #: when that was found to be no longer so
    drawing: int
    seen: int
    decided: Decided | None
    decided_at: datetime | None
    talk: tuple[Question, ...] = ()
    undone: Undone | None = None

    @property
    def id(self) -> str:
        return self.row.id

    @property
    def is_open(self) -> bool:
        """Whether a decision is waited for."""
        return self.row.state == ASKED

    @property
    def by_decider(self) -> bool:
        """Whether it is carried out with the decider's token. What only its owner may do never is."""
        return self.asked is not Asked.POLICY and not self.row.change.owner_only


PERSON = TypeAdapter(Person)
PEOPLE = TypeAdapter(tuple[Person, ...])
COURSE = TypeAdapter(Course)
DECIDED = TypeAdapter(Decided)
TALK = TypeAdapter(tuple[Question, ...])


def read_request(row: Row[Any]) -> Request:
    """From a row of `changes` joined with its row of `requests`."""
    change = read_row(row)
    slack = change.origin.slack
    return Request(
        row=change,
        requester=Person(
            row.requester,
            row.requester_name,
            row.requester_email,
            slack=f"{slack.team_id}:{slack.user_id}",
            slack_email=row.requester_slack_email or "",
        ),
        subject=Person(row.genesys_user, row.subject_name, row.subject_email),
        asked=Asked(row.asked),
        reason=row.reason,
        terms=Terms.load(row.terms),
        judgement=Judgement.load(row.rules),
        missing=row.missing,
        expires_at=row.expires_at,
        with_user=row.with_user,
        with_room=row.with_room,
        with_since=row.with_since,
        course=COURSE.validate_python(row.course) if row.course else None,
        came_to=frozenset(row.came_to),
        passed={who: Done(why) for who, why in row.passed.items()},
        nudges=row.nudges,
        nudged_at=row.nudged_at,
        nudge_wanted=bool(row.nudge_wanted),
        snoozed_until=row.snoozed_until,
        look_at=row.look_at,
        yes=PEOPLE.validate_python(row.yes),
        shown=change.change.state.model_validate(row.shown) if row.shown else None,
        was=change.change.state.model_validate(row.was) if row.was else None,
        changed_at=row.changed_at,
        drawing=row.drawing,
        seen=row.seen,
        decided=DECIDED.validate_python(row.decided_by) if row.decided_by else None,
        decided_at=row.decided_at,
        talk=TALK.validate_python(row.talk) if row.talk else (),
        undone=Undone(row.undone_by, row.undone_at) if row.undone_at else None,
    )
