"""What people say to be reminded: the rule, and what is left to remind of."""

import time as stopwatch
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.errors import Unclear, Why
from bot.schedules.rules import (
    BeforeReturn,
    Calendar,
    OffQueue,
    Once,
    Rule,
    described,
    read_rule,
    split_rule,
    why_not,
)
from tests.schedules.rule_table import WEEKDAYS, at, utc
from tests.schedules.test_rules import BERLIN, MONTHLY, OFF_QUEUE, TIMES, WEEKLY

NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)  # a Wednesday

SAID: dict[str, tuple[Rule, str]] = {
    "weekdays 08:55 go on queue": (at("08:55", weekdays=WEEKDAYS), "go on queue"),
    "mon–fri 8.55 go on queue": (at("08:55", weekdays=WEEKDAYS), "go on queue"),
    "every weekday at 8:55 to go on queue": (at("08:55", weekdays=WEEKDAYS), "go on queue"),
    "go on queue weekdays 08:55": (at("08:55", weekdays=WEEKDAYS), "go on queue"),
    "in 20 minutes call Bo": (Once(at=utc("2026-11-25T11:20")), "call Bo"),
    "20 call Bo": (Once(at=utc("2026-11-25T11:20")), "call Bo"),
    "me to call Bo in 20 minutes": (Once(at=utc("2026-11-25T11:20")), "call Bo"),
    "me in 20 minutes to call Bo": (Once(at=utc("2026-11-25T11:20")), "call Bo"),
    "at 14:00: call Bo": (Once(at=utc("2026-11-25T13:00")), "call Bo"),
    'at 14:00 "9:00 was too early"': (Once(at=utc("2026-11-25T13:00")), "9:00 was too early"),
    "tomorrow 9:00, 2 calls": (Once(at=utc("2026-11-26T08:00")), "2 calls"),
    "fri 5:30pm home": (Once(at=utc("2026-11-27T16:30")), "home"),
    "every monday and thursday at 17:30 timesheet": (at("17:30", weekdays=(0, 3)), "timesheet"),
    "31st of each month 09:00 invoice": (at("09:00", month_days=(31,)), "invoice"),
    "daily 9am and 5pm drink": (at("09:00", "17:00"), "drink"),
    "every 2 hours from 9 to 15 stretch": (at("09:00", "11:00", "13:00", "15:00"), "stretch"),
    "when off queue longer than 15 min, 9–17": (OffQueue(minutes=15, starts=time(9), ends=time(17)), ""),
    "when I'm off queue for more than half an hour, weekdays 9-5, come back": (
        OffQueue(minutes=30, starts=time(9), ends=time(17), weekdays=WEEKDAYS),
        "come back",
    ),
    "the day before my out-of-office ends": (BeforeReturn(), ""),
    "2 days before my ooo ends at 17:00 pack the badge": (BeforeReturn(days=2, at=time(17)), "pack the badge"),
    "the day before I'm back": (BeforeReturn(), ""),
}


@pytest.mark.parametrize(("said", "meant"), SAID.items())
def test_a_rule_and_the_rest(said: str, meant: tuple[Rule, str]):
    assert split_rule(said, now=NOON, zone=BERLIN) == meant


ASKED: dict[str, tuple[Why, list[str]]] = {
    "call Bo": (Why.NOT_A_RULE, []),
    "every other tuesday 9:00 x": (Why.NOT_A_RULE, []),
    "weekdays x": (Why.WHICH_TIME, ["weekdays 09:00", "weekdays 12:00", "weekdays 17:00"]),
    "tomorrow x": (Why.WHICH_TIME, ["tomorrow 09:00", "tomorrow 12:00", "tomorrow 17:00"]),
    "6:30 call Bo": (Why.AMBIGUOUS_TIME, ["2026-11-25T18:30+01:00", "2026-11-26T06:30+01:00"]),
    "next friday 9:00 x": (Why.AMBIGUOUS_TIME, ["2026-11-27T09:00+01:00", "2026-12-04T09:00+01:00"]),
    "yesterday 9:00 x": (Why.PAST_TIME, []),
    "31 february 09:00 x": (Why.NEVER, []),
    "every 31 february 09:00 x": (Why.NEVER, []),
    "every minute x": (Why.TOO_OFTEN, []),
    "every 5 minutes from 9 to 17 x": (Why.TOO_OFTEN, []),
    "daily 9:00 and 9:10 x": (Why.TOO_OFTEN, []),
    "when off queue longer than 2 min": (Why.TOO_OFTEN, []),
    "when off queue longer than 2 hours, 9-10": (Why.NEVER, []),
    "": (Why.NOT_A_RULE, []),
}


@pytest.mark.parametrize(("said", "asked"), ASKED.items())
def test_what_is_unclear_or_makes_no_sense_is_asked(said: str, asked: tuple[Why, list[str]]):
    with pytest.raises(Unclear) as unclear:
        split_rule(said, now=NOON, zone=BERLIN)
    assert (unclear.value.why, [choice.value for choice in unclear.value.choices]) == asked


@pytest.mark.parametrize("said", [said for said, (_, choices) in ASKED.items() if choices])
def test_a_choice_in_the_place_of_what_was_unclear_is_clear(said: str):
    with pytest.raises(Unclear) as unclear:
        split_rule(said, now=NOON, zone=BERLIN)
    for choice in unclear.value.choices:
        rule, rest = split_rule(said.replace(unclear.value.said, choice.value, 1), now=NOON, zone=BERLIN)
        assert rest in {"x", "call Bo"}
        assert why_not(rule, now=NOON) is None


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        WEEKLY,
        MONTHLY,
        OFF_QUEUE,
        st.builds(BeforeReturn, days=st.integers(0, 30), at=TIMES.map(lambda times: times[0])),
        st.builds(
            Calendar,
            month_days=st.sets(st.integers(1, 28), min_size=1, max_size=3).map(tuple),
            months=st.sets(st.integers(1, 12), min_size=1).map(tuple),
            times=TIMES,
        ),
    )
)
@example(at("09:00", "09:30", "10:00", "10:30"))
@example(at("09:00", month_days=(-1, 15)))
@example(OffQueue(minutes=15, starts=time(10), ends=time(10)))
@example(OffQueue(minutes=15, starts=time(9), ends=time(17), weekdays=(1, 2, 3)))
@example(at("09:00", weekdays=(4, 5, 6)))
@example(OffQueue(minutes=15, starts=time(11), ends=time(10)))
def test_a_rule_is_read_back_from_its_own_words(rule: Rule):
    if why_not(rule, now=NOON) is None:
        assert read_rule(described(rule), now=NOON, zone=BERLIN) == rule


@settings(max_examples=100, deadline=None)
@given(
    st.integers(1, 60 * 24 * 900),
    st.sampled_from([BERLIN, ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")]),
)
@example(60 * 24 * 340 - 11 * 60 + 60 * 13 + 30, BERLIN)
def test_a_moment_is_read_back_from_its_own_words(minutes: int, zone: ZoneInfo):
    rule = Once(at=datetime.fromtimestamp(NOON.timestamp() + minutes * 60, UTC))
    assert read_rule(described(rule, zone=zone), now=NOON, zone=zone) == rule
    assert read_rule(described(rule), now=NOON, zone=zone) == rule


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from([*" ".join(SAID).split(" "), "\N{EN DASH}", '"', "9.", "12:", "mond"]), max_size=9))
def test_any_words_are_a_rule_or_a_question(words: list[str]):
    text = " ".join(words)
    read = split_or_question(text)
    if isinstance(read, Unclear):
        assert read.said in text  # a choice can stand in its place
    else:
        assert why_not(read[0], now=NOON) is None
        assert read[1] in text


def split_or_question(text: str) -> tuple[Rule, str] | Unclear:
    try:
        return split_rule(text, now=NOON, zone=BERLIN)
    except Unclear as unclear:
        return unclear


def test_five_thousand_characters_are_a_question_within_a_moment():
    for text in ("x" * 5000, "monday " * 700, "9 " * 2500, "every 9 " * 600):
        started = stopwatch.perf_counter()
        with pytest.raises(Unclear):
            read_rule(text, now=NOON, zone=BERLIN)
        assert stopwatch.perf_counter() - started < 1
