"""Goes on with what a killed process left behind: open rows are settled, ended ones are told.

Each row has a job for it, in whichever process runs jobs; the sweep is the net under them.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.changes.executing import Executor
from bot.changes.outcome import End, Outcome
from bot.changes.row import ChangeRow
from bot.changes.rows import ChangeRows, Overtaken
from bot.clock import Clock
from bot.errors import NotLinked, NotServed, OnQueueError, SignInEnded, SlackUnavailable, StoreUnavailable
from bot.identity.identity import Identity
from bot.log import request

log = logging.getLogger(__name__)

#: Whether its person has read the end by now; a request notes that itself.
Teller = Callable[[ChangeRow, Outcome], Awaitable[bool]]
AT_ONCE = 8


class Sweep:
    """Run at start and every few seconds by every process; fences keep two of them apart."""

    def __init__(self, rows: ChangeRows, executor: Executor, identity: Identity, tell: Teller, clock: Clock) -> None:
        self._rows = rows
        self._clock = clock
        self._executor = executor
        self._identity = identity
        self._tell = tell

    async def once(self) -> None:
        """Takes all that is due, a few at a time. A slow one does not keep the next sweep from the others."""
        tried: set[str] = set()
        while due := [row for row in await self._rows.due(AT_ONCE) if row.id not in tried]:
            tried.update(row.id for row in due)
            await asyncio.gather(*(self._take(row) for row in due))

    async def look(self, change_id: str) -> None:
        """The job of a row: goes on with it if its runner is gone, and looks again while somebody else has it.

        A row that waits for its next try has a job of its own for that.
        """
        row = await self._rows.untold_one(change_id)
        if row and row.lease_until <= self._clock.now():
            await self._take(row)
            row = await self._rows.untold_one(change_id)
        if row and not (row.state == "pending" and row.lease_until > self._clock.now()):
            await self._rows.look_again(row)

    async def _take(self, row: ChangeRow) -> None:
        """Its lines carry the id of the request that asked for it."""
        with request(row.origin.request_id, change=row.id):
            await self._taken(row)

    async def _taken(self, row: ChangeRow) -> None:
        try:
            outcome = await self._settled(row)
            if outcome.end not in {End.WAITING, End.ASKED}:
                await self._told(row, outcome)
        except Overtaken:
            log.info("change %s is another runner's", row.id)
        except StoreUnavailable as error:
            log.warning("change %s waits for the database: %s", row.id, error)
        except Exception:  # One row must not keep the others from their end: this is the sweep's outermost loop.
            log.exception("the sweep could not settle change %s", row.id)
            await self._abandon(row.id)

    async def _abandon(self, change_id: str) -> None:
        """What fails by a mistake of ours, again and again, ends as well when it is too old, and is told."""
        row = await self._rows.find(change_id)
        if row and row.is_open and self._executor.is_too_old(row):
            await self._told(row, await self._given_up(row, None))

    async def _told(self, row: ChangeRow, outcome: Outcome) -> None:
        """Tells the end. What Slack does not take is tried again after growing pauses, for half an hour."""
        try:
            is_told = await self._tell(row, outcome)
        except Exception:  # Whatever it was: the row has ended, and only the telling is left.
            log.exception("the end of change %s could not be told", row.id)
            if await self._rows.untold(row.id):
                log.warning("telling the end of change %s is given up", row.id)
        else:
            if is_told:
                await self._rows.told(row.id)

    async def _settled(self, row: ChangeRow) -> Outcome:
        if not row.is_open:
            await self._rows.claim(row)
            return row.outcome()
        try:
            actor = await self._identity.actor_of_link(row.link_id)
        except (NotLinked, SignInEnded, NotServed) as problem:
            if row.act_by is not None and not row.attempts:
                return await self._executor.lost_decider(row, problem)
            return await self._given_up(row, problem)
        except SlackUnavailable:
            # Who it is cannot be asked now. Taken all the same, so that it waits its turn behind the others.
            await self._rows.claim(row)
            return Outcome(row.id, row.change, End.WAITING)
        return await self._executor.run(row, actor)

    async def _given_up(self, row: ChangeRow, problem: OnQueueError | None) -> Outcome:
        """Nobody's token can act any more, or we can't: what was begun is unknown, the rest is failed."""
        fence = await self._rows.claim(row)
        end = End.FAILED if problem and not row.attempts else End.UNKNOWN
        outcome = Outcome(row.id, row.change, end, row.before, None, problem)
        await self._rows.end(row, fence, outcome, token_of="")
        return outcome
