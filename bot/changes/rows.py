"""The rows of changes. Each step is compare-and-set on the fence: who was overtaken changes nothing."""

import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, insert, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.audit.entries import record
from bot.changes import problems
from bot.changes.change import State
from bot.changes.entries import confirmed, ending
from bot.changes.kinds import AnyChange
from bot.changes.marks import touched
from bot.changes.outcome import End, Outcome
from bot.changes.put_back_rows import note
from bot.changes.reads import ChangeReads
from bot.changes.row import APPROVED, EXECUTING, OFFERED, OPEN, PENDING, UNDECIDED, ChangeRow, Origin
from bot.clock import Clock, real
from bot.errors import OnQueueError
from bot.jobs.port import Jobs
from bot.metrics import CHANGES, Metrics
from bot.store.engine import Database
from bot.store.tables import changes

#: Renewed thrice as often. With the sweep's pause of 5 s, another process goes on within 15 s.
LEASE = timedelta(seconds=9)
OFFER_HOLDS = timedelta(minutes=10)
#: A `response_url` lives as long. What could not be told by then is left to `status` and `undo`.
TELLING = timedelta(minutes=30)
ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
FORGOTTEN_AFTER = timedelta(hours=1)
RUN = "changes.run"  #: the job that looks at a row when its lease ends
NEWS = "changes.news"  #: the job that tells somebody what another person changed of theirs
NEWS_AFTER = timedelta(seconds=1)
OFFERS_KEPT = timedelta(days=1)


class Overtaken(Exception):
    """The fence moved on: somebody else runs this row."""


class ChangeRows(ChangeReads):
    """Every step of a row."""

    def __init__(self, database: Database, clock: Clock, jobs: Jobs, metrics: Metrics | None = None) -> None:
        super().__init__(database, clock)
        self._jobs = jobs
        self._metrics = metrics or Metrics()

    @property
    def _lease(self) -> timedelta:
        return real(LEASE, self._clock)

    async def add(
        self, change: AnyChange, origin: Origin, *, undoes: str | None = None, until: datetime | None = None
    ) -> ChangeRow:
        """A new pending row, which is looked at once the lease is over. IntegrityError: undone already."""
        lease_until = self._clock.now() + self._lease
        async with self._database.begin() as tx:
            row = await self.insert(tx, change, origin, PENDING, lease_until, undoes=undoes, until=until)
            await self._jobs.defer(tx, RUN, row.id, lease_until)
        return row

    async def offer(self, change: AnyChange, origin: Origin, *, until: datetime | None = None) -> ChangeRow:
        """A row that its asker confirms, within ten minutes."""
        async with self._database.begin() as tx:
            return await self.insert(tx, change, origin, OFFERED, self._clock.now() + OFFER_HOLDS, until=until)

    async def confirm(self, row: ChangeRow) -> ChangeRow:
        """The offer is taken up. Raises `Overtaken`: it was already, or is too old."""
        now = self._clock.now()
        if now >= row.lease_until:
            raise Overtaken
        values = {"state": PENDING, "wanted_at": now, "lease_until": now + self._lease}
        async with self._database.begin() as tx:
            await step(tx, row.id, row.fence, state_now=OFFERED, **values)
            await record(tx, confirmed(row, now))
            await self._jobs.defer(tx, RUN, row.id, now + self._lease)
        return replace(row, state=PENDING, wanted_at=now, lease_until=now + self._lease)

    async def drop(self, row: ChangeRow) -> None:
        """An offer that nobody takes up leaves nothing. Raises `Overtaken`: it was taken up already."""
        mine = and_(_mine(row.id, row.fence), changes.c.state == OFFERED)
        async with self._database.begin() as tx:
            if (await tx.execute(delete(changes).where(mine))).rowcount != 1:
                raise Overtaken

    async def insert(
        self,
        tx: AsyncConnection,
        change: AnyChange,
        origin: Origin,
        state: str,
        lease_until: datetime,
        *,
        undoes: str | None = None,
        until: datetime | None = None,
    ) -> ChangeRow:
        """A new row in the caller's transaction."""
        now = self._clock.now()
        row = ChangeRow(
            _short_id(), change, origin, state, 0, 0, None, None, None, now, None, undoes, lease_until, until=until
        )
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
            "state": state,
            "fence": 0,
            "lease_until": lease_until,
            "attempts": 0,
            "channel": origin.channel,
            "thread_ts": origin.thread_ts,
            "response_url_sealed": origin.response_url_sealed,
            "asked_at": now,
            "told": False,
            "undoes": undoes,
            "until": until,
        }
        await tx.execute(insert(changes).values(values))
        return row

    async def claim(self, row: ChangeRow) -> int:
        """Takes the row for this runner and answers the new fence. An ended row is taken to be told."""
        state = EXECUTING if row.is_open else row.state
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

    async def wait(self, row: ChangeRow, fence: int, span: timedelta, problem: OnQueueError) -> None:
        """Gives the row back, to be tried again after `span`."""
        again = self._clock.now() + span
        state = APPROVED if row.is_decided else PENDING
        async with self._database.begin() as tx:
            await step(tx, row.id, fence, state=state, lease_until=again, problem=problems.dump(problem))
            await self._jobs.defer(tx, RUN, row.id, again)

    async def hand_back(self, change_id: str, fence: int) -> None:
        """Gives the row back in the middle: whoever can goes on with it now."""
        async with self._database.begin() as tx:
            await step(tx, change_id, fence, lease_until=self._clock.now())
            await self._jobs.defer(tx, RUN, change_id)

    async def tidy(self) -> None:
        """Takes away what nobody will come back to: old promises, and offers that were forgotten a day ago.

        On PostgreSQL without a worker nobody keeps promises; the sweep has been there long ago.
        """
        await self._jobs.forget(RUN, self._clock.now() - FORGOTTEN_AFTER)
        old = changes.c.lease_until < self._clock.now() - OFFERS_KEPT
        async with self._database.begin() as tx:
            await tx.execute(delete(changes).where(changes.c.told.is_(False), old, changes.c.state == OFFERED))

    async def look_again(self, row: ChangeRow) -> None:
        """Promises to look at it when the lease ends that somebody has now, or after as long as one takes."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            await self._jobs.defer(tx, RUN, row.id, row.lease_until if row.lease_until > now else now + self._lease)

    async def end(self, row: ChangeRow, fence: int, outcome: Outcome, *, token_of: str, noted_as: str = "") -> Outcome:
        """Ends the row, with its audit entry, and notes what is to be put back. Answers the outcome with that.

        `noted_as`: under which id Genesys keeps the last write.
        """
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
            if row.is_decided:
                await touched(tx, self._jobs, row.id, open_key=None)
            if row.undoes and outcome.end is End.DONE:
                await self._undone(tx, row)
            await record(tx, ending(row, outcome, now, token_of, noted_as))
            back_at = await note(tx, self._jobs, row, outcome)
            if outcome.end is End.DONE and row.change.user_name:
                # Of a moment that is still to come, it waits where a sweep finds it, if nobody runs jobs.
                await self._jobs.defer(tx, NEWS, row.id, now + real(NEWS_AFTER, self._clock))
        self._metrics.count(CHANGES, row.change.kind, outcome.end)
        return replace(outcome, back_at=back_at)

    async def _undone(self, tx: AsyncConnection, undo: ChangeRow) -> None:
        """The cards of what was taken back say so; its requester is told, unless it was them."""
        await touched(tx, self._jobs, str(undo.undoes))
        slack = undo.origin.slack
        own = and_(changes.c.team_id == slack.team_id, changes.c.slack_user == slack.user_id)
        await tx.execute(update(changes).where(changes.c.id == undo.undoes, ~own).values(told=False))

    async def told(self, change_id: str) -> None:
        """Its person has read the end. What answers through a `response_url` is not kept longer than that."""
        async with self._database.begin() as tx:
            ended = and_(changes.c.id == change_id, changes.c.state.not_in((*OPEN, *UNDECIDED)))
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

    async def _step(self, change_id: str, fence_now: int, **values: Any) -> None:
        async with self._database.begin() as tx:
            await step(tx, change_id, fence_now, **values)


async def step(
    tx: AsyncConnection, change_id: str, fence_now: int, *, state_now: str | None = None, **values: Any
) -> None:
    """Writes to a row whose fence, and state where it is named, stand as they were seen. Raises `Overtaken`."""
    mine = _mine(change_id, fence_now)
    mine = mine if state_now is None else and_(mine, changes.c.state == state_now)
    done = await tx.execute(update(changes).where(mine).values(values))
    if done.rowcount != 1:
        raise Overtaken


def _mine(change_id: str, fence: int) -> ColumnElement[bool]:
    return and_(changes.c.id == change_id, changes.c.fence == fence)


def _short_id() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(6))
