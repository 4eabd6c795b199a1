"""Policies and deeds as hypothesis draws them: few names, so that rules match often."""

from datetime import timedelta

from hypothesis import strategies as st

from bot.policy.judging import Policy
from bot.policy.rules import Rule
from bot.policy.teams import Team
from bot.policy.verdict import Deed, Effect, Judgement, Party, Terms, Verdict

KINDS = ("queues.set", "presence.set", "roles.set")
OPERATIONS = ("patchUserQueue", "patchUserQueues", "putUserRoles")
QUEUES = ("Billing", "VIP Gold", "Übergabe")
TEAMS = ("billing", "sales")
PEOPLE = ("ana@x.example", "bo@x.example", "Carla@X.example")

parties = st.builds(
    Party,
    genesys_id=st.sampled_from(["1", "2", "3"]),
    email=st.sampled_from(PEOPLE),
    superior_email=st.sampled_from(["", *PEOPLE]),
)
deeds = st.builds(
    Deed,
    kind=st.sampled_from(KINDS),
    operations=st.lists(st.sampled_from((*OPERATIONS, "getUser")), max_size=3).map(tuple),
    effect=st.sampled_from(Effect),
    actor=parties,
    subject=parties,
    queues=st.lists(st.sampled_from(QUEUES), max_size=2).map(tuple),
)
terms = st.builds(
    Terms,
    people=st.sampled_from([1, 2]),
    self_allowed=st.booleans(),
    reason_required=st.booleans(),
    reason_patterns=st.lists(st.sampled_from(["INC-[0-9]+", "CHG", "x|y"]), max_size=2, unique=True).map(
        lambda patterns: tuple(sorted(patterns))
    ),
    expires_after=st.sampled_from([timedelta(minutes=5), timedelta(hours=8), timedelta(days=2)]),
)


def some(names: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.just(()) | st.lists(st.sampled_from(names), min_size=1, max_size=2).map(tuple)


def rules(*, loosens: bool) -> st.SearchStrategy[Rule]:
    return st.builds(
        Rule,
        name=st.sampled_from(["a", "b", "c", "d", "e"]),
        then=st.sampled_from([verdict for verdict in Verdict if not loosens or verdict <= Verdict.CONFIRM_TYPED]),
        line=st.integers(1, 99),
        kinds=some((*KINDS, "*.set")),
        operations=some(OPERATIONS),
        classes=st.just(()) | st.lists(st.sampled_from(Effect), min_size=1, max_size=2).map(tuple),
        own=st.sampled_from([None, True, False]),
        queues=some(("billing", "VIP*", "*")),
        actor_in=some(TEAMS),
        actor_not_in=some(TEAMS),
        subject_in=some(TEAMS),
        subject_not_in=some(TEAMS),
        terms=terms,
        because=st.sampled_from(["", "it is month-end"]),
        loosens=st.just(loosens),
    )


any_rules = rules(loosens=False) | rules(loosens=True)
teams = st.tuples(
    *(
        st.builds(
            Team,
            name=st.just(name),
            lead=st.sampled_from(["", *PEOPLE]),
            members=st.lists(st.sampled_from((*PEOPLE, "*@x.example")), max_size=2).map(tuple),
            approvers_channel=st.sampled_from(["", "C0123456"]),
            approvers=st.lists(st.sampled_from(PEOPLE), max_size=2).map(tuple),
        )
        for name in TEAMS
    )
)
policies = st.builds(Policy, rules=st.lists(any_rules, max_size=5).map(tuple), teams=teams)


def is_as_strict(new: Terms, old: Terms) -> bool:
    """Whether everything that the new one lets pass the old one would have let pass too."""
    return (
        new.people >= old.people
        and new.self_allowed <= old.self_allowed
        and new.reason_required >= old.reason_required
        and set(new.reason_patterns) >= set(old.reason_patterns)
        and new.expires_after <= old.expires_after
    )


def never_looser(new: Judgement, old: Judgement) -> bool:
    """Whether a judgement gives nothing away that another one kept."""
    if new.verdict < old.verdict or new.confirms < old.confirms:
        return False
    return new.terms is None or old.terms is None or is_as_strict(new.terms, old.terms)
