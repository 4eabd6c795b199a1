"""A change's row as it stood when it was read."""

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

OPEN = ("pending", "executing")


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

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    def outcome(self) -> Outcome:
        end = End.WAITING if self.is_open else End(self.state)
        return Outcome(self.id, self.change, end, self.before, self.after, self.problem)


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
    )
