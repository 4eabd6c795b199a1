"""An open request keeps the rules under which it was made, until today's are stricter: then those are its own.

Whatever hangs on them follows from the row: how many decide, whether its requester may be one, and when it expires.
"""

import asyncio
from contextlib import suppress

from bot.changes.requests.deciders import Deciders
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.request import Request
from bot.changes.requests.rows import RequestRows
from bot.changes.rows import Overtaken
from bot.errors import OnQueueError
from bot.identity.actors import Actor
from bot.policy.judging import stricter
from bot.policy.verdict import Judgement

READS_WITHIN_S = 3.0
MOST_KNOWN = 10_000


class Tightening:
    """The rules change with a start of the process alone, so a look asks them once for each request."""

    def __init__(self, rows: RequestRows, deciders: Deciders, deeds: Deeds) -> None:
        self._rows = rows
        self._deciders = deciders
        self._deeds = deeds
        self._known: set[str] = set()
        self._is_begun = False

    async def begin(self) -> None:
        """At the start of a process all that is open is looked at: what expires sooner now may be over already."""
        if self._is_begun:
            return
        if self._deeds.ask_approval:
            for change_id in await self._rows.open_ids():
                await self._rows.promise_look(change_id)
        self._is_begun = True

    async def tightened(self, request: Request) -> bool:
        """Whether it goes on under stricter rules from now on. Where Genesys is silent, the next look asks."""
        if request.id in self._known or not self._deeds.ask_approval:
            return False
        with suppress(OnQueueError, TimeoutError):
            async with asyncio.timeout(READS_WITHIN_S):
                requester = await self._deciders.requester(request)
                judgement = await self._stricter(request, requester)
            is_stricter = await self._written(request, judgement)
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            self._known.add(request.id)
            return is_stricter
        return False

    async def judged(self, request: Request, requester: Actor) -> Judgement:
        """What holds at a click. Raises `Overtaken` where it goes on under stricter rules, and GenesysError."""
        judgement = await self._stricter(request, requester)
        if await self._written(request, judgement):
            raise Overtaken
        return judgement

    async def _stricter(self, request: Request, requester: Actor) -> Judgement:
        deed = await self._deeds.of(request.row.change, requester, request.subject)
        return stricter(request.terms, self._deeds.judged(deed))

    async def _written(self, request: Request, judgement: Judgement) -> bool:
        """What the rules deny by now is denied at the click: they may be other ones until then."""
        if judgement.terms is None or judgement.terms == request.terms:
            return False
        await self._rows.tighten(request, judgement)
        return True
