"""Brings people and cards to what the rows of a request say: whom it is with, what it shows, how it ended.

Every step of a request promises such a look in its own transaction, so a kill anywhere is made good by the next one.
Looks at one request never overlap; a message in flight at a kill may come twice, a decision never.
"""

import asyncio
import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.approvals.path import Done
from bot.approvals.timing import Deed, Step, next_step
from bot.approvals.working import Working
from bot.changes.outcome import End
from bot.changes.requests.cards import Cards
from bot.changes.requests.deciders import Decider, Deciders, course_of
from bot.changes.requests.look_lease import LookLease
from bot.changes.requests.request import Course, Named, Request
from bot.changes.requests.rows import RequestRows
from bot.changes.requests.showing import Showing, Speaker
from bot.changes.requests.tightening import Tightening
from bot.changes.rows import ChangeRows, Overtaken
from bot.clock import Clock
from bot.errors import NotLinked, NotServed, SignInEnded
from bot.log import request as logged
from bot.schedules.reminding import LOOKS_AGAIN_AFTER, WAITS_AT_MOST

__all__ = ["Looking", "Speaker"]

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=1)  #: where somebody else looks at it now
NOBODY_AGAIN_AFTER = timedelta(minutes=15)  #: where nobody could decide, somebody may come back
URGENT_BEFORE = timedelta(minutes=15)  #: so shortly before it expires, an interaction keeps nobody from reading of it
NUDGES_ALONE = 2  #: so often one is nudged without looking whether somebody else can be asked by now
MOST_STEPS = 20
LOOKS_WITHIN_S = 24.0  #: of real time, whatever Slack and Genesys do
UTC_ZONE = ZoneInfo("UTC")


class Looking:
    """One look at a time."""

    def __init__(
        self,
        *,
        rows: RequestRows,
        lease: LookLease,
        changes: ChangeRows,
        cards: Cards,
        deciders: Deciders,
        tightening: Tightening,
        speaker: Speaker,
        clock: Clock,
        changed: Callable[[str], None],
    ) -> None:
        """`changed` hears the Genesys users whose Home shows the request."""
        self._rows = rows
        self._lease = lease
        self._showing = Showing(
            rows=rows, changes=changes, cards=cards, deciders=deciders, speaker=speaker, clock=clock
        )
        self._deciders = deciders
        self._tightening = tightening
        self._clock = clock
        self._changed = changed

    async def look(self, change_id: str) -> None:
        """The job of a request. What it raises is tried again."""
        request = await self._rows.find(change_id)
        if request is None:
            return
        async with self._lease.held(change_id) as is_ours:
            if not is_ours:
                await self._rows.promise_look(change_id, self._clock.now() + AGAIN_AFTER)
                return
            with logged(request.row.origin.request_id, change=change_id):
                async with asyncio.timeout(LOOKS_WITHIN_S):
                    await self._looked(change_id)

    async def once(self) -> None:
        """The net under the jobs: requests that nobody looked at in time, and those whose decider has left."""
        await self._tightening.begin()
        for change_id in await self._rows.left_behind(MOST_STEPS):
            try:
                await self.look(change_id)
            except Exception:  # One request must not keep the others from their end: the outermost loop.
                log.exception("request %s could not be looked at", change_id)

    async def _looked(self, change_id: str) -> None:
        """Until nothing is left to do now."""
        is_fresh = False
        for _ in range(MOST_STEPS):
            request = await self._rows.find(change_id)
            assert request is not None
            try:
                if request.is_open and await self._stepped(request):
                    continue
                if not is_fresh and request.is_open and await self._showing.is_behind(request):
                    is_fresh = True
                    if await self._showing.freshened(request):
                        continue
                if await self._showing.drawn(request):
                    continue
            except Overtaken:  # A click came in between: it is looked at anew.
                continue
            await self._rested(request)
            return
        await self._rows.promise_look(change_id, self._clock.now() + AGAIN_AFTER)

    async def _stepped(self, request: Request) -> bool:
        """Whether the request itself went on."""
        now = self._clock.now()
        if now >= request.expires_at:
            await self._rows.end(request, End.EXPIRED)
            return True
        if await self._tightening.tightened(request):
            return True
        if request.course is None or self._is_stuck(request, now):
            return await self._given(request)
        decider = await self._decider(request)
        if request.with_user is not None and decider is None:  # They have left, and may come back.
            return await self._given(request)
        if request.course.is_held:
            if await self._is_held(request, decider, request.course.since or now):
                return False
            await self._rows.show_to_them(request, request.course)
            return True
        if request.nudge_wanted and not await self._is_held(request, decider, request.nudged_at or now):
            await self._showing.nudged(request)
            await self._rows.nudge_sent(request)
            return True
        step = self._next(request, decider)
        if step is None or step.at > now:
            return False
        if (step.deed is Deed.MOVE_ON or request.nudges >= NUDGES_ALONE) and await self._goes_on(request):
            return True
        return await self._nudged(request, decider, step)

    async def _given(self, request: Request) -> bool:
        try:
            course = course_of(await self._deciders.path(request))
        except (NotLinked, SignInEnded, NotServed):  # Nobody is asked for somebody who has left.
            await self._rows.end(request, End.CANCELLED)
            return True
        course = replace(course, is_held=await self._is_held_for(request, course.now))
        await self._rows.give_to(request, course)
        self._touch(request, course)
        return True

    async def _is_held_for(self, request: Request, to: Named | None) -> bool:
        """Whether somebody is not to be interrupted by its first card. One that stands there already rings nowhere."""
        if to is None or not to.genesys_id or to.genesys_id in request.came_to:
            return False
        decider = await self._deciders.decider(to.genesys_id, request.row.origin.slack.team_id)
        return await self._is_held(request, decider, self._clock.now())

    def _is_stuck(self, request: Request, now: datetime) -> bool:
        """Whether it is with nobody, and has been for long enough to look for somebody again."""
        is_with_nobody = request.course is not None and request.course.now is None
        return is_with_nobody and (request.with_since or now) + NOBODY_AGAIN_AFTER <= now

    async def _goes_on(self, request: Request) -> bool:
        """To the next, if there is one; whoever it was with may still decide."""
        who = request.with_user or request.with_room
        try:
            if who is None or (await self._deciders.path(request)).next is None:
                return False
        except (NotLinked, SignInEnded, NotServed):  # Nobody is asked for somebody who has left.
            await self._rows.end(request, End.CANCELLED)
            return True
        await self._passed(request, who, Done.TIMED_OUT)
        return True

    async def _nudged(self, request: Request, decider: Decider | None, step: Step) -> bool:
        if await self._is_held(request, decider, step.at):
            return False
        await self._showing.nudged(request)
        await self._rows.nudged(request)
        return True

    async def _is_held(self, request: Request, decider: Decider | None, since: datetime) -> bool:
        """Whoever is on an interaction is left alone for a while, unless it is urgent."""
        now = self._clock.now()
        can_wait = now - since < WAITS_AT_MOST and request.expires_at - now > URGENT_BEFORE
        return can_wait and decider is not None and await self._deciders.is_busy(decider.link_id)

    async def _passed(self, request: Request, who: str, why: Done) -> None:
        await self._rows.pass_on(request, who, why)
        self._touch(request, request.course)

    async def _decider(self, request: Request) -> Decider | None:
        if request.with_user is None:
            return None
        return await self._deciders.decider(request.with_user, request.row.origin.slack.team_id)

    async def _rested(self, request: Request) -> None:
        """Nothing is left to do now: the next look is promised, or its people know how it ended."""
        self._touch(request, request.course)
        await self._showing.talked(request)
        if request.is_open:
            again_at = await self._again_at(request)
            if again_at != request.look_at:
                await self._rows.promise_look(request.id, again_at)
        elif not request.row.is_open:
            await self._showing.told(request)

    async def _again_at(self, request: Request) -> datetime:
        now = self._clock.now()
        if request.with_user is None and request.with_room is None:
            return min(request.expires_at, now + NOBODY_AGAIN_AFTER)
        step = self._next(request, await self._decider(request))
        # What is due or wished already is held because its decider is on an interaction.
        is_held = request.course is not None and request.course.is_held
        if is_held or request.nudge_wanted or (step and step.at <= now):
            return min(request.expires_at, now + LOOKS_AGAIN_AFTER)
        return step.at if step else request.expires_at

    def _next(self, request: Request, decider: Decider | None) -> Step | None:
        """What comes next where nobody decides. A channel works at any time; who looks later is reminded then."""
        came_at = request.with_since or request.row.asked_at
        if request.snoozed_until is not None and request.snoozed_until > came_at:
            return Step(Deed.NUDGE, request.snoozed_until)
        working = decider.working if decider else Working(UTC_ZONE)
        has_next = request.course is not None and request.course.next is not None
        return next_step(came_at, request.nudges, working, expires_at=request.expires_at, has_next=has_next)

    def _touch(self, request: Request, course: Course | None) -> None:
        holders = {request.with_user, course.now.genesys_id if course and course.now else None}
        for user in {request.requester.genesys_id, request.row.change.user_id, *holders} - {None, ""}:
            self._changed(str(user))
