"""Tells people what somebody else changed of theirs, once it is done: nobody finds out by the calls that come.

The change's own end promises it in its transaction, so a kill makes it come late, or twice, and never not at all.
"""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.changes.requests.deciders import Deciders
from bot.changes.requests.request import Request
from bot.changes.requests.rows import RequestRows
from bot.changes.row import ChangeRow
from bot.changes.rows import NEWS, ChangeRows
from bot.clock import Clock
from bot.errors import NotServed
from bot.identity.links import Link, Links
from bot.identity.slack_people import SlackPeople
from bot.jobs import rows as promises
from bot.jobs.port import Jobs
from bot.log import request
from bot.schedules.reminding import LOOKS_AGAIN_AFTER, WAITS_AT_MOST
from bot.store.engine import Database

log = logging.getLogger(__name__)

NET_AFTER = timedelta(seconds=30)  #: so late nobody runs jobs here
AGAIN_AFTER = timedelta(minutes=5)
OLD_AFTER = timedelta(hours=24)  #: by then they have seen it themselves
AT_ONCE = 20

#: Hears the change, whose doing it is (None: they have left), its request if it had to be decided, and who is told.
TellSubject = Callable[[ChangeRow, Link | None, Request | None, Link], Awaitable[None]]


class News:
    """One person, one message."""

    def __init__(
        self,
        *,
        database: Database,
        jobs: Jobs,
        clock: Clock,
        rows: ChangeRows,
        requests: RequestRows,
        links: Links,
        people: SlackPeople,
        deciders: Deciders,
        tell: TellSubject,
    ) -> None:
        self._database = database
        self._jobs = jobs
        self._clock = clock
        self._rows = rows
        self._requests = requests
        self._links = links
        self._people = people
        self._deciders = deciders
        self._tell = tell

    async def look(self, change_id: str) -> None:
        """The job of a change that is done. What it raises is tried again."""
        if not await self._is_done_with(change_id):
            async with self._database.begin() as tx:
                await self._jobs.defer(tx, NEWS, change_id, self._clock.now() + LOOKS_AGAIN_AFTER)

    async def once(self) -> None:
        """The net under the jobs, for where no process runs them. A SQLite file's only process does."""
        if self._database.is_sqlite:
            return
        now = self._clock.now()
        async with self._database.begin() as tx:
            left = await promises.overdue(tx, NEWS, now - NET_AFTER, now + AGAIN_AFTER, AT_ONCE)
        for change_id in left:
            try:
                is_done = await self._is_done_with(change_id)
            except Exception:  # One message must not keep the others from theirs: the outermost loop.
                log.exception("nobody was told of change %s yet", change_id)
                continue
            if is_done:
                async with self._database.begin() as tx:
                    await promises.remove_of(tx, NEWS, change_id)

    async def _is_done_with(self, change_id: str) -> bool:
        """Tells it, unless there is nobody to tell; whether nothing is left to do."""
        row = await self._rows.find(change_id)
        whose = await self._links.of_user(row.change.user_id) if row else None
        # Whoever is not linked has never heard of us, and another workspace's people are not ours to tell.
        if row is None or row.before is None or whose is None or whose.slack.team_id != row.origin.slack.team_id:
            return True
        with request(row.origin.request_id, change=row.id):
            return await self._told(row, whose)

    async def _told(self, row: ChangeRow, whose: Link) -> bool:
        age = self._clock.now() - (row.ended_at or row.asked_at)
        try:
            await self._people.person(whose.slack)
        except NotServed as error:
            log.info("nobody is told of change %s: %s", row.id, error.why)
            return True
        if age > OLD_AFTER:
            log.info("nobody is told of change %s any more", row.id)
            return True
        # Whoever is on an interaction reads it afterwards, unless calls reach them by it.
        can_wait = age < WAITS_AT_MOST and not row.change.puts_on_queue
        if can_wait and await self._deciders.is_busy(whose.id):
            return False
        by = await self._links.latest(row.origin.link_id)
        await self._tell(row, by, await self._requests.find(row.id), whose)
        return True
