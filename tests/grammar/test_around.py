"""What stands around other words: for whom, and why."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.grammar.around import what_and_why, whom_and_what
from bot.grammar.heard import heard
from bot.grammar.verbs import VerbWords

VERBS = [VerbWords("off", ("available",)), VerbWords("join"), VerbWords("coffee break"), VerbWords("for")]
ID = "cd613e30-d8f1-4adf-91b7-584a2265b1f5"


@pytest.mark.parametrize(
    ("said", "whom", "what"),
    [
        ("<@U1|ana> off", "<@U1>", "off"),
        ("<@U1>: off", "<@U1>", "off"),
        ("<@U1>", "<@U1>", ""),
        ("<@U1> of course", "<@U1>", "of course"),
        ("ana.ruiz@example.com join billing", "ana.ruiz@example.com", "join billing"),
        ("<mailto:ana@example.com|ana@example.com>, off", "ana@example.com", "off"),
        (f"{ID} off", ID, "off"),
        ("“Ana Off” off", '"Ana Off"', "off"),
        ("ana join billing", "ana", "join billing"),
        ("@ana ruiz off", "@ana ruiz", "off"),
        ("ana ruiz, off", "ana ruiz", "off"),
        ("ana ruiz AVAILABLE.", "ana ruiz", "AVAILABLE."),
        ("ana ruiz coffee break", "ana ruiz", "coffee break"),
        ("off off", "off", "off"),
        ("ana", "ana", ""),
        ("ana of", "ana", "of"),
        ("<@U1> for <@U2> off", "<@U1>", "for <@U2> off"),
    ],
)
def test_a_person_goes_as_far_as_the_verb_behind_them(said: str, whom: str, what: str) -> None:
    assert whom_and_what(said, VERBS) == (whom, what)


@pytest.mark.parametrize(
    ("said", "what", "why"),
    [
        ('join billing "covering for Ana"', "join billing", "covering for Ana"),
        ("join billing “covering for Ana”", "join billing", "covering for Ana"),
        ("join billing because Ana is ill", "join billing", "Ana is ill"),
        ("join billing Because Ana is ill, as I said", "join billing", "Ana is ill, as I said"),
        ('join billing because "Ana is ill"', "join billing", "Ana is ill"),
        ('join billing "because Ana is ill"', "join billing", "because Ana is ill"),
        ('join "Calls, Spain" "two are ill"', 'join "Calls, Spain"', "two are ill"),
        ('join "Calls, Spain" until 18:00 because of INC-1', 'join "Calls, Spain" until 18:00', "of INC-1"),
        ('join "Calls because", billing', 'join "Calls because", billing', ""),
        ("join billing", "join billing", ""),
        ("because", "", ""),
        ('"only why"', "", "only why"),
        ("", "", ""),
    ],
)
def test_a_reason_is_in_quotes_at_the_end_or_behind_because(said: str, what: str, why: str) -> None:
    assert what_and_why(said) == (what, why)


@given(st.text(alphabet='ab ,:"@<>U1 offbecause“”', max_size=40) | st.text(max_size=60))
def test_of_any_text_nothing_is_added_and_little_is_left_out(text: str) -> None:
    said = heard(text)
    whom, what = whom_and_what(text, VERBS)
    assert said.startswith(whom)
    assert said.endswith(what)
    assert said[len(whom) : len(said) - len(what)].strip(" ,:") == ""
    what, why = what_and_why(text)
    assert said.startswith(what)
    assert why in said
