"""Whatever the rules and whoever they are: the product lets people do what the oracle lets them do, and no more."""

from typing import Any

import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample

from bot.approvals import deciding
from bot.approvals import path as paths
from bot.approvals.deciding import may_decide, missing
from bot.approvals.path import Candidate, Room
from bot.policy import judging
from bot.policy.judging import Policy, judged, stricter
from bot.policy.verdict import Terms, Verdict
from tests.oracle import deciders, oracle, worlds
from tests.oracle.comparing import as_ruled, cases, deed, facts, person, policies, standing, walked, wishes
from tests.oracle.deciders import Case
from tests.oracle.oracle import Table, Wanted


def judged_alike(policy: tuple[Table, Policy], wanted: Wanted) -> None:
    ruled = oracle.ruling(policy[0], wanted)
    assert as_ruled(judged(policy[1], deed(wanted))) == ruled, worlds.told(policy[0], wanted, ruled)


@given(policies(), wishes(), st.sampled_from(worlds.REASONS))
@settings(max_examples=200, deadline=None)
def test_the_rules_say_what_the_oracle_says(policy, wanted, reason):
    judged_alike(policy, wanted)
    terms = judged(policy[1], deed(wanted)).terms
    if terms is not None:
        assert (not terms.lacks(reason)) is oracle.will_do(reason, oracle.ruling(policy[0], wanted))


@given(policies(), policies(), wishes())
@settings(max_examples=100, deadline=None)
def test_an_open_request_meets_the_rules_of_both_times(then, now, wanted):
    """Under which it was made, and of the moment of the click."""
    made = judged(then[1], deed(wanted)).terms or Terms()
    judgement = stricter(made, judged(now[1], deed(wanted)))
    ruled = oracle.ruling(now[0], wanted)
    assert (judgement.verdict is Verdict.DENIED) is (ruled.then == "deny")
    if judgement.terms is not None:
        assert judgement.terms.people == max(made.people, ruled.people)
        assert judgement.terms.self_allowed <= made.self_allowed


def let_alike(case: Case, who: str, *, in_room: bool) -> None:
    let = may_decide(facts(case), standing(case, who), walked(case), is_in_room=in_room) is None
    assert let is deciders.may_decide(case, who, in_room=in_room), (who, in_room, case)


@given(case=cases(), in_room=st.booleans())
@settings(max_examples=200, deadline=None)
def test_only_those_decide_whom_the_oracle_lets(case, in_room):
    found = walked(case)
    order = [one.person.genesys_id for one in found.steps if isinstance(one, Candidate)]
    assert order == deciders.askable(case)
    assert isinstance(found.steps[-1] if found.steps else None, Room) is case.room
    for who in worlds.NAMES:
        let_alike(case, who, in_room=in_room)


@given(cases(), st.lists(st.sampled_from(worlds.NAMES), max_size=3), st.sampled_from([1, 2]))
@settings(max_examples=50, deadline=None)
def test_two_people_are_two_human_beings(case, names, people):
    humans: list[str] = []
    for who in names:
        if not any(deciders.is_same(case.of(who), case.of(other)) for other in humans):
            humans.append(who)
    assert missing(people, [person(case, who) for who in names]) == max(0, people - len(humans))


def is_forbidden(case: Case, who: str) -> bool:
    """Whether the product lets somebody decide whom the oracle does not."""
    let = may_decide(facts(case), standing(case, who), walked(case)) is None
    return let and not deciders.may_decide(case, who)


def found(strategy: st.SearchStrategy[Any], is_wrong: Any) -> Any:
    """A small world in which something forbidden may be done; None: the oracle knows of none."""
    searching = settings(max_examples=2000, deadline=None, database=None, phases=(Phase.generate,))
    try:
        return find(strategy, is_wrong, settings=searching)
    except NoSuchExample:
        return None


def nobody_is_concerned(*_: object) -> None:
    return None


def test_a_hole_is_found_by_which_the_requester_decides(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deciding, "concerned", nobody_is_concerned)
    monkeypatch.setattr(paths, "concerned", nobody_is_concerned)
    case, who = found(st.tuples(cases(), st.sampled_from(["ana", "ana-2"])), lambda one: is_forbidden(*one))
    assert deciders.is_same(case.of(who), case.of(case.requester))


def the_last(*grades: Any) -> Any:
    """As firewalls do it: the later rule wins, not the stricter one."""
    return list(grades[0] if len(grades) == 1 else grades)[-1]


def test_a_hole_is_found_by_which_a_later_rule_wins_over_a_denial(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(judging, "max", the_last, raising=False)

    def is_let(one: Any) -> bool:
        (said, policy), wanted = one
        judgement = judged(policy, deed(wanted))
        return oracle.ruling(said, wanted).then == "deny" and judgement.verdict is not Verdict.DENIED

    (said, _), _ = found(st.tuples(policies(), wishes()), is_let)
    assert "deny" in {rule["then"] for rule in said["rule"]}


def test_a_hole_is_found_by_which_somebody_decides_whom_no_rule_names(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(deciding, "_out_of_turn", lambda *_, **__: None)
    case, who = found(st.tuples(cases(), st.sampled_from(worlds.NAMES)), lambda one: is_forbidden(*one))
    assert not deciders.may_decide(case, who)
