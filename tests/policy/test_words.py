"""Rules and judgements in words."""

from datetime import timedelta

import pytest

from bot.policy.judging import BUILT_IN, judged
from bot.policy.reading import read_policy
from bot.policy.verdict import Deed, Effect, Party, Terms
from bot.policy.words import explained, policy_in_words, span_in_words, terms_in_words

POLICY = read_policy("""
[team.billing]
lead = "lead@x.example"
approvers_channel = "C0123456789"
approvers = ["a@x", "b@x"]

[[rule]]
name = "VIP"
kind = "queues.*"
class = ["state", "lasting"]
queue = ["VIP*", "Gold"]
actor_not_in = "billing"
then = "approval"
because = "VIP is staffed with care"

[[rule]]
name = "Own"
direction = "own"
subject_in = "billing"
then = "confirm"
loosens = true

[[rule]]
name = "Nothing"
queue = ["Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q10", "Q11", "Q12"]
then = "deny"
""")
ANA, BO = Party("1", "ana@x.example", "lead@x.example"), Party("2", "bo@x.example")


def test_each_rule_and_team_is_one_line():
    assert policy_in_words(POLICY) == [
        (
            "VIP (line 7): kind queues.*; class state or lasting; queue “VIP*” or “Gold”; by somebody not in billing → approval "
            "by one decider (never whoever asks), with or without a reason, within 8 h – “VIP is staffed with care”"
        ),
        "Own (line 16): one’s own; for somebody in billing → confirm, in the place of the built-in rules",
        "Nothing (line 23): queue “Q1”, “Q2”, “Q3”, “Q4”, “Q5”, “Q6”, “Q7”, “Q8”, “Q9”, “Q10” or 2 more → deny",
        *policy_in_words(BUILT_IN),
        (
            "team billing (line 2): the direct reports of lead@x.example; approvers besides the superiors: channel C0123456789 and "
            "a@x and b@x"
        ),
    ]


def test_a_judgement_is_explained_rule_by_rule():
    deed = Deed("queues.set", ("patchUserQueue",), Effect.STATE, BO, ANA, ("VIP 1",))
    assert explained(judged(POLICY, deed)) == [
        "Verdict: approval, because VIP is staffed with care",
        "It takes one decider (never whoever asks), with or without a reason, within 8 h",
        "Before that whoever asks has to confirm",
        "matched: VIP (line 7) → approval: VIP is staffed with care",
        "matched: another’s or lasting (built in) → confirm: it changes something of somebody else",
        "no match: Own (line 16): it is about own changes, and this is another’s",
        (
            "no match: Nothing (line 23): it is about the queue “Q1”, “Q2”, “Q3”, “Q4”, “Q5”, “Q6”, “Q7”, “Q8”, “Q9”, “Q10” "
            "or 2 more, and this is about the queue “VIP 1”"
        ),
        "no match: own state (built in): one’s own state changes at once; this is another’s state change",
        (
            "no match: privileged (built in): privileged changes are confirmed by typing, whatever a file says; this is another’s "
            "state change"
        ),
    ]


@pytest.mark.parametrize(
    ("deed", "says"),
    [
        (Deed("x.y", (), Effect.STATE, ANA, ANA), "it is about the queue “Q1”"),
        (Deed("x.y", (), Effect.STATE, BO, BO), "whom it changes (bo@x.example) is not in billing"),
        (Deed("queues.set", (), Effect.STATE, ANA, BO, ("Gold",)), "whoever does it (ana@x.example) is in billing"),
        (
            Deed("queues.set", (), Effect.PRIVILEGED, BO, BO, ("Gold",)),
            "state and lasting changes, and this is a privileged one",
        ),
    ],
)
def test_what_does_not_match_says_why(deed, says):
    assert any(says in line for line in explained(judged(POLICY, deed)) if line.startswith("no match"))


def test_terms_are_said_whole():
    terms = Terms(2, self_allowed=True, reason_required=True, expires_after=timedelta(minutes=90))
    assert terms_in_words(terms) == "two different deciders (whoever asks may be one), with a reason, within 1 h 30 min"
    patterns = Terms(reason_required=True, reason_patterns=("CHG", "INC"))
    assert "with a reason that has CHG and INC in it" in terms_in_words(patterns)


@pytest.mark.parametrize(
    ("span", "words"),
    [({"days": 2}, "2 d"), ({"days": 1, "hours": 12}, "1 d 12 h"), ({"minutes": 5}, "5 min"), ({}, "0 min")],
)
def test_spans_are_short(span, words):
    assert span_in_words(timedelta(**span)) == words
