from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.errors import Unclear, Why
from bot.grammar.moments import Moment, moment
from bot.grammar.spoken import spoken
from tests.grammar.phrases import CLOCK_CHANGES, PHRASES, TUESDAY, ZONES

BERLIN = ZoneInfo("Europe/Berlin")
TABLE = [
    (phrase, zone, meaning)
    for phrase, *meanings in PHRASES
    for zone, meaning in zip(ZONES, meanings, strict=True)
]  # fmt: skip


def meaning(phrase: str, *, now: str, zone: str) -> str:
    """The answer in the table's form: local time with offset, or the question and its choices' values."""
    here = ZoneInfo(zone)
    try:
        found = moment(phrase, now=datetime.fromisoformat(now), zone=here)
    except Unclear as question:
        return " ".join([question.why, *(choice.value for choice in question.choices)])
    assert found == Moment(found.at.astimezone(UTC), here, phrase)
    return found.at.astimezone(here).isoformat(timespec="minutes")


def test_the_table_holds_at_least_forty_phrases() -> None:
    assert len({phrase for phrase, *_ in PHRASES}) >= 40


@pytest.mark.parametrize(("phrase", "zone", "expected"), TABLE)
def test_a_phrase_means_one_instant_or_asks(phrase: str, zone: str, expected: str) -> None:
    assert meaning(phrase, now=TUESDAY, zone=zone) == expected


@pytest.mark.parametrize(("zone", "now", "phrase", "expected"), CLOCK_CHANGES)
def test_skipped_and_repeated_hours_are_questions(zone: str, now: str, phrase: str, expected: str) -> None:
    assert meaning(phrase, now=f"{now}+00:00", zone=zone) == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("friday", "2026-12-04T00:00+01:00"),
        ("friday 17:30", "2026-11-27T17:30+01:00"),
        ("friday 08:00", "2026-12-04T08:00+01:00"),
        ("next friday", "2026-12-04T00:00+01:00"),
        ("friday next week", "2026-12-04T00:00+01:00"),
        ("monday", "2026-11-30T00:00+01:00"),
    ],
)
def test_on_a_friday_friday_is_in_seven_days_unless_its_time_is_to_come(phrase: str, expected: str) -> None:
    assert meaning(phrase, now="2026-11-27T09:00+00:00", zone="Europe/Berlin") == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("06:00", "2026-11-25T06:00+01:00"),
        ("9", "2026-11-25T09:00+01:00"),
        ("18:00", "past_time 2026-11-25T18:00+01:00"),
        ("tonight at 1", "2026-11-25T01:00+01:00"),
    ],
)
def test_at_night_a_time_of_the_morning_is_tomorrows(phrase: str, expected: str) -> None:
    assert meaning(phrase, now="2026-11-24T21:30+00:00", zone="Europe/Berlin") == expected


@pytest.mark.parametrize(
    "phrase", ["", "5 may dec", "may", "9:00 10:00", "25:00", "13pm", "9:75", "31/11", "Sat 27 Nov", "100"]
)
def test_what_is_no_time_is_never_silently_one(phrase: str) -> None:
    assert meaning(phrase, now=TUESDAY, zone="Europe/Berlin") == "not_a_time"


def test_an_end_is_read_from_its_start_on() -> None:
    now = datetime.fromisoformat(TUESDAY)
    monday = moment("monday", now=now, zone=BERLIN).at
    assert spoken(moment("friday", now=now, zone=BERLIN, after=monday).at, zone=BERLIN, now=now) == "Fri 4 Dec 00:00"
    with pytest.raises(Unclear) as question:
        moment("2026-11-26", now=now, zone=BERLIN, after=monday)
    assert question.value.why is Why.ENDS_BEFORE_START


def test_a_question_keeps_what_was_said_and_labels_its_choices() -> None:
    with pytest.raises(Unclear) as question:
        moment("Tomorrow 2:30", now=datetime(2026, 10, 24, 12, tzinfo=UTC), zone=BERLIN)
    assert question.value.said == "Tomorrow 2:30"
    labels = [choice.label for choice in question.value.choices]
    assert labels == ["tomorrow 02:30 (UTC+2)", "tomorrow 02:30 (UTC+1)"]


def test_a_day_from_now_keeps_the_clock_and_a_day_of_hours_does_not() -> None:
    before_summer = datetime(2027, 3, 27, 12, tzinfo=UTC)
    assert moment("1 day", now=before_summer, zone=BERLIN).at - before_summer == timedelta(hours=23)
    assert moment("24 hours", now=before_summer, zone=BERLIN).at - before_summer == timedelta(hours=24)


def test_yesterday_is_past_and_no_riddle() -> None:
    assert meaning("yesterday", now=TUESDAY, zone="Europe/Berlin") == "past_time"
