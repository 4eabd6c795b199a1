"""What was posted already of one firing, so that after a kill its messages go on where they stopped."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

from sqlalchemy import delete, insert, select
from sqlalchemy.exc import IntegrityError

from bot.clock import Clock
from bot.slack.reply import Reply
from bot.store.engine import Database
from bot.store.tables import posts

#: By then a firing has ended, whatever happened to it.
KEPT = timedelta(days=2)
MOST_DRAFTS = 50


class Posts:
    """Messages by their firing and their number in it.

    What takes several turns to say is drafted once in a process, so that nobody who does something else in the meantime
    is in two of its messages, or in none. A kill loses the draft, and it is made anew.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._drafts: dict[str, Sequence[Reply]] = {}

    def draft(self, firing_id: str) -> Sequence[Reply] | None:
        return self._drafts.get(firing_id)

    def keep(self, firing_id: str, replies: Sequence[Reply]) -> None:
        """The newest few: the others have ended, or will be made anew."""
        self._drafts[firing_id] = replies
        while len(self._drafts) > MOST_DRAFTS:
            del self._drafts[next(iter(self._drafts))]

    async def of(self, firing_id: str) -> dict[int, str]:
        """The `ts` of each message that stands in Slack."""
        query = select(posts.c.number, posts.c.ts).where(posts.c.firing_id == firing_id)
        async with self._database.read() as tx:
            return {row.number: row.ts for row in await tx.execute(query)}

    async def add(self, firing_id: str, number: int, ts: str) -> None:
        """It stands there. What is too old to be asked for goes."""
        now = self._clock.now()
        with suppress(IntegrityError):  # Another runner, thought dead, has posted it too: the first one's stays.
            async with self._database.begin() as tx:
                await tx.execute(delete(posts).where(posts.c.posted_at < now - KEPT))
                await tx.execute(insert(posts).values(firing_id=firing_id, number=number, ts=ts, posted_at=now))
