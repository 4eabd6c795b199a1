"""A change's row as it stood when it was read, and every state of it.

offered: its asker has not confirmed it yet · asked: waits for a decision · pending, approved: to be carried out ·
executing: somebody does · done, already, failed, unknown: how that ended · declined, cancelled, expired: never begun.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.changes import problems
from bot.changes.change import State
from bot.changes.kinds import AnyChange, load
from bot.changes.outcome import End, Outcome
from bot.errors import OnQueueError
from bot.identity.slack_people import SlackId

OFFERED, ASKED, PENDING, APPROVED, EXECUTING = "offered", "asked", "pending", "approved", "executing"
#: What somebody carries out, or will.
OPEN = (PENDING, APPROVED, EXECUTING)
#: What is not to be carried out, and perhaps never will be.
UNDECIDED = (OFFERED, ASKED)
#: What had no effect, and never will.
DROPPED = ("failed", "declined", "cancelled", "expired")


@dataclass(frozen=True)
class Origin:
    """Where and by whom a change was asked. `response_url_sealed` is ciphertext."""

    slack: SlackId
    link_id: str
    request_id: str
    channel: str
    thread_ts: str | None
    response_url_sealed: bytes | None


@dataclass(frozen=True)
class ChangeRow:
    """A stored change as it stood when it was read."""

    id: str
    change: AnyChange
    origin: Origin
    state: str
    fence: int
    attempts: int
    before: State | None
    after: State | None
    problem: OnQueueError | None
    asked_at: datetime
    ended_at: datetime | None
    undoes: str | None
    lease_until: datetime
    wanted_at: datetime | None = None  #: confirmed or approved
    acting_link_id: str | None = None  #: whose token acts, where it was decided
    act_by: datetime | None = None  #: until then, where it is the decider's
    until: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_decided(self) -> bool:
        """Whether somebody's decision set it going."""
        return self.acting_link_id is not None

    @property
    def wanted_since(self) -> datetime:
        return self.wanted_at or self.asked_at

    @property
    def link_id(self) -> str:
        """Whose token acts."""
        return self.acting_link_id or self.origin.link_id

    def outcome(self) -> Outcome:
        end = End.WAITING if self.is_open else End.ASKED if self.state in UNDECIDED else End(self.state)
        back_at = self.until if end is End.DONE else None
        return Outcome(self.id, self.change, end, self.before, self.after, self.problem, back_at)


def read_row(row: Row[Any]) -> ChangeRow:
    change = load(row.change)
    origin = Origin(
        slack=SlackId(row.team_id, row.slack_user, row.workspace or ""),
        link_id=row.link_id,
        request_id=row.request_id,
        channel=row.channel,
        thread_ts=row.thread_ts,
        response_url_sealed=row.response_url_sealed,
    )
    return ChangeRow(
        id=row.id,
        change=change,
        origin=origin,
        state=row.state,
        fence=row.fence,
        attempts=row.attempts,
        before=change.state.model_validate(row.before) if row.before else None,
        after=change.state.model_validate(row.after) if row.after else None,
        problem=problems.load(row.problem) if row.problem else None,
        asked_at=row.asked_at,
        ended_at=row.ended_at,
        undoes=row.undoes,
        lease_until=row.lease_until,
        wanted_at=row.wanted_at,
        acting_link_id=row.acting_link_id,
        act_by=row.act_by,
        until=row.until,
    )
