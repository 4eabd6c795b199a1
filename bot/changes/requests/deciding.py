"""A click on a request: who clicks, the rule and the state are looked at anew, and then one decision counts."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar

from bot.approvals.deciding import may_decide, missing
from bot.approvals.path import Done
from bot.approvals.people import Standing
from bot.approvals.timing import may_nudge_at
from bot.changes.executing import Executor
from bot.changes.outcome import End, Outcome
from bot.changes.requests.answers import Answer, Approved, Begun, Not, NotDecided, OneMore, ShownAnew, Stepped
from bot.changes.requests.asking import LONGEST_REASON
from bot.changes.requests.clicks import Clicks
from bot.changes.requests.deciders import Deciders, facts
from bot.changes.requests.request import Hand, Question, Request
from bot.changes.requests.rows import RequestRows
from bot.changes.requests.tightening import Tightening
from bot.changes.requests.turns import Turns
from bot.changes.rows import Overtaken
from bot.clock import Clock
from bot.errors import Forbidden, NotLinked, NotServed, SignInEnded, StoreUnavailable
from bot.identity.actors import Actor
from bot.identity.identity import Identity
from bot.policy.verdict import Verdict

#: So long a decider's token may act after their click; later it asks again.
ACTS_WITHIN = timedelta(minutes=5)
#: After a click, of real time: what is cut off from outside, later than that, could not say that it decided.
ANSWERS_WITHIN_S = 18.0
TRIES = 5  #: of a step that others come in between
MOST_QUESTIONS = 5

T = TypeVar("T")
Barred = Callable[[Request | None, Hand], Awaitable[NotDecided | None]]


class Deciding:
    """What people do with requests."""

    def __init__(
        self,
        *,
        rows: RequestRows,
        clicks: Clicks,
        deciders: Deciders,
        tightening: Tightening,
        executor: Executor,
        identity: Identity,
        clock: Clock,
    ) -> None:
        self._rows = rows
        self.clicks = clicks
        self._deciders = deciders
        self._tightening = tightening
        self._executor = executor
        self._identity = identity
        self._clock = clock
        self._turns = Turns()

    async def approve(self, change_id: str, actor: Actor, by: Hand, *, seen: int | None = None) -> Answer:
        """Says yes. `seen` is what the clicked card showed (`Request.seen`); an older one is shown anew.

        Raises OnQueueError where Genesys can't be asked what is now; nothing was decided then.
        """

        async def step(request: Request) -> Answer | Begun:
            try:
                requester = await self._identity.actor_of_link(request.row.origin.link_id)
            except (NotLinked, SignInEnded, NotServed):
                return NotDecided(Not.REQUESTER_LEFT, request)
            if await self._is_changed(request, requester, actor, seen):
                return ShownAnew(await self._anew(request))
            judgement = await self._tightening.judged(request, requester)
            if judgement.verdict is Verdict.DENIED or judgement.terms is None:
                return NotDecided(Not.DENIED_NOW, request, judgement=judgement)
            if judgement.terms.lacks(request.reason):
                return NotDecided(Not.OTHER_REASON, request)
            if missing(judgement.terms.people, (*request.yes, by.person)):
                await self._rows.say_yes(request, by)
                return OneMore(await self._anew(request))
            return await self._begun(request, by, actor if request.by_decider else requester)

        answers_by = asyncio.get_running_loop().time() + ANSWERS_WITHIN_S
        async with self.clicks.answering(change_id, by.person.genesys_id):
            # Of many at once the first asks Genesys, and the others then read how that one decided.
            async with self._turns.of(change_id):
                answer = await self._tried(change_id, by, self._barred, step)
            return await self._carried_out(answer, answers_by) if isinstance(answer, Begun) else answer

    async def decline(self, change_id: str, by: Hand, reason: str) -> Answer:
        """Says no, and why."""

        async def step(request: Request) -> Answer:
            await self._rows.end(request, End.DECLINED, by, reason=reason)
            return Stepped(await self._anew(request))

        return await self._decided(change_id, by, step)

    async def pass_on(self, change_id: str, by: Hand) -> Answer:
        """Leaves the decision to whoever is next."""

        async def step(request: Request) -> Answer:
            if (await self._deciders.path(request)).next is None:
                return NotDecided(Not.NOBODY_NEXT, request)
            is_own = by.person.genesys_id in request.came_to
            who = by.person.genesys_id if is_own or not request.with_room else request.with_room
            await self._rows.pass_on(request, who, Done.PASSED_ON, by)
            return Stepped(await self._anew(request))

        return await self._decided(change_id, by, step)

    async def snooze(self, change_id: str, by: Hand, until: datetime) -> Answer:
        """Whoever it is with looks at it later; it expires all the same."""

        async def step(request: Request) -> Answer:
            if request.with_user != by.person.genesys_id and not _in_room(request, by):
                return NotDecided(Not.NOT_WITH_YOU, request)
            await self._rows.snooze(request, min(until, request.expires_at), by)
            return Stepped(await self._anew(request))

        return await self._decided(change_id, by, step)

    async def ask_back(self, change_id: str, by: Hand, text: str) -> Answer:
        """Puts a question to the requester; it waits for a decision all the same."""

        async def step(request: Request) -> Answer:
            if len(request.talk) >= MOST_QUESTIONS:
                return NotDecided(Not.TOO_MANY_QUESTIONS, request)
            question = Question(by.person.name, by.person.genesys_id, text[:LONGEST_REASON])
            await self._rows.ask_back(request, question, by)
            return Stepped(await self._anew(request))

        return await self._decided(change_id, by, step)

    async def answer(self, change_id: str, by: Hand, text: str) -> Answer:
        """The requester's answer, to all that was asked and not answered yet."""

        async def step(request: Request) -> Answer:
            if not any(one.is_open for one in request.talk):
                return NotDecided(Not.NO_QUESTION, request)
            await self._rows.answer(request, text[:LONGEST_REASON], by)
            return Stepped(await self._anew(request))

        return await self._stepped(change_id, by, self._not_the_requesters, step)

    async def may_decide(self, change_id: str, by: Hand) -> NotDecided | Request:
        """The request, for a form that asks its decider for more; or why they are not asked."""
        return await self._may(change_id, by, self._barred)

    async def may_answer(self, change_id: str, by: Hand) -> NotDecided | Request:
        """The request, for a form that asks its requester for more."""
        return await self._may(change_id, by, self._not_the_requesters)

    async def cancel(self, change_id: str, by: Hand) -> Answer:
        """Takes one's own request back."""

        async def step(request: Request) -> Answer:
            await self._rows.end(request, End.CANCELLED, by)
            return Stepped(await self._anew(request))

        return await self._stepped(change_id, by, self._not_the_requesters, step)

    async def nudge(self, change_id: str, by: Hand) -> Answer:
        """Reminds whom one's own request is with."""

        async def step(request: Request) -> Answer:
            now = self._clock.now()
            if may_nudge_at(request.nudged_at or request.with_since, now) > now:
                return NotDecided(Not.NUDGED_LATELY, request)
            await self._rows.wish_nudge(request, by)
            return Stepped(await self._anew(request))

        return await self._stepped(change_id, by, self._not_the_requesters, step)

    async def _begun(self, request: Request, by: Hand, acting: Actor) -> Begun:
        act_by = self._clock.now() + ACTS_WITHIN if request.by_decider else None
        row = await self._rows.approve(request, by, acting_link_id=acting.link_id, act_by=act_by)
        return Begun(request, row, acting)

    async def _carried_out(self, begun: Begun, answers_by: float) -> Answer:
        """What takes longer is gone on with by whoever looks at its row, and the cards tell how it ends."""
        outcome = Outcome(begun.row.id, begun.row.change, End.WAITING, begun.row.before)
        with suppress(TimeoutError):
            async with asyncio.timeout_at(answers_by):
                outcome = await self._executor.run(begun.row, begun.acting)
        return Approved(await self._anew(begun.request), outcome)

    async def _may(self, change_id: str, by: Hand, barred: Barred) -> NotDecided | Request:
        for _ in range(TRIES):
            request = await self._rows.find(change_id)
            try:
                return await barred(request, by) or _known(request)
            except Overtaken:  # It expired at this moment, and somebody else wrote that.
                continue
        return NotDecided(Not.TOO_BUSY, await self._rows.find(change_id))

    async def _decided(self, change_id: str, by: Hand, step: Callable[[Request], Awaitable[Answer]]) -> Answer:
        return await self._stepped(change_id, by, self._barred, step)

    async def _stepped(
        self,
        change_id: str,
        by: Hand,
        barred: Barred,
        step: Callable[[Request], Awaitable[Answer]],
    ) -> Answer:
        async with self.clicks.answering(change_id, by.person.genesys_id):
            return await self._tried(change_id, by, barred, step)

    async def _tried(
        self, change_id: str, by: Hand, barred: Barred, step: Callable[[Request], Awaitable[T]]
    ) -> NotDecided | T:
        """Looks, and takes the step unless another came in between: then it looks anew."""
        for _ in range(TRIES):
            request = await self._rows.find(change_id)
            try:
                return await barred(request, by) or await step(_known(request))
            except Overtaken:
                continue
        return NotDecided(Not.TOO_BUSY, await self._rows.find(change_id))

    async def _barred(self, request: Request | None, by: Hand) -> NotDecided | None:
        """What keeps somebody from deciding."""
        if ended := await self._not_open(request, by):
            return ended
        request = _known(request)
        try:
            path = await self._deciders.path(request)
        except (NotLinked, SignInEnded, NotServed):
            return NotDecided(Not.REQUESTER_LEFT, request)
        refusal = may_decide(facts(request), Standing(by.person), path, is_in_room=_in_room(request, by))
        return NotDecided(Not.NOT_NAMED, request, refusal) if refusal else None

    async def _not_the_requesters(self, request: Request | None, by: Hand) -> NotDecided | None:
        is_here = request is not None and request.row.origin.slack.team_id == by.slack.team_id
        if is_here and _known(request).requester.genesys_id != by.person.genesys_id:
            return NotDecided(Not.NOT_YOURS, request)
        return await self._not_open(request, by)

    async def _not_open(self, request: Request | None, by: Hand) -> NotDecided | None:
        """Nothing of another workspace is known here. What should have expired expires at the click."""
        if request is None or request.row.origin.slack.team_id != by.slack.team_id:
            return NotDecided(Not.UNKNOWN)
        if request.is_open and self._clock.now() >= request.expires_at:
            await self._rows.end(request, End.EXPIRED)
            request = await self._anew(request)
        return None if request.is_open else NotDecided(Not.ENDED, request)

    async def _is_changed(self, request: Request, requester: Actor, decider: Actor, seen: int | None) -> bool:
        """Whether what the clicker saw is not what is now; the cards then show what is.

        Where the requester may not see it, and the decider's token would act, that one looks.
        """
        try:
            now = await request.row.change.read(requester.genesys)
        except Forbidden:
            if not request.by_decider:
                raise
            now = await request.row.change.read(decider.genesys)
        if request.shown is None or not request.row.change.same(request.shown, now):
            await self._rows.show(request, now)
            return True
        return seen is not None and seen != request.seen

    async def _anew(self, request: Request) -> Request:
        """As it is behind a step, which stands, whatever the database says then."""
        try:
            return _known(await self._rows.find(request.id))
        except StoreUnavailable as away:
            raise StoreUnavailable(str(away), in_doubt=True) from away


def _in_room(request: Request, by: Hand) -> bool:
    """`Hand.channel` is a channel of approvers only where its member clicks: whoever makes the hand has asked Slack."""
    return bool(request.with_room) and by.channel == request.with_room


def _known(request: Request | None) -> Request:
    assert request is not None
    return request
