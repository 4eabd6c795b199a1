"""Which effects in Genesys's ledger were allowed, told from what people did. It imports the standard library alone.

Each deed may allow effects: by whose token, on whom, within which time. An effect that nothing allowed is a violation.
Where it is hard to know how far the product came, this lets too much rather than too little.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from tests.oracle.deciders import Case, Human, askable, by_rule, is_barred, is_same
from tests.oracle.oracle import Ruling, Somebody, Table, Wanted, ruling, will_do

ACTS_WITHIN = timedelta(minutes=5)  #: of a decider's click, with their token
GIVES_UP = timedelta(minutes=15)  #: what Genesys did not take by then is no longer wanted
HOLDS = timedelta(minutes=10)  #: an offer, and the way back
GOES_ON = timedelta(minutes=14)  #: from then on it may have come to anybody on its way
AT_ONCE, CONFIRM = "at once", "confirm"
TWOFOLD = {"presence.on_queue", "queues.add_members"}  #: these may take two calls
JOIN, MANAGE, ADD = "routing:queue:join", "routing:queueMember:manage", "routing:queue:edit"
EDIT, GO_ON = "presence:userPresence:edit", "routing:agent:onQueue"


@dataclass
class World:
    """Who is who, as it stands now. All names are Genesys ids."""

    policy: Table
    people: dict[str, Human]
    above: Mapping[str, Sequence[str]]
    rights: dict[str, set[str]]
    named: Mapping[str, Sequence[str]] = field(default_factory=dict)  #: whom the policy names for somebody
    rooms: frozenset[str] = frozenset()  #: for whom there is a channel of approvers
    room: frozenset[str] = frozenset()  #: who reads there
    delegates: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Deed:
    """What somebody did. `handles` are the ids of what the product made of it; `on` is the id that they clicked on."""

    at: datetime
    what: str  #: say | ask | refused | confirm | approve | cancel | undo, or anything that allows nothing
    who: str = ""
    wish: Wanted | None = None
    reason: str = ""
    until: datetime | None = None
    on: str = ""
    handles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Effect:
    """A line of the ledger."""

    at: datetime
    operation: str
    user: str
    by: str
    queues: tuple[str, ...] = ()


@dataclass
class Made:
    """What the product made of a deed, under an id."""

    deed: Deed
    wish: Wanted
    how: str  #: say | ask | refused
    came_to: set[str] = field(default_factory=set)
    yes: list[str] = field(default_factory=list)
    is_over: bool = False


@dataclass
class Grant:
    """Effects that are allowed: as many as there are operations in `left`. `wanted` is when somebody last said yes."""

    by: str
    wish: Wanted
    since: datetime
    ends: datetime
    wanted: datetime
    may_undo: frozenset[str]
    on: str = ""
    put_back: datetime | None = None
    left: int = 1
    is_back: bool = False  #: it takes something back itself

    def covers(self, effect: Effect) -> bool:
        mine = effect.by == self.by and effect.user == self.wish.to.id and effect.operation in self.wish.operations
        queues = set(effect.queues) <= set(self.wish.queues)
        return mine and queues and self.left > 0 and self.since <= effect.at <= self.ends


class Judge:
    """Goes through a trace, deed by deed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._made: dict[str, Made] = {}
        self._grants: list[Grant] = []
        self._used: list[Grant] = []

    def violations(self, deed: Deed, effects: Iterable[Effect]) -> list[str]:
        """A sentence for each effect that came with a deed, or behind one before it, and was not allowed."""
        self._keep(deed)
        self._grants += self._allowed(deed)
        found = [f"{effect} after {deed}" for effect in effects if not self._is_allowed(effect)]
        self._came()
        return found

    def ruled(self, wish: Wanted) -> Ruling:
        return ruling(self._world.policy, wish)

    def _keep(self, deed: Deed) -> None:
        before = self._made.get(deed.on)
        wish, how = (before.wish, before.how) if before and not deed.wish else (deed.wish, deed.what)
        if wish is None:
            return
        if deed.what == "refused":
            how = "refused"
        for handle in deed.handles:
            reason = deed.reason or (before.deed.reason if before else "")
            until = deed.until or (before.deed.until if before else None)
            kept = replace(deed, who=wish.by.id, reason=reason, until=until)
            self._made.setdefault(handle, Made(kept, wish, how))

    def _allowed(self, deed: Deed) -> list[Grant]:
        if deed.who and not self._is_served(deed.who):
            return []
        match deed.what:
            case "say":
                return self._said(deed)
            case "confirm":
                return self._confirmed(deed, self._made.get(deed.on))
            case "approve":
                return self._approved(deed, self._made.get(deed.on))
            case "cancel":
                if (made := self._made.get(deed.on)) and made.deed.who == deed.who:
                    made.is_over = True
                return []
            case "undo":
                return self._undone(deed)
            case _:
                return []

    def _said(self, deed: Deed) -> list[Grant]:
        """At once, where the rules say so; nobody is put on queue for another without being looked at first."""
        assert deed.wish is not None
        for_another = deed.wish.by.id != deed.wish.to.id
        is_at_once = self.ruled(deed.wish).then == AT_ONCE and not (
            for_another and deed.wish.kind == "presence.on_queue"
        )
        return self._granted(deed, deed.wish, deed.who, deed.handles[0] if deed.handles else "") if is_at_once else []

    def _confirmed(self, deed: Deed, made: Made | None) -> list[Grant]:
        """Only their own offer, for ten minutes."""
        if made is None or made.how != "say" or made.deed.who != deed.who or deed.at >= made.deed.at + HOLDS:
            return []
        if self.ruled(made.wish).then not in {AT_ONCE, CONFIRM}:
            return []
        return self._granted(replace(deed, until=made.deed.until), made.wish, deed.who, deed.on)

    def _approved(self, deed: Deed, made: Made | None) -> list[Grant]:
        if made is None or made.is_over or not self._may_decide(deed, made):
            return []
        ruled = self.ruled(made.wish)
        is_policy = ruled.then == "approval"
        if ruled.then == "deny" or (made.how == "say" and not is_policy) or not will_do(made.deed.reason, ruled):
            return []
        if deed.at >= made.deed.at + timedelta(minutes=ruled.minutes if is_policy else 480):
            return []
        made.yes.append(deed.who)
        humans: list[Human] = []
        for one in map(self._world.people.__getitem__, made.yes):
            if not any(is_same(one, other) for other in humans):
                humans.append(one)
        if len(humans) < max(1, ruled.people):
            return []
        by = made.deed.who if is_policy and made.how != "refused" else deed.who
        span = GIVES_UP if by == made.deed.who else ACTS_WITHIN
        granted = self._granted(replace(deed, until=made.deed.until), made.wish, by, deed.on, span)
        return [replace(one, may_undo=frozenset({made.deed.who, deed.who})) for one in granted]

    def _may_decide(self, deed: Deed, made: Made) -> bool:
        """A rule names them, and it came to them, or may have."""
        case = self._case(made)
        if is_barred(case, deed.who):
            return False
        is_late = deed.at >= made.deed.at + GOES_ON or bool(made.yes)
        in_room = case.room and deed.who in self._world.room and (is_late or not askable(case))
        named = by_rule(case)
        return in_room or (deed.who in named and (is_late or deed.who in {*made.came_to, *askable(case)[:1]}))

    def _case(self, made: Made) -> Case:
        asker = made.wish.by.id
        return Case(
            self._world.people,
            requester=asker,
            subject=made.wish.to.id,
            above=self._world.above[asker],
            alone=self.ruled(made.wish).alone,
            delegates=self._world.delegates,
            named=self._world.named.get(asker, ()),
            room=asker in self._world.rooms,
        )

    def _undone(self, deed: Deed) -> list[Grant]:
        """What one asked for or decided, within ten minutes, with one's own token, and each once."""
        return [
            Grant(deed.who, _back(used.wish), deed.at, deed.at + GIVES_UP, deed.at, frozenset({deed.who}), is_back=True)
            for used in self._used
            if deed.who in used.may_undo
            and deed.at <= used.wanted + HOLDS
            and self.ruled(replace(used.wish, by=self._somebody(deed.who))).then not in self._forbids(used)
        ]

    def _forbids(self, used: Grant) -> set[str]:
        """A denial always wins; and what was taken back is not done once more without a decision of its own."""
        return {"deny", "approval"} if used.is_back else {"deny"}

    def _somebody(self, who: str) -> Somebody:
        above = self._world.above[who]
        lead = self._world.people[above[0]].emails[0] if above else ""
        return Somebody(who, self._world.people[who].emails[0], lead)

    def _granted(self, deed: Deed, wish: Wanted, by: str, on: str, span: timedelta = GIVES_UP) -> list[Grant]:
        if not self._lets(by, wish):
            return []
        left = 2 if wish.kind in TWOFOLD else 1
        mine = frozenset({deed.who, by})
        return [Grant(by, wish, deed.at, deed.at + span, deed.at, mine, on, deed.until, left)]

    def _is_served(self, who: str) -> bool:
        return self._world.people[who].linked and self._world.people[who].served

    def _lets(self, by: str, wish: Wanted) -> bool:
        """Whether Genesys lets somebody, by the rights that they hold now."""
        rights = self._world.rights[by]
        if wish.kind == "queues.set":
            return bool(rights & {JOIN, MANAGE})
        if wish.kind == "queues.add_members":
            return bool(rights & {ADD, MANAGE})
        if wish.kind == "presence.on_queue" and GO_ON not in self._world.rights[wish.to.id]:
            return False
        return by == wish.to.id or EDIT in rights

    def _is_allowed(self, effect: Effect) -> bool:
        grant = next((one for one in self._grants if one.covers(effect)), None)
        if grant is None or not self._is_served(effect.by):
            return False
        grant.left -= 1
        self._used.append(grant)
        if grant.on in self._made:
            self._made[grant.on].is_over = True
        if grant.put_back is not None and not grant.is_back:
            back = replace(
                grant, wish=_back(grant.wish), since=grant.put_back, ends=datetime.max.replace(tzinfo=effect.at.tzinfo)
            )
            self._grants.append(replace(back, left=1, is_back=True))
        return True

    def _came(self) -> None:
        """To whom each of what is open may have come by now."""
        for made in self._made.values():
            if not made.is_over:
                made.came_to.update(askable(self._case(made))[:1])

    def rest(self, now: datetime) -> None:
        """All is settled: what was allowed and did not come by now does not come any more."""
        self._grants = [one for one in self._grants if one.since > now or (one.is_back and one.put_back is not None)]


def _back(wish: Wanted) -> Wanted:
    """What was before comes back as a presence, or as the same queue."""
    return replace(wish, kind="presence.set") if wish.kind == "presence.on_queue" else wish
