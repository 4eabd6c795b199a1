"""Rules become a verdict: by example, and for whatever rules and deeds there are."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.policy.judging import BUILT_IN, Policy, judged, stricter
from bot.policy.rules import Rule
from bot.policy.teams import Team
from bot.policy.verdict import Deed, Effect, Judgement, Party, Terms, Verdict
from bot.policy.words import explained
from tests.policy.drawn import any_rules, deeds, is_as_strict, never_looser, policies, rules, terms

ANA = Party("1", "ana@x.example", "lead@x.example")
BO = Party("2", "bo@x.example", "other@x.example")
JOIN = Deed("queues.set", ("getUserQueues", "patchUserQueue", "patchUserQueues"), Effect.STATE, ANA, ANA, ("Billing",))
FOR_BO = replace(JOIN, subject=BO)
APPROVAL = Rule("asked", Verdict.APPROVAL, 3)


@pytest.mark.parametrize(
    ("deed", "verdict"),
    [
        (JOIN, Verdict.AT_ONCE),
        (FOR_BO, Verdict.CONFIRM),
        (replace(JOIN, effect=Effect.LASTING), Verdict.CONFIRM),
        (replace(JOIN, effect=Effect.PRIVILEGED), Verdict.CONFIRM_TYPED),
        (replace(FOR_BO, effect=Effect.PRIVILEGED), Verdict.CONFIRM_TYPED),
    ],
)
def test_without_a_file_the_class_and_whose_it_is_decide(deed, verdict):
    judgement = judged(BUILT_IN, deed)
    assert judgement.verdict is verdict
    assert judgement.confirms is verdict
    assert judgement.terms is None
    assert [applied.verdict for applied in judgement.applied if applied.matched] == [verdict]
    assert not BUILT_IN.needs_teams


def test_verdicts_are_ordered_from_the_mild_to_the_strict():
    assert sorted(Verdict, reverse=True) == list(reversed(Verdict))
    assert Verdict.AT_ONCE < Verdict.CONFIRM < Verdict.CONFIRM_TYPED < Verdict.APPROVAL < Verdict.DENIED


def test_terms_of_several_approvals_come_to_the_strictest_of_each():
    one = replace(APPROVAL, terms=Terms(people=2, self_allowed=True, reason_patterns=("INC",)))
    two = replace(APPROVAL, name="two", terms=Terms(reason_required=True, expires_after=timedelta(hours=1)))
    three = replace(APPROVAL, name="three", terms=Terms(people=1, reason_patterns=("CHG",)))
    of_another = replace(APPROVAL, name="four", own=False, terms=Terms(expires_after=timedelta(minutes=5)))
    assert judged(Policy((one, two, three, of_another)), JOIN).terms == Terms(
        2, self_allowed=False, reason_required=True, reason_patterns=("CHG", "INC"), expires_after=timedelta(hours=1)
    )


def test_what_is_typed_stays_to_be_typed_where_somebody_approves_as_well():
    judgement = judged(Policy((APPROVAL,)), replace(FOR_BO, effect=Effect.PRIVILEGED))
    assert (judgement.verdict, judgement.confirms) == (Verdict.APPROVAL, Verdict.CONFIRM_TYPED)
    assert any("confirm by typing" in line for line in explained(judgement))


def test_what_a_rule_wants_typed_stays_so_too():
    typed = replace(APPROVAL, name="typed", then=Verdict.CONFIRM_TYPED)
    judgement = judged(Policy((APPROVAL, typed)), JOIN)
    assert (judgement.verdict, judgement.confirms) == (Verdict.APPROVAL, Verdict.CONFIRM_TYPED)


def test_of_several_rules_that_count_the_same_one_gives_the_reason():
    """The first by name, but rather one with a sentence of its own."""
    other, told = replace(APPROVAL, name="b"), replace(APPROVAL, name="z", because="it is month-end")
    for order in permutations((APPROVAL, other)):
        assert judged(Policy(order), JOIN).reason == "the rule “asked” asks for an approval"
    for order in permutations((APPROVAL, other, told)):
        assert judged(Policy(order), JOIN).reason == "it is month-end"


LOOSE = Rule("loose", Verdict.AT_ONCE, 3, own=False, loosens=True)


def test_a_rule_that_says_so_stands_in_the_place_of_the_built_in_ones():
    assert judged(Policy((LOOSE,)), FOR_BO).verdict is Verdict.AT_ONCE
    assert judged(Policy((LOOSE, replace(LOOSE, then=Verdict.CONFIRM))), FOR_BO).verdict is Verdict.CONFIRM
    assert judged(Policy((LOOSE, APPROVAL)), FOR_BO).verdict is Verdict.APPROVAL


def test_a_rule_that_does_not_say_so_loosens_nothing():
    assert judged(Policy((replace(LOOSE, loosens=False),)), FOR_BO).verdict is Verdict.CONFIRM


@pytest.mark.parametrize("then", [Verdict.AT_ONCE, Verdict.CONFIRM])
def test_privileged_is_never_less_than_typed(then):
    deed = replace(FOR_BO, effect=Effect.PRIVILEGED)
    assert judged(Policy((replace(LOOSE, then=then),)), deed).verdict is Verdict.CONFIRM_TYPED


def test_a_rule_loosens_only_what_it_covers_whole():
    """One of two queues, or one of two operations, would take the other's safeguard away."""
    both = replace(FOR_BO, queues=("Billing", "VIP Gold"))
    of_billing = replace(LOOSE, queues=("Billing",))
    assert judged(Policy((of_billing,)), FOR_BO).verdict is Verdict.AT_ONCE
    assert judged(Policy((of_billing,)), both).verdict is Verdict.CONFIRM
    assert judged(Policy((replace(of_billing, loosens=False, then=Verdict.DENIED),)), both).verdict is Verdict.DENIED

    one = replace(LOOSE, operations=("patchUserQueue",))
    assert judged(Policy((one,)), FOR_BO).verdict is Verdict.CONFIRM
    assert judged(Policy((replace(one, operations=FOR_BO.operations[1:]),)), FOR_BO).verdict is Verdict.AT_ONCE


def test_what_only_an_approval_could_loosen_is_no_rule():
    with pytest.raises(ValueError, match="loosens nothing"):
        replace(APPROVAL, loosens=True)


TEAM = Team("billing", lead="LEAD@x.example", members=("carla@x.example",))


@pytest.mark.parametrize(
    ("conditions", "deed", "matches"),
    [
        ({"kinds": ("queues.*",)}, JOIN, True),
        ({"kinds": ("presence.*",)}, JOIN, False),
        ({"operations": ("patchUserQueue",)}, JOIN, True),
        ({"operations": ("getUserQueues",)}, JOIN, False),
        ({"classes": (Effect.LASTING, Effect.STATE)}, JOIN, True),
        ({"classes": (Effect.LASTING,)}, JOIN, False),
        ({"own": True}, FOR_BO, False),
        ({"own": False}, FOR_BO, True),
        ({"queues": ("BILL*",)}, JOIN, True),
        ({"queues": ("*",)}, replace(JOIN, queues=()), False),
        ({"actor_in": ("billing",)}, FOR_BO, True),
        ({"subject_in": ("billing",)}, FOR_BO, False),
        ({"subject_not_in": ("billing",)}, FOR_BO, True),
        ({"actor_not_in": ("billing",)}, FOR_BO, False),
        ({"actor_in": ("billing",)}, replace(JOIN, actor=Party("3", "Carla@x.example")), True),
        ({"actor_in": ("billing",)}, replace(JOIN, actor=Party("4", "lead@x.example")), False),
        ({"actor_in": ("billing",)}, replace(JOIN, actor=Party("5", "")), False),
        ({"own": True, "queues": ("Billing",), "kinds": ("presence.set",)}, JOIN, False),
    ],
)
def test_all_conditions_must_hold(conditions, deed, matches):
    judgement = judged(Policy((Rule("it", Verdict.DENIED, 7, **conditions),), (TEAM,)), deed)
    applied = judgement.applied[0]
    assert (judgement.verdict is Verdict.DENIED) is matches
    assert (applied.name, applied.line, applied.matched) == ("it", 7, matches)
    assert applied.why


def test_the_nearest_team_names_who_approves():
    everybody = Team("all", members=("*",), approvers_channel="C0ALL", approvers=("boss@x.example",))
    billing = replace(TEAM, approvers_channel="C0BILL", approvers=("deputy@x.example", "boss@x.example"))
    agents = Team("agents", members=("ana@x.example",), approvers=("agents-lead@x.example",))
    policy = Policy((), (everybody, billing))
    for order in permutations((everybody, billing, agents)):
        assert Policy((), order).deciders(ANA) == ("agents-lead@x.example", "deputy@x.example", "boss@x.example")
    assert policy.approvers_channel(ANA) == "C0BILL"
    assert policy.deciders(ANA) == ("deputy@x.example", "boss@x.example")
    assert policy.approvers_channel(BO) == "C0ALL"
    assert BUILT_IN.approvers_channel(ANA) is None
    assert BUILT_IN.deciders(ANA) == ()


@pytest.mark.parametrize(
    ("policy", "needs"),
    [
        (Policy((), (TEAM,)), False),
        (Policy((replace(APPROVAL, subject_not_in=("billing",)),), (TEAM,)), True),
        (Policy((), (replace(TEAM, approvers_channel="C0123456"),)), True),
        (Policy((), (replace(TEAM, lead="", approvers_channel="C0123456"),)), False),
    ],
)
def test_superiors_are_needed_only_where_something_depends_on_them(policy, needs):
    assert policy.needs_teams is needs


@pytest.mark.parametrize("now", [Verdict.AT_ONCE, Verdict.CONFIRM, Verdict.CONFIRM_TYPED])
def test_an_open_request_stays_one_where_the_rules_ask_for_none_any_more(now):
    mine = Terms(people=2)
    then = stricter(mine, Judgement(now, "x", confirms=now))
    assert (then.verdict, then.terms, then.confirms) == (Verdict.APPROVAL, mine, now)


def test_an_open_request_takes_the_stricter_of_what_was_and_what_is_now():
    now = judged(Policy((replace(APPROVAL, terms=Terms(expires_after=timedelta(hours=1))),)), JOIN)
    then = stricter(Terms(people=2, reason_patterns=("INC",)), now)
    assert then.terms == Terms(people=2, reason_patterns=("INC",), expires_after=timedelta(hours=1))
    assert then.reason == now.reason


def test_an_open_request_that_is_denied_by_now_is_denied():
    denied = Judgement(Verdict.DENIED, "not any more")
    assert stricter(Terms(), denied) is denied


def told(judgement: Judgement) -> tuple[object, ...]:
    return judgement.verdict, judgement.reason, judgement.terms, judgement.confirms, frozenset(judgement.applied)


@settings(max_examples=50, deadline=None)
@given(policies, deeds)
def test_the_order_of_rules_and_teams_never_matters(policy, deed):
    other = [Policy(rules, policy.teams[::-1]) for rules in list(permutations(policy.rules))[:24]]
    assert {told(judged(one, deed)) for one in other} == {told(judged(policy, deed))}
    assert {one.deciders(deed.actor) for one in other} == {policy.deciders(deed.actor)}
    assert {one.approvers_channel(deed.actor) for one in other} == {policy.approvers_channel(deed.actor)}


@settings(max_examples=100, deadline=None)
@given(policies, rules(loosens=False), deeds)
def test_one_more_rule_never_loosens_anything(policy, rule, deed):
    more = replace(policy, rules=(*policy.rules, rule))
    assert never_looser(judged(more, deed), judged(policy, deed))


@settings(max_examples=66, deadline=None)
@given(policies, any_rules, deeds)
def test_one_more_rule_that_loosens_changes_nothing_but_the_built_in_ones(policy, rule, deed):
    """What another rule asks for stays, and typing stays for what is privileged."""
    more = judged(replace(policy, rules=(*policy.rules, rule)), deed)
    asked = [
        applied.verdict
        for applied, of in zip(more.applied, policy.rules, strict=False)
        if applied.matched and not of.loosens
    ]
    assert more.verdict >= max(asked, default=Verdict.AT_ONCE)
    assert deed.effect is not Effect.PRIVILEGED or more.confirms is Verdict.CONFIRM_TYPED


@settings(max_examples=66, deadline=None)
@given(policies, rules(loosens=False), deeds, st.integers(0, 5))
def test_a_denial_that_matches_always_wins(policy, rule, deed, place):
    denial = replace(rule, then=Verdict.DENIED)
    judgement = judged(replace(policy, rules=(*policy.rules[:place], denial, *policy.rules[place:])), deed)
    matched = any(applied.matched and applied.verdict is Verdict.DENIED for applied in judgement.applied)
    assert (judgement.verdict is Verdict.DENIED) is matched


@settings(max_examples=100, deadline=None)
@given(policies, deeds)
def test_every_deed_is_judged_and_explained(policy, deed):
    judgement = judged(policy, deed)
    assert judgement.reason
    assert (judgement.terms is not None) is (judgement.verdict is Verdict.APPROVAL)
    assert judgement.confirms <= min(judgement.verdict, Verdict.CONFIRM_TYPED)
    assert len(judgement.applied) == len(policy.rules) + 3
    assert all(applied.why for applied in judgement.applied)
    assert (
        len([line for line in explained(judgement) if "matched: " in line or "no match: " in line])
        == len(policy.rules) + 3
    )
    assert Judgement.load(json.loads(json.dumps(judgement.stored()))) == judgement


@settings(max_examples=66, deadline=None)
@given(terms, policies, deeds)
def test_open_requests_keep_their_rule_or_get_a_stricter_one(stored, policy, deed):
    now = judged(policy, deed)
    then = stricter(stored, now)
    assert never_looser(then, now)
    assert then.verdict >= Verdict.APPROVAL
    assert then.terms is None or is_as_strict(then.terms, stored)
    assert stricter(then.terms or stored, now) == then


@settings(max_examples=50, deadline=None)
@given(terms, terms, terms)
def test_terms_join_in_any_order(one, two, three):
    assert one | two == two | one
    assert (one | two) | three == one | (two | three)
    assert one | one == one
    assert Terms.load(json.loads(json.dumps(one.stored()))) == one


@settings(max_examples=66, deadline=None)
@given(policies, deeds)
def test_names_are_compared_without_their_capitals(policy, deed):
    assume(policy.rules)
    shouted = replace(deed, queues=tuple(queue.upper() for queue in deed.queues))
    assert judged(policy, shouted).verdict is judged(policy, deed).verdict
