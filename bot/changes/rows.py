"""The rows of changes. Each step is compare-and-set on the fence: who was overtaken changes nothing."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import Detail, Entry, Step, record
from bot.changes import problems
from bot.changes.change import State
from bot.changes.kinds import KINDS, AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.row import OPEN, ChangeRow, Origin, read_row
from bot.clock import Clock, real
from bot.errors import OnQueueError
from bot.identity.slack_people import SlackId
from bot.jobs.port import Jobs
from bot.metrics import CHANGES, Metrics
from bot.store.engine import Database
from bot.store.tables import changes

#: Renewed thrice as often. With the sweep's pause of 5 s, another process goes on within 15 s.
LEASE = timedelta(seconds=9)
#: A `response_url` lives as long. What could not be told by then is left to `status` and `undo`.
TELLING = timedelta(minutes=30)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
FORGOTTEN_AFTER = timedelta(hours=1)
RUN = "changes.run"  #: the job that looks at a row when its lease ends


class Overtaken(Exception):
    """The fence moved on: somebody else runs this row."""


class ChangeRows:
    """Everything that is asked of the table."""

    def __init__(self, database: Database, clock: Clock, jobs: Jobs, metrics: Metrics | None = None) -> None:
        self._database = database
        self._clock = clock
        self._jobs = jobs
        self._metrics = metrics or Metrics()

    @property
    def _lease(self) -> timedelta:
        return real(LEASE, self._clock)

    async def add(self, change: AnyChange, origin: Origin, *, undoes: str | None = None) -> ChangeRow:
        """A new pending row, which is looked at once the lease is over. IntegrityError: undone already."""
        now = self._clock.now()
        lease_until = now + self._lease
        row = ChangeRow(_short_id(), change, origin, "pending", 0, 0, None, None, None, now, None, undoes, lease_until)
        values = {
            "id": row.id,
            "kind": change.kind,
            "change": change.model_dump(mode="json"),
            "team_id": origin.slack.team_id,
            "slack_user": origin.slack.user_id,
            "workspace": origin.slack.workspace,
            "link_id": origin.link_id,
            "genesys_user": change.user_id,
            "request_id": origin.request_id,
            "state": "pending",
            "fence": 0,
            "lease_until": lease_until,
            "attempts": 0,
            "channel": origin.channel,
            "thread_ts": origin.thread_ts,
            "response_url_sealed": origin.response_url_sealed,
            "asked_at": now,
            "told": False,
            "undoes": undoes,
        }
        async with self._database.begin() as tx:
            await tx.execute(insert(changes).values(values))
            await self._jobs.defer(tx, RUN, row.id, lease_until)
        return row

    async def claim(self, row: ChangeRow) -> int:
        """Takes the row for this runner and answers the new fence. An ended row is taken to be told."""
        state = "executing" if row.is_open else row.state
        await self._step(
            row.id, row.fence, fence=row.fence + 1, state=state, lease_until=self._clock.now() + self._lease
        )
        return row.fence + 1

    async def renew(self, change_id: str, fence: int) -> None:
        await self._step(change_id, fence, lease_until=self._clock.now() + self._lease)

    async def keep_before(self, change_id: str, fence: int, before: State) -> None:
        await self._step(change_id, fence, before=before.model_dump(mode="json"))

    async def calling(self, change_id: str, fence: int) -> datetime:
        """Written before each write to Genesys: from here on the effect may be there. Answers the lease's end."""
        now = self._clock.now()
        await self._step(
            change_id, fence, calling_at=now, attempts=changes.c.attempts + 1, lease_until=now + self._lease
        )
        return now + self._lease

    async def wait(self, change_id: str, fence: int, span: timedelta, problem: OnQueueError) -> None:
        """Gives the row back, to be tried again after `span`."""
        again = self._clock.now() + span
        async with self._database.begin() as tx:
            await _step(tx, change_id, fence, state="pending", lease_until=again, problem=problems.dump(problem))
            await self._jobs.defer(tx, RUN, change_id, again)

    async def hand_back(self, change_id: str, fence: int) -> None:
        """Gives the row back in the middle: whoever can goes on with it now."""
        async with self._database.begin() as tx:
            await _step(tx, change_id, fence, lease_until=self._clock.now())
            await self._jobs.defer(tx, RUN, change_id)

    async def forget_promises(self) -> None:
        """On PostgreSQL without a worker nobody keeps them; the sweep has been there long ago."""
        await self._jobs.forget(RUN, self._clock.now() - FORGOTTEN_AFTER)

    async def look_again(self, row: ChangeRow) -> None:
        """Promises to look at it when the lease ends that somebody has now, or after as long as one takes."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            await self._jobs.defer(tx, RUN, row.id, row.lease_until if row.lease_until > now else now + self._lease)

    async def end(self, row: ChangeRow, fence: int, outcome: Outcome, *, token_of: str, noted_as: str = "") -> None:
        """Ends the row, with its audit entry. `noted_as`: under which id Genesys keeps the last write."""
        now = self._clock.now()
        problem = problems.dump(outcome.problem) if outcome.problem else None
        values: dict[str, Any] = {
            "state": outcome.end.value,
            "ended_at": now,
            "lease_until": now + self._lease,
            "after": outcome.after.model_dump(mode="json") if outcome.after else None,
            "problem": problem,
        }
        if outcome.end is End.FAILED:
            values["undoes"] = None  # An undo that changed nothing does not keep the next from trying.
        async with self._database.begin() as tx:
            done = await tx.execute(update(changes).where(_mine(row.id, fence)).values(values))
            if done.rowcount != 1:
                raise Overtaken
            await record(tx, _ending(row, outcome, now, token_of, noted_as))
        self._metrics.count(CHANGES, row.change.kind, outcome.end)

    async def open_now(self) -> tuple[int, datetime | None]:
        """How many have not ended, and since when the oldest of them was asked for."""
        open_now = and_(changes.c.told.is_(False), changes.c.state.in_(OPEN))
        query = select(func.count(), func.min(changes.c.asked_at)).where(open_now)
        async with self._database.read() as tx:
            count, oldest = (await tx.execute(query)).one()
        return count, oldest

    async def told(self, change_id: str) -> None:
        """Its person has read the end. What answers through a `response_url` is not kept longer than that."""
        async with self._database.begin() as tx:
            ended = and_(changes.c.id == change_id, changes.c.state.not_in(OPEN))
            await tx.execute(update(changes).where(ended).values(told=True, response_url_sealed=None))

    async def untold(self, change_id: str) -> bool:
        """Telling failed, and is tried again after as long as it waits already; whether that was the last time."""
        row, now = await self.find(change_id), self._clock.now()
        if row is None or row.ended_at is None:
            return False
        age = now - row.ended_at
        if age > TELLING:
            await self.told(change_id)
            return True
        await self._step(change_id, row.fence, lease_until=now + max(self._lease, age))
        return False

    async def due(self, limit: int) -> list[ChangeRow]:
        """Rows whose runner is gone: open ones to go on with, ended ones to tell. A kind of a newer release waits."""
        due = and_(
            changes.c.told.is_(False), changes.c.lease_until <= self._clock.now(), changes.c.kind.in_(KINDS.keys())
        )
        return await self._rows(select(changes).where(due).order_by(changes.c.lease_until).limit(limit))

    async def untold_one(self, change_id: str) -> ChangeRow | None:
        """The row, unless its person has read the end, or it is of a kind of a newer release."""
        mine = and_(changes.c.id == change_id, changes.c.told.is_(False), changes.c.kind.in_(KINDS.keys()))
        found = await self._rows(select(changes).where(mine))
        return found[0] if found else None

    async def find(self, change_id: str) -> ChangeRow | None:
        found = await self._rows(select(changes).where(changes.c.id == change_id))
        return found[0] if found else None

    async def waiting(self, slack: SlackId) -> int:
        """How many of a person's changes Genesys could not take yet: run before, and given back."""
        theirs = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        query = select(func.count()).where(theirs, changes.c.state == "pending", changes.c.fence > 0)
        async with self._database.read() as tx:
            return (await tx.execute(query)).scalar_one()

    async def is_kept(self, request_id: str) -> bool:
        """Whether a change of this request is still to be told, by whoever goes on with it."""
        kept = and_(changes.c.request_id == request_id, changes.c.told.is_(False))
        return bool(await self._rows(select(changes).where(kept)))

    async def newest_done(self, slack: SlackId, kinds: Sequence[str] = ()) -> ChangeRow | None:
        """A person's newest change that took effect, of any kind or of some."""
        whose = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        query = select(changes).where(whose, changes.c.state == "done")
        query = query.where(changes.c.kind.in_(kinds)) if kinds else query
        found = await self._rows(query.order_by(changes.c.asked_at.desc(), changes.c.id).limit(1))
        return found[0] if found else None

    async def is_asked_anew(self, row: ChangeRow) -> bool:
        """Whether the same person asked for another change of the same thing since, which did not fail."""
        slack, area = row.origin.slack, row.change.kind.partition(".")[0]
        whose = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        newer = and_(whose, changes.c.asked_at > row.asked_at, changes.c.genesys_user == row.change.user_id)
        query = select(changes).where(newer, changes.c.kind.startswith(f"{area}."), changes.c.state != "failed")
        return any(row.change.touches(other.change) for other in await self._rows(query))

    async def is_undone(self, change_id: str) -> bool:
        """Whether an undo of it was tried and did not fail."""
        undo = and_(changes.c.undoes == change_id, or_(changes.c.state != "failed"))
        return bool(await self._rows(select(changes).where(undo)))

    async def _step(self, change_id: str, fence_now: int, **values: Any) -> None:
        async with self._database.begin() as tx:
            await _step(tx, change_id, fence_now, **values)

    async def _rows(self, query: Any) -> list[ChangeRow]:
        async with self._database.read() as tx:
            return [read_row(row) for row in (await tx.execute(query)).all()]


async def _step(tx: AsyncConnection, change_id: str, fence_now: int, **values: Any) -> None:
    done = await tx.execute(update(changes).where(_mine(change_id, fence_now)).values(values))
    if done.rowcount != 1:
        raise Overtaken


def _ending(row: ChangeRow, outcome: Outcome, now: datetime, token_of: str, noted_as: str) -> Entry:
    problem = outcome.problem
    return Entry(
        at=now,
        step=Step(outcome.end.value),
        change_id=row.id,
        kind=row.change.kind,
        team_id=row.origin.slack.team_id,
        slack_user=row.origin.slack.user_id,
        by_user=token_of,
        genesys_user=row.change.user_id,
        request_id=row.origin.request_id,
        workspace=row.origin.slack.workspace,
        channel=row.origin.channel,
        before=outcome.before.audited() if outcome.before else None,
        after=outcome.after.audited() if outcome.after else None,
        token_of=token_of,
        correlation_id=getattr(problem, "correlation_id", "") or noted_as,
        detail=Detail(
            problem=type(problem).__name__ if problem else "",
            missing=getattr(problem, "missing", ()),
            other=row.undoes or "",
        ),
    )


def _mine(change_id: str, fence: int) -> ColumnElement[bool]:
    return and_(changes.c.id == change_id, changes.c.fence == fence)


def _short_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(6))
