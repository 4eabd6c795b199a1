"""Whom a request goes to, in which order, and who is left out."""

from bot.approvals.path import Candidate, Done
from bot.approvals.people import Person
from tests.approvals.people import ANA, BO, LENA, MAX, TOM, facts, left_out, names, person, shown, standing, walked


def test_the_delegate_comes_first_then_the_superior_the_next_one_and_the_channel():
    found = walked(MAX, TOM, delegates={"id-Max": LENA}, channel="C1")
    assert [shown(step) for step in found.steps] == [
        "Lena, delegate",
        "Max, superior",
        "Tom, next_superior",
        "C1",
    ]
    assert (shown(found.now), shown(found.next), found.skipped) == ("Lena, delegate", "Max, superior", ())
    assert isinstance(found.now, Candidate)
    assert found.now.instead_of == MAX.person


def test_whoever_can_not_be_asked_is_left_out_and_the_reason_is_kept():
    away = standing("Max", is_out_of_office=True)
    found = walked(away, standing("Lena", is_linked=False), standing("Bo", is_served=False), TOM)
    assert names(found) == ["Tom"]
    assert left_out(found) == ["Max: out_of_office", "Lena: not_linked", "Bo: not_served"]


def test_only_those_who_were_passed_by_are_told_not_those_who_come_later():
    found = walked(MAX, standing("Lena", is_out_of_office=True), channel="C1")
    assert (names(found), left_out(found)) == (["Max", "C1"], [])


def test_who_is_out_of_office_has_a_delegate_all_the_same():
    found = walked(standing("Max", is_out_of_office=True), delegates={"id-Max": LENA})
    assert (names(found), found.next) == (["Lena"], None)


def test_a_delegate_of_a_delegate_does_not_count():
    found = walked(MAX, delegates={"id-Max": standing("Lena", is_out_of_office=True), "id-Lena": TOM})
    assert names(found) == ["Max"]
    assert left_out(found) == ["Lena: out_of_office"]


def test_the_requester_decides_neither_as_a_delegate_nor_as_a_superior_nor_by_a_list():
    found = walked(MAX, ANA, delegates={"id-Max": ANA}, named=[ANA, BO])
    assert names(found) == ["Max", "Bo"]
    assert left_out(found) == ["Ana: requester"]


def test_a_second_account_of_the_requester_is_the_requester():
    ana = person("Ana", slack_email="ana.private@example.com")
    for second in (
        Person("other", "Anna", "ANA@example.com "),
        Person("other", "Anna", "ana+lead@example.com"),
        Person("other", "Anna", "anna@example.com", slack="T1:Ana"),
        Person("other", "Anna", "anna@example.com", slack="T2:Anna", slack_email="ana@example.com"),
        Person("other", "Anna", "ana.private@example.com"),
        Person("id-Ana", "Anna", ""),
    ):
        assert ana.is_same(second)
        assert second.is_same(ana)
    for other in (Person("", "", ""), Person("", "", "+a@b.c"), Person("other", "Ana", "ana@example.org")):
        assert not ana.is_same(other)
        assert not Person("", "", "").is_same(other)


def test_whom_a_request_would_change_does_not_decide_it():
    found = walked(MAX, LENA, TOM, of=facts(subject=MAX.person))
    assert names(found) == ["Lena", "Tom"]
    assert left_out(found) == ["Max: subject"]


def test_a_policy_may_let_the_people_concerned_decide_where_a_rule_names_them():
    assert names(walked(MAX, named=[ANA], of=facts(subject=MAX.person, self_allowed=True))) == ["Max", "Ana"]


def test_it_does_not_come_back_to_who_is_done_with_it():
    done = {"id-Max": Done.PASSED_ON, "id-Lena": Done.REFUSED, "id-Bo": Done.TIMED_OUT, "C1": Done.REFUSED}
    found = walked(MAX, LENA, BO, TOM, of=facts(done_with=done), channel="C1")
    assert found.steps == ()
    assert left_out(found) == ["Max: passed_on", "Lena: refused", "Bo: timed_out"]


def test_two_superiors_are_asked_and_those_who_can_not_be_do_not_count():
    assert names(walked(MAX, LENA, BO, TOM, channel="C1")) == ["Max", "Lena", "C1"]
    away = standing("Max", is_out_of_office=True)
    assert names(walked(away, LENA, BO, TOM, channel="C1")) == ["Lena", "Bo", "C1"]
    refused = facts(done_with={"id-Max": Done.REFUSED})
    assert names(walked(MAX, LENA, BO, TOM, of=refused, channel="C1")) == ["Lena", "Bo", "C1"]
    in_vain = facts(done_with={"id-Max": Done.TIMED_OUT})
    assert names(walked(MAX, LENA, BO, TOM, of=in_vain, channel="C1")) == ["Lena", "C1"]


def test_a_delegate_and_whom_they_stand_for_are_one_superior_asked():
    found = walked(MAX, LENA, BO, delegates={"id-Max": TOM})
    assert names(found) == ["Tom", "Max", "Lena"]


def test_the_second_of_two_people_is_another_one_also_by_another_account():
    decided = facts(decided=(person("Max", genesys_id="second", email="max+2@example.com", slack="T2:M"), TOM.person))
    decided_one = person("max")
    assert not decided_one.is_same(TOM.person)
    found = walked(standing("max"), TOM, LENA, BO, of=decided)
    assert names(found) == ["Lena", "Bo"]
    assert left_out(found) == ["max: decided", "Tom: decided"]


def test_a_circle_of_superiors_ends_and_nobody_comes_twice():
    found = walked(MAX, LENA, MAX, LENA, MAX, delegates={"id-Max": LENA}, named=[MAX, BO, BO])
    assert [shown(step) for step in found.steps] == ["Lena, delegate", "Max, superior", "Bo, named"]
    away = standing("Max", is_out_of_office=True)
    assert left_out(walked(away, away, named=[away])) == ["Max: out_of_office"]


def test_somebody_with_two_accounts_is_asked_once_by_the_one_that_is_linked():
    found = walked(standing("Max", is_linked=False), standing("Max+admin"), standing("Max+old"))
    assert names(found) == ["Max+admin"]


def test_with_nobody_above_it_goes_to_those_whom_the_policy_names_and_else_to_nobody():
    assert [shown(step) for step in walked(named=[BO], channel="C1").steps] == ["Bo, named", "C1"]
    assert shown(walked(channel="C1").now) == "C1"
    assert (walked().now, walked().next) == (None, None)
