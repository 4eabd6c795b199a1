"""What the audit keeps of delegations: who was named in whose place until when, and how that ended.

Each entry is about the lead; no change belongs to it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import Row

from bot.audit.entries import Detail, Entry, Step
from bot.identity.actors import Actor

KIND = "delegation"


class Over(StrEnum):
    """Why a delegation holds no more."""

    TAKEN_BACK = auto()
    REPLACED = auto()  #: its lead named somebody anew
    LEFT = auto()  #: one of the two did, or was forgotten
    TIME = auto()  #: its own moment has come


@dataclass(frozen=True)
class Namer:
    """A lead who names somebody or takes it back, and from where."""

    actor: Actor
    request_id: str
    channel: str


def named(by: Namer, delegate: str, until: datetime, now: datetime) -> Entry:
    me = by.actor
    return _entry(Step.DELEGATED, me.me.id, me.slack.team_id, Detail(delegate=delegate, until=until), now, by=by)


def over(row: Row[Any], why: Over, now: datetime, by: Namer | str) -> Entry:
    """`row` as it stood while it held; `by` is its lead, or the id of whatever noticed that it is over."""
    detail = Detail(why=why, delegate=row.delegate, until=row.until)
    return _entry(Step.UNDELEGATED, row.current_of, row.team_id, detail, now, by=by)


def _entry(step: Step, lead: str, team_id: str, detail: Detail, now: datetime, *, by: Namer | str) -> Entry:
    entry = Entry(
        at=now,
        step=step,
        change_id="",
        kind=KIND,
        team_id=team_id,
        genesys_user=lead,
        request_id=by if isinstance(by, str) else by.request_id,
        detail=detail,
    )
    if isinstance(by, str):
        return entry
    slack = by.actor.slack
    return replace(
        entry, slack_user=slack.user_id, by_user=by.actor.me.id, workspace=slack.workspace, channel=by.channel
    )
