"""Tells people what somebody else changed of theirs, once it is done: nobody finds out by the calls that come.

The change's own end promises it in its transaction, so a kill makes it come late, or twice, and never not at all.
"""

import logging
from collections.abc import Awaitable, Callable

from bot.changes.requests.request import Request
from bot.changes.requests.rows import RequestRows
from bot.changes.row import ChangeRow
from bot.changes.rows import ChangeRows
from bot.errors import NotServed
from bot.identity.links import Link, Links
from bot.identity.slack_people import SlackPeople
from bot.log import request

log = logging.getLogger(__name__)

#: Hears the change, whose doing it is (None: they have left), its request if it had to be decided, and who is told.
TellSubject = Callable[[ChangeRow, Link | None, Request | None, Link], Awaitable[None]]


class News:
    """One person, one message."""

    def __init__(
        self, rows: ChangeRows, requests: RequestRows, links: Links, people: SlackPeople, tell: TellSubject
    ) -> None:
        self._rows = rows
        self._requests = requests
        self._links = links
        self._people = people
        self._tell = tell

    async def look(self, change_id: str) -> None:
        """The job of a change that is done. What it raises is tried again."""
        row = await self._rows.find(change_id)
        whose = await self._links.of_user(row.change.user_id) if row else None
        # Whoever is not linked has never heard of us, and another workspace's people are not ours to tell.
        if row is None or row.before is None or whose is None or whose.slack.team_id != row.origin.slack.team_id:
            return
        with request(row.origin.request_id, change=row.id):
            try:
                await self._people.person(whose.slack)
            except NotServed as error:
                log.info("nobody is told of change %s: %s", row.id, error.why)
                return
            by = await self._links.latest(row.origin.link_id)
            await self._tell(row, by, await self._requests.find(row.id), whose)
