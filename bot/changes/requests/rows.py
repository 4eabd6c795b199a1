"""The rows of requests. A decision is compare-and-set on the state of the change: of two at once one counts."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum, auto
from typing import Any

from sqlalchemy import and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.approvals.path import Done
from bot.audit.entries import Detail, Entry, Step, record
from bot.changes import problems
from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.marks import LOOK, touched
from bot.changes.outcome import End
from bot.changes.requests.reads import RequestReads, open_key
from bot.changes.requests.request import COURSE, DECIDED, PEOPLE, PERSON, TALK, Course, Hand, Question, Request, Wish
from bot.changes.row import APPROVED, ASKED, ChangeRow, Origin
from bot.changes.rows import LEASE, RUN, ChangeRows, Overtaken, step
from bot.clock import Clock, real
from bot.errors import OnQueueError
from bot.jobs.port import Jobs
from bot.policy.verdict import Judgement
from bot.store.engine import Database
from bot.store.tables import requests

NO_DETAIL = Detail()
WITH_NOBODY: Mapping[str, Any] = {"with_user": None, "with_room": None, "course": None, "nudges": 0}


class Partly(StrEnum):
    """What an approval was, where it was not all of it."""

    NOT_THE_LAST = auto()  #: somebody else has to agree as well


class RequestRows(RequestReads):
    """Every step of a request."""

    def __init__(self, database: Database, clock: Clock, jobs: Jobs, rows: ChangeRows) -> None:
        super().__init__(database, clock)
        self._jobs = jobs
        self._rows = rows

    async def add(self, change: AnyChange, origin: Origin, wish: Wish, by: Hand) -> Request:
        """A new request, of which somebody takes care at once. IntegrityError: the same is open already."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            row = await self._rows.insert(tx, change, origin, ASKED, now, until=wish.until)
            values: dict[str, Any] = {
                "change_id": row.id,
                "team_id": origin.slack.team_id,
                "requester": wish.requester.genesys_id,
                "requester_name": wish.requester.name,
                "requester_email": wish.requester.email,
                "requester_slack_email": wish.requester.slack_email or None,
                "subject_name": wish.subject.name,
                "subject_email": wish.subject.email,
                "asked": wish.asked.value,
                "reason": wish.reason,
                "terms": wish.terms.stored(),
                "rules": wish.judgement.stored(),
                "missing": wish.missing,
                "expires_at": now + wish.terms.expires_after,
                "came_to": [],
                "passed": {},
                "nudges": 0,
                "yes": [],
                "shown": wish.before.model_dump(mode="json") if wish.before else None,
                "drawing": 0,
                "seen": 0,
                "open_key": open_key(change, origin),
            }
            await tx.execute(requests.insert().values(values))
            applied = tuple(rule.name for rule in wish.judgement.applied if rule.matched)
            await self._record(tx, row, Step.ASKED, by, Detail(why=wish.asked, rules=applied))
            await self._jobs.defer(tx, LOOK, row.id)
        found = await self.find(row.id)
        assert found is not None
        return found

    async def approve(self, request: Request, by: Hand, *, acting_link_id: str, act_by: datetime | None) -> ChangeRow:
        """The last yes: from here on it is carried out. Raises `Overtaken`: another step came in between."""
        now = self._clock.now()
        lease_until = now + real(LEASE, self._clock)
        values: dict[str, Any] = {
            "state": APPROVED,
            "wanted_at": now,
            "acting_link_id": acting_link_id,
            "act_by": act_by,
            "lease_until": lease_until,
        }
        async with self._database.begin() as tx:
            await step(tx, request.id, request.row.fence, state_now=ASKED, **values)
            decided = {"decided_by": DECIDED.dump_python(by.decides()), "decided_at": now}
            await self._drawn(tx, request, yes=self._yes(request, by), **decided)
            await self._record(tx, request.row, Step.APPROVED, by)
            await self._jobs.defer(tx, RUN, request.id, lease_until)
        return replace(request.row, **values)

    async def say_yes(self, request: Request, by: Hand) -> None:
        """One yes of several. Raises `Overtaken`: another step came in between."""
        async with self._database.begin() as tx:
            await self._still(tx, request, yes=self._yes(request, by), **WITH_NOBODY)
            await self._record(tx, request.row, Step.APPROVED, by, Detail(why=Partly.NOT_THE_LAST))

    async def end(self, request: Request, end: End, by: Hand | None = None, *, reason: str = "") -> None:
        """Declined, cancelled or expired. Raises `Overtaken`: somebody else ended it, or it was approved."""
        now = self._clock.now()
        who = DECIDED.dump_python(by.decides(reason)) if by else None
        values = {"state": end.value, "ended_at": now, "lease_until": now + real(LEASE, self._clock)}
        async with self._database.begin() as tx:
            await step(tx, request.id, request.row.fence, state_now=ASKED, **values)
            await touched(tx, self._jobs, request.id, decided_by=who, decided_at=now, open_key=None)
            await self._record(tx, request.row, Step(end.value), by)

    async def ask_again(
        self, row: ChangeRow, fence: int, problem: OnQueueError, *, token_of: str, is_done_with: bool
    ) -> None:
        """What the decider's token could not do is asked again; of the next one, if they are done with it."""
        request = await self.find(row.id)
        assert request is not None
        undone = {"wanted_at": None, "acting_link_id": None, "act_by": None}
        values: dict[str, Any] = {"decided_by": None, "decided_at": None, "nudges": 0, "yes": []}
        if is_done_with:
            decider = request.decided.genesys_id if request.decided else token_of
            gone = {**request.passed, decider: Done.REFUSED}
            values |= {"passed": gone, "with_user": None, "with_room": None, "course": None}
        async with self._database.begin() as tx:
            await step(tx, row.id, fence, state=ASKED, problem=problems.dump(problem), **undone)
            await touched(tx, self._jobs, row.id, **values)
            detail = Detail(problem=type(problem).__name__, missing=tuple(getattr(problem, "missing", ())))
            correlation = getattr(problem, "correlation_id", "")
            await self._record(tx, row, Step.REFUSED, None, detail, token_of=token_of, correlation_id=correlation)

    async def give_to(self, request: Request, course: Course) -> None:
        """Whom it is with from now on. Raises `Overtaken`."""
        to = course.now
        came = sorted({*request.came_to, *([to.genesys_id] if to and to.genesys_id else [])})
        values = {
            "with_user": (to.genesys_id or None) if to else None,
            "with_room": (to.room or None) if to else None,
            "with_since": self._clock.now(),
            "course": COURSE.dump_python(replace(course, since=self._clock.now()), mode="json"),
            "came_to": came,
            "nudges": 0,
            "nudged_at": None,
            "snoozed_until": None,
        }
        async with self._database.begin() as tx:
            await self._still(tx, request, **values)
            detail = Detail(next_user=to.genesys_id, next_room=to.room) if to else Detail()
            await self._record(tx, request.row, Step.MOVED, None, detail)

    async def show_to_them(self, request: Request, course: Course) -> None:
        """Whom it was held for can read it, and has all their time from now on. Raises `Overtaken`."""
        now = self._clock.now()
        course = replace(course, is_held=False, since=now)
        values = {"course": COURSE.dump_python(course, mode="json"), "with_since": now, "nudge_wanted": False}
        async with self._database.begin() as tx:
            await self._still(tx, request, **values)

    async def pass_on(self, request: Request, who: str, why: Done, by: Hand | None = None) -> None:
        """Somebody, or a channel, is done with it: whoever looks finds the next. Raises `Overtaken`."""
        gone = {**request.passed, who: why}
        async with self._database.begin() as tx:
            await self._still(tx, request, passed=gone, with_user=None, with_room=None, course=None)
            await self._record(tx, request.row, Step.MOVED, by, Detail(why=why))

    async def nudged(self, request: Request) -> None:
        """Whom it is with was reminded, because their time to answer went by. Raises `Overtaken`."""
        now = self._clock.now()
        async with self._database.begin() as tx:
            await self._still(tx, request, nudged_at=now, nudges=request.nudges + 1, with_since=now)
            await self._record(tx, request.row, Step.NUDGED, None)

    async def wish_nudge(self, request: Request, by: Hand) -> None:
        """The requester wants them reminded; that moves no other moment. Raises `Overtaken`."""
        async with self._database.begin() as tx:
            await self._still(tx, request, nudged_at=self._clock.now(), nudge_wanted=True)
            await self._record(tx, request.row, Step.NUDGED, by)

    async def nudge_sent(self, request: Request) -> None:
        """What the requester wished was done. Raises `Overtaken`."""
        async with self._database.begin() as tx:
            await self._still(tx, request, nudge_wanted=False)

    async def snooze(self, request: Request, until: datetime, by: Hand) -> None:
        """Whom it is with looks at it later. Raises `Overtaken`."""
        async with self._database.begin() as tx:
            await self._still(tx, request, snoozed_until=until)
            await self._record(tx, request.row, Step.SNOOZED, by, Detail(until=until))

    async def tighten(self, request: Request, judgement: Judgement) -> None:
        """Stricter rules are its own from now on. Raises `Overtaken`."""
        terms = judgement.terms or request.terms
        expires_at = min(request.expires_at, request.row.asked_at + terms.expires_after)
        values: dict[str, Any] = {"terms": terms.stored(), "expires_at": expires_at}
        if terms.self_allowed is not request.terms.self_allowed:  # Whoever is concerned decides, and decided, nothing.
            concerned = (request.requester, request.subject)
            others = [one for one in request.yes if not any(map(one.is_same, concerned))]
            values |= {"yes": PEOPLE.dump_python(tuple(others)), **WITH_NOBODY}
        applied = tuple(rule.name for rule in judgement.applied if rule.matched)
        async with self._database.begin() as tx:
            await self._still(tx, request, **values)
            await self._record(tx, request.row, Step.TIGHTENED, None, Detail(rules=applied))

    async def show(self, request: Request, state: State) -> None:
        """What is now, and what its cards say from now on, with what they said before. Raises `Overtaken`."""
        values: dict[str, Any] = {"shown": state.model_dump(mode="json"), "seen": requests.c.seen + 1}
        if request.shown is not None:
            values |= {"was": request.shown.model_dump(mode="json"), "changed_at": self._clock.now()}
        async with self._database.begin() as tx:
            await self._still(tx, request, **values)

    async def ask_back(self, request: Request, question: Question, by: Hand) -> None:
        """What a decider wants to know. Raises `Overtaken`."""
        await self._talk(request, (*request.talk, question), Step.QUESTIONED, by)

    async def answer(self, request: Request, text: str, by: Hand) -> None:
        """What the requester says to all that was asked and not answered yet. Raises `Overtaken`."""
        talk = [replace(one, answer=text) if one.is_open else one for one in request.talk]
        await self._talk(request, talk, Step.ANSWERED, by)

    async def heard(self, request: Request, number: int, question: Question) -> None:
        """Somebody has been told of a question or its answer; what was said since stays."""
        which = requests.c.change_id == request.id
        async with self._database.begin() as tx:
            stored = (await tx.execute(select(requests.c.talk).where(which).with_for_update())).scalar_one()
            talk = list(TALK.validate_python(stored))
            told = {name: getattr(question, name) for name in ("is_asked", "is_told", "ts")}
            talk[number] = replace(talk[number], **told)
            await tx.execute(update(requests).where(which).values(talk=TALK.dump_python(tuple(talk))))

    async def promise_look(self, change_id: str, at: datetime | None = None) -> None:
        """At once where no moment is said."""
        at = at or self._clock.now()
        async with self._database.begin() as tx:
            await tx.execute(update(requests).where(requests.c.change_id == change_id).values(look_at=at))
            await self._jobs.defer(tx, LOOK, change_id, at)

    async def _talk(self, request: Request, talk: Sequence[Question], what: Step, by: Hand) -> None:
        async with self._database.begin() as tx:
            await self._still(tx, request, talk=TALK.dump_python(tuple(talk)))
            await self._record(tx, request.row, what, by)

    async def _still(self, tx: AsyncConnection, request: Request, **values: Any) -> None:
        """Writes while nobody else wrote, and the change still waits for a decision. Raises `Overtaken`."""
        # The row of the change is what decisions are made on: all take it first, so none slips in between.
        await step(tx, request.id, request.row.fence, state_now=ASKED, told=False)
        await self._drawn(tx, request, **values)

    async def _drawn(self, tx: AsyncConnection, request: Request, **values: Any) -> None:
        unchanged = and_(requests.c.change_id == request.id, requests.c.drawing == request.drawing)
        done = await tx.execute(update(requests).where(unchanged).values(drawing=request.drawing + 1, **values))
        if done.rowcount != 1:
            raise Overtaken
        await self._jobs.defer(tx, LOOK, request.id)

    async def _record(
        self, tx: AsyncConnection, row: ChangeRow, what: Step, by: Hand | None, detail: Detail = NO_DETAIL, **more: str
    ) -> None:
        if by is not None:
            more |= {"slack_user": by.slack.user_id, "by_user": by.person.genesys_id}
            more |= {"workspace": by.slack.workspace, "channel": by.channel}
        entry = Entry(
            at=self._clock.now(),
            step=what,
            change_id=row.id,
            kind=row.change.kind,
            team_id=by.slack.team_id if by else row.origin.slack.team_id,
            genesys_user=row.change.user_id,
            request_id=by.request_id if by else row.origin.request_id,
            detail=detail,
            **more,  # type: ignore[arg-type] # all of them are texts
        )
        await record(tx, entry)

    def _yes(self, request: Request, by: Hand) -> list[Any]:
        return [PERSON.dump_python(one) for one in (*request.yes, by.person)]
