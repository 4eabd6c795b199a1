"""Who may decide a request, read naively from the rules of who decides. It imports the standard library alone.

Delegate, superior, next superior, those whom the policy names, the channel of approvers. Skipped are the people concerned,
by whatever account, and who said yes already; guests; who is not linked or out of office; who is done with it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

PASSED_ON, TIMED_OUT, REFUSED = "passed on", "timed out", "refused"
#: Whoever can't be asked does not count.
SUPERIORS = 2


@dataclass(frozen=True)
class Human:
    """Somebody by all that is known of them; `account` is theirs in Slack, "" where none is linked."""

    id: str
    emails: tuple[str, ...]
    account: str = ""
    linked: bool = True
    served: bool = True
    away: bool = False


@dataclass(frozen=True)
class Case:
    """A request, and who stands where. All names are ids of people."""

    people: Mapping[str, Human]
    requester: str
    subject: str
    above: Sequence[str]
    alone: bool = False  #: the people concerned may decide as well
    said_yes: Sequence[str] = ()
    done: Mapping[str, str] = field(default_factory=dict)
    came_to: frozenset[str] = frozenset()
    delegates: Mapping[str, str] = field(default_factory=dict)
    named: Sequence[str] = ()
    room: bool = False  #: there is a channel of approvers that is not done with it

    def of(self, who: str) -> Human:
        return self.people[who]


def may_decide(case: Case, who: str, *, in_room: bool = False) -> bool:
    """Whom it is with; whoever it came to before, as long as a rule still names them; in the channel each member."""
    human = case.of(who)
    if not (human.linked and human.served) or is_barred(case, who) or case.done.get(who) in {PASSED_ON, REFUSED}:
        return False
    order = askable(case)
    if order and order[0] == who:
        return True
    if not order and case.room and in_room:
        return True
    return who in case.came_to and who in by_rule(case)


def is_barred(case: Case, who: str) -> bool:
    """Whose own affair it is, and who said yes before: by any of their accounts."""
    concerned = [] if case.alone else [case.requester, case.subject]
    return any(is_same(case.of(who), case.of(other)) for other in (*concerned, *case.said_yes))


def askable(case: Case) -> list[str]:
    """Whom it can come to, in order; the channel comes behind them all."""
    order: list[str] = []
    seen: set[str] = set()
    superiors = 0
    for place, holder in enumerate([*case.above, *case.named]):
        pair = [one for one in (case.delegates.get(holder), holder) if one is not None]
        fresh = [one for one in dict.fromkeys(pair) if one not in seen]
        seen.update(fresh)
        if place < len(case.above):
            if superiors == SUPERIORS:
                continue
            superiors += any(counts(case, one) for one in fresh)
        order += [one for one in fresh if can_be_asked(case, one)]
    return [
        one
        for index, one in enumerate(order)
        if not any(is_same(case.of(one), case.of(other)) for other in order[:index])
    ]


def can_be_asked(case: Case, who: str) -> bool:
    human = case.of(who)
    here = human.linked and human.served and not human.away
    return here and who not in case.done and not is_barred(case, who)


def counts(case: Case, who: str) -> bool:
    """Whether a superior was asked, or can be."""
    was_asked = case.done.get(who) in {PASSED_ON, TIMED_OUT} and not is_barred(case, who)
    return was_asked or can_be_asked(case, who)


def by_rule(case: Case) -> set[str]:
    """Everybody whom a rule names, left out or not."""
    holders = [*case.above, *case.named]
    return {*holders, *(case.delegates[one] for one in holders if one in case.delegates)}


def is_same(one: Human, other: Human) -> bool:
    """One human being, as far as anybody can tell: by Genesys, by Slack, or by a mailbox."""
    if one.id == other.id or (one.account and one.account == other.account):
        return True
    return bool({mailbox(email) for email in one.emails} & {mailbox(email) for email in other.emails})


def mailbox(email: str) -> str:
    """What stands behind a plus reaches the same mailbox."""
    name, _, host = email.strip().casefold().partition("@")
    return f"{name.split('+')[0]}@{host}"
