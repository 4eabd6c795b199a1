"""What the product says beside what the oracle says, of any rules and any people."""

from typing import Any

from hypothesis import strategies as st

from bot.approvals.path import Done, Facts, Path, path
from bot.approvals.people import Person, Standing
from bot.policy.judging import Policy
from bot.policy.reading import PolicyError, read_policy
from bot.policy.verdict import Deed, Effect, Judgement, Party, Verdict
from tests.oracle import deciders, worlds
from tests.oracle.deciders import Case
from tests.oracle.oracle import Ruling, Somebody, Table, Wanted

THEN = {
    Verdict.AT_ONCE: "at once",
    Verdict.CONFIRM: "confirm",
    Verdict.CONFIRM_TYPED: "confirm by typing",
    Verdict.APPROVAL: "approval",
    Verdict.DENIED: "deny",
}
DONE = {deciders.PASSED_ON: Done.PASSED_ON, deciders.TIMED_OUT: Done.TIMED_OUT, deciders.REFUSED: Done.REFUSED}


@st.composite
def policies(draw: st.DrawFn) -> tuple[Table, Policy]:
    """As plain data, and as the product reads it from a file. What it refuses to read holds nowhere."""
    said = worlds.policy(lambda options: draw(st.sampled_from(options)))
    kept = [rule for rule in said["rule"] if _is_read(rule, said)]
    whole = {**said, "rule": kept}
    return whole, read_policy(worlds.toml(whole))


@st.composite
def wishes(draw: st.DrawFn) -> Wanted:
    return worlds.wanted(lambda options: draw(st.sampled_from(options)))


@st.composite
def cases(draw: st.DrawFn) -> Case:
    return worlds.case(lambda options: draw(st.sampled_from(options)))


def _is_read(rule: Table, said: Table) -> bool:
    try:
        read_policy(worlds.toml({**said, "rule": [rule]}))
    except PolicyError:
        return False
    return True


def deed(wanted: Wanted) -> Deed:
    effect, by, to = Effect(wanted.klass), _party(wanted.by), _party(wanted.to)
    return Deed(wanted.kind, wanted.operations, effect, by, to, wanted.queues)


def _party(somebody: Somebody) -> Party:
    return Party(somebody.id, somebody.email, somebody.lead)


def as_ruled(judgement: Judgement) -> Ruling:
    """In the oracle's words."""
    then, first = THEN[judgement.verdict], THEN[judgement.confirms]
    if judgement.terms is None:
        return Ruling(then, first)
    terms = judgement.terms
    span = int(terms.expires_after.total_seconds() // 60)
    patterns = frozenset(terms.reason_patterns)
    return Ruling(then, first, terms.people, terms.self_allowed, patterns, terms.reason_required, span)


def standing(case: Case, who: str) -> Standing:
    return Standing(person(case, who), case.of(who).linked, case.of(who).served, case.of(who).away)


def person(case: Case, who: str) -> Person:
    return Person(who, who, case.of(who).emails[0], slack=case.of(who).account)


def facts(case: Case) -> Facts:
    return Facts(
        requester=person(case, case.requester),
        subject=person(case, case.subject),
        self_allowed=case.alone,
        decided=tuple(person(case, who) for who in case.said_yes),
        done_with={who: DONE[why] for who, why in case.done.items()},
        asked=case.came_to,
    )


def walked(case: Case) -> Path:
    def all_of(names: Any) -> list[Standing]:
        return [standing(case, who) for who in names]

    delegates = {holder: standing(case, who) for holder, who in case.delegates.items()}
    channel = "C1" if case.room else None
    return path(facts(case), all_of(case.above), delegates=delegates, named=all_of(case.named), channel=channel)
