"""Attempts to link: one row for each address that was offered. Every step is a compare-and-set.

Tickets and states are kept as hashes only: whoever reads the table can finish nobody's sign-in.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.clock import Clock
from bot.identity.refused import LinkRefused, Refused
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import link_attempts as rows

#: How long an address lives, and a state from the first time that it is opened.
LIFETIME = timedelta(minutes=10)
#: How long an ended attempt can still say so.
KEPT_FOR = timedelta(days=1)
#: Addresses that one person may have open at once; one more ends the oldest.
MOST_OPEN = 5
#: Ended ones of one person that are kept to say so.
MOST_ENDED = 20


class Stage(StrEnum):
    """How far an attempt came."""

    OFFERED = auto()  # the address was given out, and no sign-in is under way
    AT_SLACK = auto()  # a browser is at Slack
    STARTED = auto()  # a browser is at Genesys
    PROVING = auto()  # it came back, and its code is being exchanged
    PROVED = auto()  # the question stands on the page
    LINKED = auto()
    ENDED = auto()


OPEN = (Stage.OFFERED, Stage.AT_SLACK, Stage.STARTED, Stage.PROVING, Stage.PROVED)


@dataclass(frozen=True)
class Attempt:
    """One row. `state_hash` changes with each start, so it tells one start from the next.

    `signed_in_to_slack`: this start has proved whose Slack account it is.
    """

    id: str
    slack: SlackId
    asked_id: str | None
    stage: Stage
    expires_at: datetime
    signed_in_to_slack: bool
    state_hash: str | None = field(repr=False)
    browser_hash: str | None = field(repr=False)
    verifier_sealed: bytes | None = field(repr=False)
    proved_sealed: bytes | None = field(repr=False)


def hashed(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


class Attempts:
    """The rows of link_attempts."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def offer(self, slack: SlackId, asked_id: str | None) -> tuple[str, Sequence[Attempt]]:
        """A new ticket, and the attempts that ended to make room for it."""
        ticket = secrets.token_urlsafe(32)
        async with self._database.begin() as connection:
            await _one_at_a_time(connection, slack)
            mine = await open_attempts(connection, _of_person(slack))
            ended = await end(connection, mine[MOST_OPEN - 1 :])
            await _forget_oldest(connection, slack)
            await connection.execute(
                insert(rows).values(
                    id=hashed(ticket),
                    team_id=slack.team_id,
                    slack_user=slack.user_id,
                    workspace=slack.workspace,
                    asked_id=asked_id,
                    stage=Stage.OFFERED,
                    expires_at=self._clock.now() + LIFETIME,
                    signed_in_to_slack=False,
                )
            )
        return ticket, ended

    async def of_ticket(self, ticket: str) -> Attempt:
        """The open attempt behind an address; raises LinkRefused."""
        return self._open(await self._one(rows.c.id == hashed(ticket)))

    async def of_state(self, state: str, browser: str, *, linked_too: bool = False) -> Attempt:
        """The open attempt of a state, in the browser that it was made for; raises LinkRefused."""
        attempt = await self._one(rows.c.state_hash == hashed(state))
        if attempt is None:
            raise LinkRefused(Refused.UNKNOWN_ADDRESS)
        if not secrets.compare_digest(attempt.browser_hash or "", hashed(browser)):
            raise LinkRefused(Refused.OTHER_BROWSER)
        return attempt if linked_too and attempt.stage is Stage.LINKED else self._open(attempt)

    async def start_at_slack(self, attempt: Attempt, *, state: str, browser: str) -> bool:
        """A fresh state for Slack, which ends the one before; false when somebody else was faster."""
        return await self._start(
            attempt, Stage.AT_SLACK, state=state, browser=browser, verifier_sealed=None, signed_in_to_slack=False
        )

    async def start(
        self, attempt: Attempt, *, state: str, browser: str, verifier_sealed: bytes, signed_in_to_slack: bool
    ) -> bool:
        """A fresh state for Genesys, which ends the one before; false when somebody else was faster."""
        return await self._start(
            attempt,
            Stage.STARTED,
            state=state,
            browser=browser,
            verifier_sealed=verifier_sealed,
            signed_in_to_slack=signed_in_to_slack,
        )

    async def prove(self, attempt: Attempt) -> bool:
        """Takes the state's only chance to exchange a code."""
        return await self._move(attempt, Stage.PROVING)

    async def keep_proof(self, attempt: Attempt, proved_sealed: bytes) -> bool:
        """False when a newer start ended this one meanwhile."""
        return await self._move(attempt, Stage.PROVED, verifier_sealed=None, proved_sealed=proved_sealed)

    async def reopen(self, attempt: Attempt) -> bool:
        """Nothing came of the sign-in; the address may be opened again. The state is used up."""
        return await self._move(attempt, Stage.OFFERED, verifier_sealed=None, proved_sealed=None)

    async def end(self, attempt: Attempt) -> bool:
        """The address leads nowhere any more."""
        return await self._move(attempt, Stage.ENDED, verifier_sealed=None, proved_sealed=None)

    async def sweep(self) -> Sequence[Attempt]:
        """Ends what ran out and forgets what ended long ago; the attempts that it ended."""
        now = self._clock.now()
        async with self._database.begin() as connection:
            ended = await end(connection, await open_attempts(connection, rows.c.expires_at <= now))
            await connection.execute(delete(rows).where(rows.c.expires_at <= now - KEPT_FOR))
        return ended

    async def _start(self, attempt: Attempt, stage: Stage, *, state: str, browser: str, **values: Any) -> bool:
        first = attempt.stage is Stage.OFFERED and attempt.state_hash is None
        return await self._move(
            attempt,
            stage,
            state_hash=hashed(state),
            browser_hash=hashed(browser),
            proved_sealed=None,
            expires_at=self._clock.now() + LIFETIME if first else attempt.expires_at,
            **values,
        )

    def _open(self, attempt: Attempt | None) -> Attempt:
        if attempt is None:
            raise LinkRefused(Refused.UNKNOWN_ADDRESS)
        if attempt.stage is Stage.LINKED:
            raise LinkRefused(Refused.USED)
        if attempt.expires_at <= self._clock.now():
            raise LinkRefused(Refused.EXPIRED)
        if attempt.stage not in OPEN:
            raise LinkRefused(Refused.USED)
        return attempt

    async def _move(self, attempt: Attempt, stage: Stage, **values: Any) -> bool:
        async with self._database.begin() as connection:
            return await move(connection, attempt, stage, **values)

    async def _one(self, which: ColumnElement[bool]) -> Attempt | None:
        async with self._database.read() as connection:
            row = (await connection.execute(select(rows).where(which))).one_or_none()
        return None if row is None else _attempt(row)


async def move(connection: AsyncConnection, attempt: Attempt, stage: Stage, **values: Any) -> bool:
    """Brings an attempt to `stage` if it still is what `attempt` says."""
    state = rows.c.state_hash == attempt.state_hash if attempt.state_hash else rows.c.state_hash.is_(None)
    done = await connection.execute(
        update(rows).where(rows.c.id == attempt.id, rows.c.stage == attempt.stage, state).values(stage=stage, **values)
    )
    return done.rowcount == 1


async def end_others(connection: AsyncConnection, attempt: Attempt) -> Sequence[Attempt]:
    """Ends the person's other open attempts; those that it ended."""
    others = await open_attempts(connection, _of_person(attempt.slack) & (rows.c.id != attempt.id))
    return await end(connection, others)


async def open_attempts(connection: AsyncConnection, which: ColumnElement[bool]) -> Sequence[Attempt]:
    """Those that may still lead to a link, the newest first."""
    query = select(rows).where(which, rows.c.stage.in_(OPEN)).order_by(rows.c.expires_at.desc())
    return [_attempt(row) for row in await connection.execute(query)]


async def end(connection: AsyncConnection, attempts: Sequence[Attempt]) -> Sequence[Attempt]:
    """Ends each that has not moved since it was read; those that it ended."""
    cleared = {"verifier_sealed": None, "proved_sealed": None}
    return [attempt for attempt in attempts if await move(connection, attempt, Stage.ENDED, **cleared)]


async def _one_at_a_time(connection: AsyncConnection, slack: SlackId) -> None:
    """On PostgreSQL many transactions of one person would not see each other's new rows; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        person = func.hashtext(f"link attempts of {slack.team_id}:{slack.user_id}")
        await connection.execute(select(func.pg_advisory_xact_lock(person)))


async def _forget_oldest(connection: AsyncConnection, slack: SlackId) -> None:
    """However many addresses somebody asks for, a few rows remain."""
    theirs = select(rows.c.id).where(_of_person(slack), rows.c.stage == Stage.ENDED)
    oldest = theirs.order_by(rows.c.expires_at.desc()).offset(MOST_ENDED).limit(MOST_OPEN)
    await connection.execute(delete(rows).where(rows.c.id.in_(oldest.scalar_subquery())))


def _of_person(slack: SlackId) -> ColumnElement[bool]:
    return (rows.c.team_id == slack.team_id) & (rows.c.slack_user == slack.user_id)


def _attempt(row: Row[Any]) -> Attempt:
    return Attempt(
        id=row.id,
        slack=SlackId(row.team_id, row.slack_user, row.workspace or ""),
        asked_id=row.asked_id,
        stage=Stage(row.stage),
        expires_at=row.expires_at,
        signed_in_to_slack=row.signed_in_to_slack,
        state_hash=row.state_hash,
        browser_hash=row.browser_hash,
        verifier_sealed=row.verifier_sealed,
        proved_sealed=row.proved_sealed,
    )
