"""Goes on with what a killed process left behind: open rows are settled, ended ones are told."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.changes.executing import Executor
from bot.changes.outcome import End, Outcome
from bot.changes.rows import ChangeRow, ChangeRows, Overtaken
from bot.errors import GenesysError, NotLinked, NotServed, OnQueueError, SignInEnded
from bot.identity.identity import Identity

log = logging.getLogger(__name__)

Teller = Callable[[ChangeRow, Outcome], Awaitable[None]]
AT_ONCE = 8


class Sweep:
    """Run at start and every few seconds by every process; fences keep two of them apart."""

    def __init__(self, rows: ChangeRows, executor: Executor, identity: Identity, tell: Teller) -> None:
        self._rows = rows
        self._executor = executor
        self._identity = identity
        self._tell = tell

    async def once(self) -> None:
        """Takes what is due now, a few at a time."""
        due = await self._rows.due(AT_ONCE)
        await asyncio.gather(*(self._take(row) for row in due))

    async def _take(self, row: ChangeRow) -> None:
        try:
            outcome = await self._settled(row)
            if outcome.end is not End.WAITING:
                await self._tell(row, outcome)
                await self._rows.told(row.id)
        except Overtaken:
            log.info("change %s is another runner's", row.id)
        except Exception:  # One row must not keep the others from their end: this is the sweep's outermost loop.
            log.exception("the sweep could not settle change %s", row.id)

    async def _settled(self, row: ChangeRow) -> Outcome:
        if not row.is_open:
            await self._rows.claim(row)
            return row.outcome()
        try:
            actor = await self._identity.actor_of_link(row.origin.link_id)
        except (NotLinked, SignInEnded, NotServed) as problem:
            return await self._given_up(row, problem)
        except GenesysError:
            return Outcome(row.id, row.change, End.WAITING)
        return await self._executor.run(row, actor)

    async def _given_up(self, row: ChangeRow, problem: OnQueueError) -> Outcome:
        """Nobody's token can act any more: what was begun is unknown, the rest is failed."""
        fence = await self._rows.claim(row)
        end = End.UNKNOWN if row.attempts else End.FAILED
        outcome = Outcome(row.id, row.change, end, row.before, None, problem)
        await self._rows.end(row, fence, outcome, token_of="")
        return outcome
