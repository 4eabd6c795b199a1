"""Makes a request of a change that somebody has to decide."""

from dataclasses import dataclass
from enum import StrEnum, auto

from sqlalchemy.exc import IntegrityError

from bot.changes.change import State
from bot.changes.kinds import AnyChange
from bot.changes.plan import Plan
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.request import Asked, Hand, Request, Wish
from bot.changes.requests.rows import RequestRows
from bot.changes.row import ChangeRow, Origin
from bot.errors import GenesysError
from bot.identity.actors import Actor
from bot.policy.patterns import pattern
from bot.policy.verdict import Judgement, Terms

MOST_OPEN = 5
LONGEST_REASON = 500


class Lacking(StrEnum):
    """Why nobody is asked yet."""

    REASON = auto()  #: the rules want one
    OTHER_REASON = auto()  #: the one that was given does not hold to the rules' pattern
    TOO_MANY = auto()  #: five of theirs are open
    OWNER_ONLY = auto()  #: nobody else can do it, and Genesys does not let them


@dataclass(frozen=True)
class Held:
    """Nobody was asked. `row` is what can be asked again with what is missing; None where nothing helps."""

    why: Lacking
    change: AnyChange
    judgement: Judgement
    row: ChangeRow | None = None


@dataclass(frozen=True)
class Requested:
    """Somebody is asked; `is_new` is false where the same was asked before and is still open."""

    request: Request
    is_new: bool


class Asking:
    """One request for what one person asks, however often they ask it."""

    def __init__(self, rows: RequestRows, deciders: Deciders) -> None:
        self._rows = rows
        self._deciders = deciders

    async def ask(
        self, plan: Plan, judgement: Judgement, asked: Asked, actor: Actor, origin: Origin, *, missing: str = ""
    ) -> Requested | Held:
        """The request, new or the one that is open for the same; or what keeps it from being asked."""
        change = plan.change
        if open_already := await self._rows.same_open(change, origin):
            return Requested(open_already, is_new=False)
        terms = judgement.terms or Terms()
        if lacking := await self._lacking(change, actor, terms, asked, plan.reason):
            return Held(lacking, change, judgement)
        me = await self._deciders.person(actor)
        subject = me if plan.subject.genesys_id == me.genesys_id else plan.subject
        reason, before = plan.reason[:LONGEST_REASON], await self._before(change, actor)
        wish = Wish(me, subject, asked, reason, terms, judgement, missing, plan.until, before)
        by = Hand(me, actor.slack, actor.link_id, origin.request_id, origin.channel)
        try:
            return Requested(await self._rows.add(change, origin, wish, by), is_new=True)
        except IntegrityError:  # The same came twice at once, and the other was first.
            first = await self._rows.same_open(change, origin)
            assert first is not None
            return Requested(first, is_new=False)

    async def has_decided(self, change_id: str, genesys_user: str) -> bool:
        """Whether somebody said the last yes to it, and so may take it back."""
        request = await self._rows.find(change_id)
        return request is not None and request.decided is not None and request.decided.genesys_id == genesys_user

    async def _lacking(
        self, change: AnyChange, actor: Actor, terms: Terms, asked: Asked, reason: str
    ) -> Lacking | None:
        if change.owner_only and asked is not Asked.POLICY:
            return Lacking.OWNER_ONLY
        if (terms.reason_required or terms.reason_patterns) and not reason.strip():
            return Lacking.REASON
        if not all(pattern(wanted).fits(reason) for wanted in terms.reason_patterns):
            return Lacking.OTHER_REASON
        if await self._rows.count_open(actor.slack.team_id, actor.me.id) >= MOST_OPEN:
            return Lacking.TOO_MANY
        return None

    async def _before(self, change: AnyChange, actor: Actor) -> State | None:
        """What is now; None where the requester may not see it: whoever decides sees it then."""
        try:
            state: State = await change.read(actor.genesys)
        except GenesysError:
            return None
        return state
