from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Unclear, Why
from bot.grammar.moments import Moment
from bot.grammar.spoken import spoken
from bot.grammar.words import Words

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)  # a Tuesday, 10:00 in Berlin


def said(text: str) -> Words:
    return Words(text, now=NOW, zone=BERLIN)


def told(found: Moment | None) -> str | None:
    return spoken(found.at, zone=BERLIN, now=NOW) if found else None


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("billing", ["billing"]),
        ("billing, returns until 18:00", ["billing", "returns"]),
        ("billing,, Billing ,returns,", ["billing", "returns"]),
        ('"Billing, DE", "Until Later" until friday', ["Billing, DE", "Until Later"]),
        ("“Billing, DE”", ["Billing, DE"]),
        ("Calls for Spain", ["Calls for Spain"]),
        ("Back to Work", ["Back to Work"]),
        ('5" screens', ['5" screens']),
        ("Formosa, Untilia", ["Formosa", "Untilia"]),
        ("billing for 2 hours", ["billing"]),
        ("<#C1|billing>, R&amp;D", ["billing", "R&D"]),
    ],
)
def test_names_stand_before_the_first_clause_word(text: str, names: list[str]) -> None:
    assert said(text).names() == names


@pytest.mark.parametrize("text", ["", "until friday", " , ", '""'])
def test_no_names_are_missing(text: str) -> None:
    with pytest.raises(Unclear) as question:
        said(text).names()
    assert question.value.why is Why.MISSING


def test_one_name_or_none_or_too_much() -> None:
    assert said("<@U1|ana>").name() == "<@U1>"
    assert said("until friday").name() is None
    with pytest.raises(Unclear) as question:
        said("ana, bo").name()
    assert (question.value.why, question.value.said) == (Why.TOO_MUCH, "bo")


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("", None, None),
        ("from monday until friday", "Mon 30 Nov 00:00", "Fri 4 Dec 00:00"),
        ("until friday from monday", "Mon 30 Nov 00:00", "Fri 4 Dec 00:00"),
        ("from monday to friday", "Mon 30 Nov 00:00", "Fri 4 Dec 00:00"),
        ("From monday, till 17:00", "Mon 30 Nov 00:00", "Mon 30 Nov 17:00"),
        ("from today until tomorrow", "today 10:00", "tomorrow 00:00"),
        ("until 18:00", None, "today 18:00"),
        ("for 2 hours", None, "today 12:00"),
        ("from 14:00 for 1h30", "today 14:00", "today 15:30"),
        ("from monday for 3 days", "Mon 30 Nov 00:00", "Thu 3 Dec 00:00"),
        ("30", None, "today 10:30"),
        ("30 from 14:00", "today 14:00", "today 14:30"),
    ],
)
def test_clauses_say_when(text: str, start: str | None, end: str | None) -> None:
    words = said(text)
    assert (told(words.moment("from")), told(words.ending())) == (start, end)
    assert words.ends is (end is not None)
    words.nothing()


@pytest.mark.parametrize(
    ("text", "why", "fragment"),
    [
        ("from 14:00 until 13:00", Why.ENDS_BEFORE_START, "13:00"),
        ("from monday until 2026-11-26", Why.ENDS_BEFORE_START, "2026-11-26"),
        ("from 9 until 17:00", Why.AMBIGUOUS_TIME, "9"),
        ("until blursday", Why.NOT_A_TIME, "blursday"),
        ("until", Why.MISSING, "until"),
        ("until friday until monday", Why.TOO_MUCH, "until monday"),
        ("until friday for 2 hours", Why.TOO_MUCH, "for 2 hours"),
        ("30 until friday", Why.TOO_MUCH, "30"),
    ],
)
def test_an_end_that_cannot_be_is_a_question(text: str, why: Why, fragment: str) -> None:
    with pytest.raises(Unclear) as question:
        said(text).ending()
    assert (question.value.why, question.value.said) == (why, fragment)


def test_an_end_before_its_start_offers_the_next_day() -> None:
    words = said("from 14:00 until 13:00")
    with pytest.raises(Unclear) as question:
        words.moment("until")
    [choice] = question.value.choices
    assert told(words.replacing(question.value.said, choice.value).moment("until")) == "tomorrow 13:00"


@pytest.mark.parametrize(
    ("text", "left"), [("now please", "now please"), ("until friday", "until friday"), ("ana from 9", "ana")]
)
def test_what_nobody_asked_for_is_too_much(text: str, left: str) -> None:
    with pytest.raises(Unclear) as question:
        said(text).nothing()
    assert (question.value.why, question.value.said) == (Why.TOO_MUCH, left)


def test_nothing_is_left_once_everything_was_asked_for() -> None:
    words = said("billing until 18:00")
    assert words.names() == ["billing"]
    with pytest.raises(Unclear):
        words.nothing()
    assert words.has("until")
    words.moment("until")
    words.nothing()


def test_an_option_is_taken_from_the_front() -> None:
    option, rest = said("ON until 18:00").taking("on", "off")
    assert (option, rest.text) == ("on", "until 18:00")
    assert said("until 18:00").taking("on", "off")[0] is None


@pytest.mark.parametrize(
    ("text", "fragment", "value", "expected"),
    [
        ("bil, billing until 6", "bil", "Billing, DE", '"Billing, DE", billing until 6'),
        ("billing until 6", "6", "2026-11-24T18:00+01:00", "billing until 2026-11-24T18:00+01:00"),
        ('on, "On" until 6', "on", "off", 'off, "On" until 6'),
        ("billing", "returns", "x", "billing"),
    ],
)
def test_a_choice_takes_the_place_of_what_was_unclear(text: str, fragment: str, value: str, expected: str) -> None:
    assert said(text).replacing(fragment, value).text == expected


@pytest.mark.parametrize(
    ("text", "fragment", "value", "expected"),
    [
        ("6:30 call Bo", "6:30", "2026-11-25T18:30+01:00", "2026-11-25T18:30+01:00 call Bo"),
        ("call Bo at 6:30", "at 6:30", "18:30", "call Bo 18:30"),
        ("16:30 and 6:30", "6:30", "18:30", "16:30 and 18:30"),
        ("call (Bo) now", "(Bo)", "Carla", "call Carla now"),
        ("call Bo", "Al", "Carla", "call Bo"),
    ],
)
def test_words_that_are_no_piece_are_replaced_where_they_stand(text: str, fragment: str, value: str, expected: str):
    assert said(text).replacing(fragment, value).text == expected
