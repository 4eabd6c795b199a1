"""The one door through which every write goes, and the way back."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from weakref import WeakValueDictionary

from sqlalchemy.exc import IntegrityError

from bot.approvals.people import Person
from bot.changes.change import State
from bot.changes.executing import Executor
from bot.changes.kinds import AnyChange
from bot.changes.outcome import NotUndone, NoUndo, Outcome
from bot.changes.plan import Plan, Yes
from bot.changes.requests.asking import Asking, Held, Lacking, Requested
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.request import Asked
from bot.changes.row import OFFERED, ChangeRow, Origin
from bot.changes.rows import ChangeRows, Overtaken
from bot.clock import Clock
from bot.errors import Forbidden, NotServed, Unserved
from bot.identity.actors import Actor
from bot.identity.limits import MOST_WAITING
from bot.policy.verdict import Judgement, Verdict

UNDO_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True)
class Offer:
    """What waits for its asker: `row` is what they confirm, `subject` is whom it changes."""

    row: ChangeRow
    judgement: Judgement
    subject: Person


@dataclass(frozen=True)
class Offered(Offer):
    """It is shown to its asker; `before` is what is now. `is_wished`: behind their yes somebody else decides."""

    before: State
    is_wished: bool = False


@dataclass(frozen=True)
class Gone:
    """An offer that can't be taken up: too old, taken up already, somebody else's. `change`: their own, where known."""

    change: AnyChange | None = None


@dataclass(frozen=True)
class Denied:
    """The rules forbid it, to everybody."""

    change: AnyChange
    judgement: Judgement


Answer = Outcome | Denied | Offered | Requested | Held | Gone


class Door:
    """Asks policy, writes the row, carries it out."""

    def __init__(self, rows: ChangeRows, executor: Executor, asking: Asking, deeds: Deeds, clock: Clock) -> None:
        self._rows = rows
        self._executor = executor
        self._asking = asking
        self._deeds = deeds
        self._clock = clock
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def judged(self, plan: Plan, actor: Actor) -> Judgement:
        """What policy says, and nothing else happens. Raises GenesysError."""
        return self._deeds.judged(await self._deeds.of(plan.change, actor, plan.subject))

    async def propose(self, plan: Plan, actor: Actor, origin: Origin) -> Answer:
        """The outcome; or that the rules deny it, the offer that is confirmed, the request that is decided."""
        judgement = await self.judged(plan, actor)
        if judgement.verdict is Verdict.DENIED:
            return Denied(plan.change, judgement)
        judgement = looked_at_first(plan, judgement, actor)
        if judgement.confirms is Verdict.CONFIRM_TYPED or _is_confirmed(plan, judgement):
            return await self._offered(plan, judgement, actor, origin)
        return await self._gone_on(plan, judgement, actor, origin)

    async def offer(self, plan: Plan, origin: Origin) -> ChangeRow:
        """Kept for ten minutes, so that its asker can have somebody else decide it, or confirm it."""
        return await self._rows.offer(plan.change, origin, until=plan.until)

    async def offered(self, change_id: str, actor: Actor) -> Offer | Gone:
        """What its asker still has to say to it. Raises GenesysError."""
        row = await self._open(change_id, actor)
        if isinstance(row, Gone):
            return row
        subject = await self._subject(row.change, actor)
        return Offer(row, await self.judged(Plan(row.change, subject), actor), subject)

    async def confirm(self, change_id: str, yes: Yes, actor: Actor, origin: Origin) -> Answer:
        """Its asker's yes to an offer. The rules are asked anew, and where they want more, it is offered again."""
        offer = await self.offered(change_id, actor)
        if isinstance(offer, Gone):
            return offer
        if offer.judgement.verdict is Verdict.DENIED:
            return Denied(offer.row.change, offer.judgement)
        row, judgement = offer.row, offer.judgement
        if judgement.confirms is Verdict.CONFIRM_TYPED and not yes.names(offer.subject):
            return Offered(row, judgement, offer.subject, await row.change.read(actor.genesys), yes.wishes_decision)
        if judgement.verdict is Verdict.APPROVAL or yes.wishes_decision:
            plan = Plan(row.change, offer.subject, row.until, yes.reason, yes.wishes_decision)
            return await self._asked_of(row, plan, judgement, actor, origin)
        async with self._turn(row.change):
            await self._check_waiting(actor)
            try:
                row = await self._rows.confirm(row)
            except Overtaken:
                return Gone(row.change)
            return await self._executor.run(row, actor)

    async def drop(self, change_id: str, actor: Actor) -> AnyChange | Gone:
        """Its asker's no to an offer: what was offered, if it was still open."""
        row = await self._open(change_id, actor)
        if isinstance(row, Gone):
            return row
        try:
            await self._rows.drop(row)
        except Overtaken:
            return Gone(row.change)
        return row.change

    async def ask_for(self, change_id: str, actor: Actor, origin: Origin, reason: str) -> Answer:
        """A change that Genesys refused its asker, put before somebody who may be let."""
        row = await self._rows.find(change_id)
        if row is None or row.origin.slack != actor.slack or not isinstance(row.problem, Forbidden):
            return Gone()
        plan = Plan(row.change, await self._subject(row.change, actor), until=row.until, reason=reason)
        judgement = await self.judged(plan, actor)
        if judgement.verdict is Verdict.DENIED:
            return Denied(plan.change, judgement)
        missing = ", ".join(row.problem.missing)
        return await self._asked(plan, judgement, actor, origin, Asked.REFUSED, missing=missing)

    async def undo(self, actor: Actor, origin: Origin, change_id: str | None = None) -> Outcome | NotUndone:
        """Takes back one change, or the newest; only one's own, within ten minutes, and unless it changed since.

        What was approved may be taken back by its requester and by who decided, each with their own token.
        """
        newest = await self._rows.newest_done(actor.slack)
        row = newest if change_id is None else await self._rows.find(change_id)
        refused = await self._refused(row, actor, named=change_id is not None)
        if refused or row is None or row.before is None or row.after is None:
            return refused or NotUndone(NoUndo.NOTHING)
        inverse = row.change.inverse(row.before)
        if inverse is None:
            return NotUndone(NoUndo.NO_WAY_BACK)
        if against := await self._against_rules(row, inverse, actor):
            return NotUndone(against)
        now = await row.change.read(actor.genesys)
        if not row.change.same(now, row.after):
            return NotUndone(NoUndo.CHANGED_SINCE, row.change.shown(now))
        async with self._turn(inverse):
            await self._check_waiting(actor)
            try:
                undo = await self._rows.add(inverse, origin, undoes=row.id)
            except IntegrityError:
                return NotUndone(NoUndo.ALREADY_UNDONE)
            return await self._executor.run(undo, actor)

    async def before_this(self, actor: Actor, user_id: str, kinds: tuple[str, ...]) -> ChangeRow | None:
        """The newest change of these kinds that took effect on somebody, for what goes back to "before"."""
        return await self._rows.newest_of(actor.slack.team_id, user_id, kinds)

    async def keeps(self, request_id: str) -> bool:
        """Whether what was asked has a row whose end is still to be told."""
        return await self._rows.is_kept(request_id)

    async def told(self, change_id: str) -> None:
        """Its person has read the end."""
        await self._rows.told(change_id)

    async def _gone_on(self, plan: Plan, judgement: Judgement, actor: Actor, origin: Origin) -> Answer:
        if judgement.verdict is Verdict.APPROVAL or plan.wishes_decision:
            return await self._asked(plan, judgement, actor, origin, _why(judgement))
        async with self._turn(plan.change):
            await self._check_waiting(actor)
            return await self._executor.run(await self._rows.add(plan.change, origin, until=plan.until), actor)

    async def _asked(
        self, plan: Plan, judgement: Judgement, actor: Actor, origin: Origin, asked: Asked, *, missing: str = ""
    ) -> Requested | Held:
        """What lacks a reason is kept, so that it can be asked again with one."""
        answer = await self._asking.ask(plan, judgement, asked, actor, origin, missing=missing)
        if isinstance(answer, Held) and answer.why in {Lacking.REASON, Lacking.OTHER_REASON}:
            return replace(answer, row=await self._rows.offer(plan.change, origin, until=plan.until))
        return answer

    async def _asked_of(
        self, row: ChangeRow, plan: Plan, judgement: Judgement, actor: Actor, origin: Origin
    ) -> Requested | Held:
        """What was offered becomes a request, and the offer is gone; held, it can be taken up again."""
        answer = await self._asking.ask(plan, judgement, _why(judgement), actor, origin)
        if isinstance(answer, Held):
            return replace(answer, row=row)
        with suppress(Overtaken):  # The same yes came twice, and both are answered with the one request.
            await self._rows.drop(row)
        return answer

    async def _offered(self, plan: Plan, judgement: Judgement, actor: Actor, origin: Origin) -> Answer:
        before = await plan.change.read(actor.genesys)
        return Offered(await self.offer(plan, origin), judgement, plan.subject, before, plan.wishes_decision)

    async def _open(self, change_id: str, actor: Actor) -> ChangeRow | Gone:
        """An offer of theirs, unless it is too old or was taken up."""
        row = await self._rows.find(change_id)
        if row is None or row.origin.slack != actor.slack:
            return Gone()
        is_open = row.state == OFFERED and row.lease_until > self._clock.now()
        return row if is_open else Gone(row.change)

    async def _subject(self, change: AnyChange, actor: Actor) -> Person:
        """Whom a stored change is about, as Genesys names them now. Raises GenesysError."""
        if change.user_id == actor.me.id:
            return Person(actor.me.id, actor.me.name, actor.me.email)
        user = await actor.genesys.users.get_user(change.user_id)
        return Person(user.id, user.name, user.email)

    def _turn(self, change: AnyChange) -> asyncio.Lock:
        """Of one person one after the other: two at once would both see the old state, and both write.

        It is waited for before there is a row: what has one runs, or the sweep would take it for left behind.
        """
        return self._turns.setdefault(change.user_id, asyncio.Lock())

    async def _check_waiting(self, actor: Actor) -> None:
        """While Genesys is down, nobody piles up more than can be looked through afterwards. Raises NotServed."""
        if await self._rows.waiting(actor.slack) >= MOST_WAITING:
            raise NotServed(Unserved.TOO_MANY_WAITING)

    async def _against_rules(self, row: ChangeRow, inverse: AnyChange, actor: Actor) -> NoUndo | None:
        """What the rules deny is not taken back either; what was decided may be, without a decision.

        An undo that is undone is the change itself once more, and that takes a decision of its own: else one would do
        for as long as somebody undoes within ten minutes. Raises GenesysError.
        """
        plan = Plan(inverse, await self._subject(inverse, actor))
        match (await self.judged(plan, actor)).verdict:
            case Verdict.DENIED:
                return NoUndo.DENIED
            case Verdict.APPROVAL if row.undoes:
                return NoUndo.DECIDED_ANEW
            case _:
                return None

    async def _refused(self, row: ChangeRow | None, actor: Actor, *, named: bool) -> NotUndone | None:
        if row is None or row.state != "done" or (row.undoes and not named):
            return NotUndone(NoUndo.NOTHING)
        if row.origin.slack != actor.slack and not await self._asking.has_decided(row.id, actor.me.id):
            return NotUndone(NoUndo.NOT_YOURS)
        if await self._rows.is_undone(row.id):
            return NotUndone(NoUndo.ALREADY_UNDONE)
        if self._clock.now() - row.wanted_since > UNDO_WITHIN:
            return NotUndone(NoUndo.TOO_LATE)
        return None


def looked_at_first(plan: Plan, judgement: Judgement, actor: Actor) -> Judgement:
    """At least a confirmation, where its asker is to see what is about to happen whatever the rules say."""
    if judgement.verdict is not Verdict.AT_ONCE:
        return judgement
    if plan.shows_first:
        reason = "it was not certain whom you mean"
    elif plan.change.puts_on_queue and plan.subject.genesys_id != actor.me.id:
        reason = "calls then reach somebody who did not ask for them"
    else:
        return judgement
    return replace(judgement, verdict=Verdict.CONFIRM, confirms=Verdict.CONFIRM, reason=reason)


def _is_confirmed(plan: Plan, judgement: Judgement) -> bool:
    """What somebody else is to decide needs no yes of one's own besides."""
    return judgement.verdict is Verdict.CONFIRM and not plan.wishes_decision


def _why(judgement: Judgement) -> Asked:
    return Asked.POLICY if judgement.verdict is Verdict.APPROVAL else Asked.WISHED
