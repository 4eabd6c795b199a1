"""What requests hold of somebody: their own go whole; in those of others their name, address and words go.

Ids stay there, as they do in the audit: they say who decided, and whose name it was is gone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import Detail, Entry, Step, record
from bot.identity.slack_people import SlackId
from bot.store.tables import cards, changes, put_backs, requests

#: States of a change that somebody carries out, or will.
OPEN = ("pending", "approved", "executing")
FORGOTTEN = "(forgotten)"
#: Columns that name people, or hold what they typed.
NAMING = (requests.c.decided_by, requests.c.yes, requests.c.course, requests.c.talk)
NAMES = ("name", "by")
WORDS = ("email", "slack_email", "reason", "text")


class Why(StrEnum):
    """Why a request is cancelled that nobody cancelled."""

    FORGOTTEN = auto()


@dataclass(frozen=True)
class Whose:
    """Whoever is forgotten. Without a link their Genesys user and name are empty."""

    slack: SlackId
    genesys_user: str = ""
    name: str = ""

    def is_in(self, about: Mapping[str, Any]) -> bool:
        """Whether that is what is kept of them."""
        slack = f"{self.slack.team_id}:{self.slack.user_id}"
        mine = bool(self.genesys_user) and self.genesys_user in {about.get("genesys_id"), about.get("by_user")}
        return mine or about.get("slack") == slack or about.get("slack_user") == self.slack.user_id


async def forget_requests(tx: AsyncConnection, whose: Whose, now: datetime) -> None:
    """Before their changes are deleted: what is open is cancelled, which the audit tells, and goes with the rest."""
    theirs = and_(changes.c.team_id == whose.slack.team_id, changes.c.slack_user == whose.slack.user_id)
    await _cancel(tx, theirs, now)
    gone = select(changes.c.id).where(theirs, changes.c.state.not_in(OPEN))
    for table in (requests, cards, put_backs):
        await tx.execute(delete(table).where(table.c.change_id.in_(gone)))
    await _blank(tx, whose)
    if whose.genesys_user:
        await _blank_subject(tx, whose.genesys_user)


async def _cancel(tx: AsyncConnection, theirs: ColumnElement[bool], now: datetime) -> None:
    # Whoever decides at the same moment was first, or finds it cancelled.
    cancelled = update(changes).where(theirs, changes.c.state == "asked").values(state=Step.CANCELLED.value)
    for row in (await tx.execute(cancelled.returning(changes))).all():
        entry = Entry(
            at=now,
            step=Step.CANCELLED,
            change_id=row.id,
            kind=row.kind,
            team_id=row.team_id,
            genesys_user=row.genesys_user,
            request_id=row.request_id,
            detail=Detail(why=Why.FORGOTTEN),
        )
        await record(tx, entry)


async def _blank(tx: AsyncConnection, whose: Whose) -> None:
    said = [text for text in (whose.genesys_user, whose.slack.user_id) if text]
    named = or_(*(cast(column, Text).contains(text, autoescape=True) for column in NAMING for text in said))
    for row in (await tx.execute(select(requests.c.change_id, *NAMING).where(named))).all():
        kept = {column.name: getattr(row, column.name) for column in NAMING}
        values = {name: _blanked(value, whose) for name, value in kept.items() if value is not None}
        await tx.execute(update(requests).where(requests.c.change_id == row.change_id).values(values))


def _blanked(value: Any, whose: Whose) -> Any:
    if isinstance(value, list):
        return [_blanked(one, whose) for one in value]
    if not isinstance(value, dict):
        return value
    about = {key: _blanked(one, whose) for key, one in value.items()}
    if whose.is_in(about):
        about |= {key: FORGOTTEN for key in NAMES if key in about} | {key: "" for key in WORDS if key in about}
    # Whoever was left out, or has a delegate, stands there by name alone.
    return about | {key: FORGOTTEN for key in ("name", "instead_of") if whose.name and about.get(key) == whose.name}


async def _blank_subject(tx: AsyncConnection, genesys_user: str) -> None:
    """In what others asked for them."""
    about = changes.c.genesys_user == genesys_user
    of = requests.c.change_id.in_(select(changes.c.id).where(about))
    await tx.execute(update(requests).where(of).values(subject_name=FORGOTTEN, subject_email=""))
    ended = select(changes.c.id, changes.c.change).where(about, changes.c.state.not_in(OPEN))
    for row in (await tx.execute(ended)).all():
        if row.change.get("user_name"):
            change = row.change | {"user_name": FORGOTTEN}
            await tx.execute(update(changes).where(changes.c.id == row.id).values(change=change))
