"""Whatever is typed: an answer or a question, never a traceback."""

import contextlib
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.errors import Unclear
from bot.grammar.heard import heard
from bot.grammar.moments import Moment, moment
from bot.grammar.people import person
from bot.grammar.pieces import quoted
from bot.grammar.spans import span
from bot.grammar.spoken import since, spoken
from bot.grammar.verbs import VerbWords, find_verb
from bot.grammar.words import Words

ZONES = st.sampled_from(
    [ZoneInfo(name) for name in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Asia/Beirut", "Pacific/Apia")]
)
NOWS = st.datetimes(timezones=st.just(UTC)).map(lambda at: at.replace(year=2026 + at.year % 10, day=min(at.day, 28)))
TIMEY = st.lists(
    st.sampled_from(
        [
            "from",
            "until",
            "till",
            "to",
            "for",
            "in",
            "at",
            "on",
            "next",
            "this",
            "the",
            "of",
            "and",
            "fri",
            "friday",
            "tue",
            "monday",
            "week",
            "today",
            "tomorrow",
            "tonight",
            "morning",
            "evening",
            "night",
            "noon",
            "midnight",
            "eod",
            "1",
            "2",
            "6",
            "9",
            "15",
            "31",
            "29",
            "2:30",
            "02:30",
            "18:00",
            "24:00",
            "6pm",
            "12am",
            "1h30",
            "30m",
            "hours",
            "days",
            "months",
            "feb",
            "dec",
            "nov",
            "may",
            "1st",
            "2026",
            "2027-03-28",
            "2026-10-25",
            "01/02/2027",
            "1.12",
            "1.12.",
            "half",
            "an",
            "a",
            ",",
            '"',
            "billing",
            "<@U1>",
            "ago",
            "year",
        ]
    ),
    max_size=7,
).map(" ".join)
ANY = st.one_of(st.text(), TIMEY, st.text(alphabet='"<>|@#!&;:,./- 0123456789amptoufrnl', max_size=60))
VERBS = [VerbWords("on"), VerbWords("off"), VerbWords("ooo", ("vacation",)), VerbWords("coffee break")]
LONG = [
    "a" * 4000,
    "1 " * 2000,
    "dec 1 " * 666,
    '"' * 4000,
    "for 1 " * 666,
    "from to " * 500,
    ", " * 2000,
    "&amp;" * 800,
]
LONG += ["<#C1|" * 800, "half an " * 500, "1h" * 2000, "9" * 4000, "at " * 1333, "<@U1" * 1000, "until " * 666]


def everything(text: str, now: datetime, zone: ZoneInfo) -> list[Callable[[], object]]:
    words = Words(text, now=now, zone=zone)
    return [
        words.names,
        words.name,
        words.ending,
        words.nothing,
        lambda: words.moment("from"),
        lambda: words.ends,
        lambda: words.replacing(text, "x"),
        lambda: words.taking("on", "off"),
        lambda: moment(text, now=now, zone=zone),
        lambda: span(text),
        lambda: person(text),
        lambda: find_verb(text, VERBS),
    ]


def question_of(ask: Callable[[], object]) -> Unclear | None:
    try:
        ask()
    except Unclear as question:
        return question
    return None


@given(text=ANY, now=NOWS, zone=ZONES)
@example(text="\ud800 until \ud800", now=datetime(2026, 11, 24, tzinfo=UTC), zone=ZoneInfo("UTC"))
@example(text="2026-11-24T18:00+99:99", now=datetime(2026, 11, 24, tzinfo=UTC), zone=ZoneInfo("UTC"))
@settings(max_examples=400)
def test_any_text_gives_an_answer_or_a_question(text: str, now: datetime, zone: ZoneInfo) -> None:
    for ask in everything(text, now, zone):
        with contextlib.suppress(Unclear):
            ask()


@pytest.mark.parametrize("text", LONG, ids=lambda text: text[:8])
def test_the_longest_text_takes_no_noticeable_time(text: str) -> None:
    for ask in everything(text, datetime(2026, 11, 24, tzinfo=UTC), ZoneInfo("Europe/Berlin")):
        began = time.process_time()
        with contextlib.suppress(Unclear):
            ask()
        assert time.process_time() - began < 0.25  # some ms; the room is for a busy machine


@given(phrase=TIMEY, now=NOWS, zone=ZONES)
@example(phrase="2:30", now=datetime(2026, 10, 25, 0, 10, tzinfo=UTC), zone=ZoneInfo("Europe/Berlin"))
@settings(max_examples=400)
def test_a_moment_is_to_come_and_each_choice_means_one_moment_alone(phrase: str, now: datetime, zone: ZoneInfo) -> None:
    found: list[Moment] = []
    question = question_of(lambda: found.append(moment(phrase, now=now, zone=zone)))
    choices = question.choices if question else ()
    assert all(answer.at > now for answer in found)
    assert len({choice.label for choice in choices}) == len(choices)
    for choice in choices:
        assert moment(choice.value, now=now, zone=zone).at == datetime.fromisoformat(choice.value)


@given(phrase=TIMEY, now=NOWS, zone=ZONES)
@settings(max_examples=400)
def test_a_choice_put_in_place_is_the_answer(phrase: str, now: datetime, zone: ZoneInfo) -> None:
    words = Words(f"billing until {phrase}", now=now, zone=zone)
    assume(not words.has("from"))
    question = question_of(lambda: words.moment("until"))
    for choice in question.choices if question else ():
        found = words.replacing(question.said, choice.value).moment("until") if question else None
        assert found
        assert found.at == datetime.fromisoformat(choice.value)


@given(
    names=st.lists(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters='"<>&'), min_size=1)
        .map(heard)
        .filter(bool),
        min_size=1,
        max_size=5,
        unique_by=str.casefold,
    )
)
def test_quoted_names_are_read_back_as_they_were(names: list[str]) -> None:
    assume(all(heard(name) == name and '"' not in name for name in names))
    line = ", ".join(quoted(name) for name in names)
    assert Words(line, now=datetime(2026, 11, 24, tzinfo=UTC), zone=ZoneInfo("UTC")).names() == names


@given(text=st.text(st.characters(exclude_characters="<>")))
def test_hearing_twice_changes_nothing_more(text: str) -> None:
    escaped = text.replace("&", "&amp;")
    assert heard(heard(escaped)) == heard(escaped)


@given(now=NOWS, ahead=st.timedeltas(timedelta(minutes=1), timedelta(days=900)), zone=ZONES)
def test_what_is_spoken_is_read_back(now: datetime, ahead: timedelta, zone: ZoneInfo) -> None:
    at = (now + ahead).replace(second=0, microsecond=0)
    words = spoken(at, zone=zone, now=now)
    assume("UTC" not in words and at > now)
    assert moment(words, now=now, zone=zone).at == at


@given(now=NOWS, other=NOWS, zone=ZONES)
def test_speaking_never_fails(now: datetime, other: datetime, zone: ZoneInfo) -> None:
    assert spoken(other, zone=zone, now=now)
    assert since(other, now=now)
