"""Brings people and cards to what the rows of a request say: whom it is with, what it shows, how it ended.

Every step of a request promises such a look in its own transaction, so a kill anywhere is made good by the next one.
Looks at one request never overlap; a message in flight at a kill may come twice, a decision never.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.approvals.path import Done
from bot.approvals.timing import Deed, Step, next_step
from bot.approvals.working import Working
from bot.changes.outcome import End
from bot.changes.requests.cards import Card, Cards, For
from bot.changes.requests.deciders import Decider, Deciders, course_of
from bot.changes.requests.request import Course, Request
from bot.changes.requests.rows import RequestRows
from bot.changes.rows import ChangeRows, Overtaken
from bot.clock import Clock
from bot.errors import NotLinked, NotServed, SignInEnded
from bot.identity.slack_people import SlackId
from bot.log import request as logged

log = logging.getLogger(__name__)

AGAIN_AFTER = timedelta(seconds=3)  #: where somebody else looks at it now
NOBODY_AGAIN_AFTER = timedelta(minutes=15)  #: where nobody could decide, somebody may come back
MOST_STEPS = 20
UTC_ZONE = ZoneInfo("UTC")


class Speaker(Protocol):
    """What `handlers/` says. Raises where Slack takes nothing, so that it is tried again."""

    async def draw(self, card: Card, request: Request) -> Card | None:
        """Posts the card, or draws the one that stands there anew; None: it can't stand there any more."""

    async def nudge(self, card: Card, request: Request) -> None:
        """Reminds whom it is with."""

    async def ended(self, card: Card, request: Request) -> None:
        """Tells the requester how it ended, beside the card that shows it."""


class Looking:
    """One look at a time."""

    def __init__(
        self,
        *,
        rows: RequestRows,
        changes: ChangeRows,
        cards: Cards,
        deciders: Deciders,
        speaker: Speaker,
        clock: Clock,
        changed: Callable[[str], None],
    ) -> None:
        """`changed` hears the Genesys users whose Home shows the request."""
        self._rows = rows
        self._changes = changes
        self._cards = cards
        self._deciders = deciders
        self._speaker = speaker
        self._clock = clock
        self._changed = changed

    async def look(self, change_id: str) -> None:
        """The job of a request. What it raises is tried again."""
        request = await self._rows.find(change_id)
        if request is None:
            return
        if not await self._rows.take_look(change_id):
            await self._rows.promise_look(change_id, self._clock.now() + AGAIN_AFTER)
            return
        with logged(request.row.origin.request_id, change=change_id):
            try:
                await self._looked(change_id)
            finally:
                await self._rows.end_look(change_id)

    async def once(self) -> None:
        """The net under the jobs: requests that nobody looked at in time."""
        for change_id in await self._rows.left_behind(MOST_STEPS):
            try:
                await self.look(change_id)
            except Exception:  # One request must not keep the others from their end: the outermost loop.
                log.exception("request %s could not be looked at", change_id)

    async def left(self, genesys_user: str) -> None:
        """Somebody's link has ended: what waits for them goes on to the next."""
        for change_id in await self._rows.waiting_for(genesys_user):
            request = await self._rows.find(change_id)
            if request is not None and request.is_open:
                await self._passed(request, genesys_user, Done.TIMED_OUT)

    async def _looked(self, change_id: str) -> None:
        """Until nothing is left to do now."""
        for _ in range(MOST_STEPS):
            request = await self._rows.find(change_id)
            assert request is not None
            try:
                if request.is_open and await self._stepped(request):
                    continue
                if await self._drawn(request):
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
        if request.course is None or self._is_stuck(request, now):
            return await self._given(request)
        decider = await self._decider(request)
        if request.with_user is not None and decider is None:
            await self._passed(request, request.with_user, Done.TIMED_OUT)
            return True
        step = self._next(request, decider)
        if step is None or step.at > now:
            return False
        if step.deed is Deed.MOVE_ON and await self._goes_on(request):
            return True
        return await self._nudged(request)

    async def _given(self, request: Request) -> bool:
        try:
            course = course_of(await self._deciders.path(request))
        except (NotLinked, SignInEnded, NotServed):  # Nobody is asked for somebody who has left.
            await self._rows.end(request, End.CANCELLED)
            return True
        await self._rows.give_to(request, course)
        self._touch(request, course)
        return True

    def _is_stuck(self, request: Request, now: datetime) -> bool:
        """Whether it is with nobody, and has been for long enough to look for somebody again."""
        is_with_nobody = request.course is not None and request.course.now is None
        return is_with_nobody and (request.with_since or now) + NOBODY_AGAIN_AFTER <= now

    async def _goes_on(self, request: Request) -> bool:
        """To the next, if there is one; whoever it was with may still decide."""
        who = request.with_user or request.with_room
        if who is None or (await self._deciders.path(request)).next is None:
            return False
        await self._passed(request, who, Done.TIMED_OUT)
        return True

    async def _nudged(self, request: Request) -> bool:
        for card in await self._cards.of(request.id):
            if card.who in {request.with_user, request.with_room}:
                await self._speaker.nudge(card, request)
        await self._rows.nudged(request)
        return True

    async def _passed(self, request: Request, who: str, why: Done) -> None:
        await self._rows.pass_on(request, who, why)
        self._touch(request, request.course)

    async def _drawn(self, request: Request) -> bool:
        """Whether a card had to be drawn. The first that is missing, then those that show an older step."""
        standing = await self._cards.of(request.id)
        for card in (*await self._missing(request, standing), *standing):
            if card.drawn < request.drawing:
                drawn = await self._speaker.draw(card, request)
                if drawn is None:
                    await self._lost(card, request)
                else:
                    await self._cards.keep(drawn)
        return bool(await self._is_newer(request))

    async def _lost(self, card: Card, request: Request) -> None:
        """A channel that is gone, or somebody whom no message reaches: the next is asked."""
        await self._cards.drop(card)
        if request.is_open and card.role is not For.REQUESTER and card.who in {request.with_user, request.with_room}:
            await self._passed(request, card.who, Done.TIMED_OUT)

    async def _missing(self, request: Request, standing: list[Card]) -> list[Card]:
        """Cards that are to stand and do not yet."""
        there = {(card.role, card.who) for card in standing}
        origin = request.row.origin.slack
        wanted = [Card(request.id, For.REQUESTER, request.requester.genesys_id, origin)]
        if request.is_open and request.with_room:
            wanted.append(
                Card(
                    request.id,
                    For.ROOM,
                    request.with_room,
                    SlackId(origin.team_id, "", origin.workspace),
                    request.with_room,
                )
            )
        if request.is_open and (decider := await self._decider(request)):
            wanted.append(Card(request.id, For.DECIDER, request.with_user or "", decider.slack))
        return [card for card in wanted if (card.role, card.who) not in there]

    async def _is_newer(self, request: Request) -> bool:
        now = await self._rows.find(request.id)
        return now is not None and now.drawing != request.drawing

    async def _decider(self, request: Request) -> Decider | None:
        if request.with_user is None:
            return None
        return await self._deciders.decider(request.with_user, request.row.origin.slack.team_id)

    async def _rested(self, request: Request) -> None:
        """Nothing is left to do now: the next look is promised, or its people know how it ended."""
        self._touch(request, request.course)
        if request.is_open:
            again_at = await self._again_at(request)
            if again_at != request.look_at:
                await self._rows.promise_look(request.id, again_at)
        elif not request.row.is_open:
            await self._told(request)

    async def _told(self, request: Request) -> None:
        if await self._changes.untold_one(request.id) is None:
            return
        for card in await self._cards.of(request.id):
            if card.role is For.REQUESTER:
                await self._speaker.ended(card, request)
        await self._changes.told(request.id)

    async def _again_at(self, request: Request) -> datetime:
        if request.with_user is None and request.with_room is None:
            return min(request.expires_at, self._clock.now() + NOBODY_AGAIN_AFTER)
        step = self._next(request, await self._decider(request))
        return step.at if step else request.expires_at

    def _next(self, request: Request, decider: Decider | None) -> Step | None:
        """What comes next where nobody decides. A channel works at any time."""
        came_at = max(request.with_since or request.row.asked_at, request.snoozed_until or request.row.asked_at)
        working = decider.working if decider else Working(UTC_ZONE)
        return next_step(came_at, request.nudges, working, expires_at=request.expires_at)

    def _touch(self, request: Request, course: Course | None) -> None:
        holders = {request.with_user, course.now.genesys_id if course and course.now else None}
        for user in {request.requester.genesys_id, request.row.change.user_id, *holders} - {None, ""}:
            self._changed(str(user))
