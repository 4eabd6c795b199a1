"""Who may decide at the moment of a click, and what those read who may not."""

from typing import Any

from bot.approvals.deciding import Because, may_decide, missing
from bot.approvals.path import Done, Room
from bot.approvals.people import Person, Standing
from tests.approvals.people import ANA, BO, LENA, MAX, TOM, facts, person, standing, walked


def because(clicker: Standing, *, in_room: bool = False, **known: Any) -> Because | None:
    """Max, then Tom, then the channel."""
    of = facts(**known)
    refusal = may_decide(of, clicker, walked(MAX, TOM, of=of, channel="C1"), is_in_room=in_room)
    return refusal.because if refusal else None


def test_whom_it_is_with_may_decide_and_who_comes_later_may_not_yet():
    assert because(MAX) is None
    assert because(TOM) is Because.NOT_YET
    assert because(BO, in_room=True) is Because.NOT_YET


def test_a_right_in_genesys_alone_makes_nobody_a_decider():
    assert because(LENA) is Because.NOT_NAMED


def test_who_was_asked_and_let_it_pass_may_still_decide_and_who_handed_it_on_may_not():
    assert because(MAX, done_with={"id-Max": Done.TIMED_OUT}, asked=frozenset({"id-Max"})) is None
    assert because(MAX, done_with={"id-Max": Done.PASSED_ON}, asked=frozenset({"id-Max"})) is Because.PASSED_ON
    assert because(MAX, done_with={"id-Max": Done.REFUSED}, asked=frozenset({"id-Max"})) is Because.REFUSED


def test_who_was_asked_and_is_out_of_office_since_may_still_decide():
    of = facts(asked=frozenset({"id-Max"}))
    away = standing("Max", is_out_of_office=True)
    assert may_decide(of, away, walked(away, TOM, of=of)) is None
    assert may_decide(facts(), away, walked(away, TOM)) is not None, "it never came to them"


def test_who_was_asked_and_is_named_by_no_rule_any_more_may_not_decide():
    assert because(LENA, asked=frozenset({"id-Lena"})) is Because.NOT_NAMED


def test_the_requester_and_whom_it_changes_may_not_decide_whatever_account_they_use():
    assert because(ANA) is Because.REQUESTER
    second = Standing(Person("other", "Anna", "ana+2@example.com", slack="T2:A"))
    assert (
        because(second, in_room=True, done_with={"id-Max": Done.REFUSED, "id-Tom": Done.REFUSED}) is Because.REQUESTER
    )
    assert because(MAX, subject=MAX.person) is Because.SUBJECT
    of = facts()
    as_delegate = walked(MAX, of=of, delegates={"id-Max": ANA})
    refusal = may_decide(of, ANA, as_delegate)
    assert refusal
    assert (refusal.because, refusal.now) == (Because.REQUESTER, as_delegate.now)


def test_who_is_not_linked_or_not_served_may_not_decide():
    assert because(standing("Max", is_linked=False)) is Because.NOT_LINKED
    assert because(standing("Max", is_served=False)) is Because.NOT_SERVED
    nobody_known = Standing(Person("", "", "", slack="T9:U1"), is_linked=False)
    assert because(nobody_known) is Because.NOT_LINKED


def test_in_the_channel_any_member_may_decide_but_those_concerned_and_those_who_are_done():
    both = {"id-Max": Done.TIMED_OUT, "id-Tom": Done.REFUSED}
    assert isinstance(walked(MAX, TOM, of=facts(done_with=both), channel="C1").now, Room)
    assert because(BO, in_room=True, done_with=both) is None
    assert because(BO, done_with=both) is Because.NOT_NAMED
    assert because(MAX, in_room=True, done_with=both) is None
    assert because(TOM, in_room=True, done_with=both) is Because.REFUSED
    assert because(ANA, in_room=True, done_with=both) is Because.REQUESTER


def test_the_second_of_two_must_be_another_human_being():
    assert because(MAX, decided=(MAX.person,)) is Because.DECIDED
    assert because(TOM, decided=(MAX.person,)) is None
    assert because(standing("Max+2"), in_room=True, decided=(MAX.person, TOM.person)) is Because.DECIDED


def test_two_accounts_of_one_person_are_one_yes():
    assert missing(2, ()) == 2
    assert missing(2, [MAX.person]) == 1
    assert missing(2, [MAX.person, person("Max+2"), MAX.person]) == 1
    assert missing(2, [MAX.person, TOM.person]) == 0
    assert missing(1, [MAX.person, TOM.person]) == 0
