from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.grammar.spoken import since, spoken

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOW.replace(hour=17), "today 18:00"),
        (NOW.replace(day=25, hour=8), "tomorrow 09:00"),
        (NOW.replace(hour=23), "tomorrow 00:00"),
        (NOW.replace(day=27, hour=8), "Fri 27 Nov 09:00"),
        (NOW.replace(day=23, hour=8), "Mon 23 Nov 09:00"),
        (datetime(2027, 1, 1, 8, tzinfo=UTC), "Fri 1 Jan 2027 09:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sun 25 Oct 02:30 (UTC+2)"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC), "Sun 25 Oct 02:30 (UTC+1)"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "Sun 28 Mar 2027 03:00"),
    ],
)
def test_a_moment_is_spoken_in_the_readers_zone(at: datetime, words: str) -> None:
    assert spoken(at, zone=BERLIN, now=NOW) == words


def test_an_offset_west_of_greenwich_with_minutes_is_spoken_right() -> None:
    second_time = datetime(2026, 11, 1, 4, 45, tzinfo=UTC)
    assert spoken(second_time, zone=ZoneInfo("America/St_Johns"), now=NOW) == "Sun 1 Nov 01:15 (UTC-3:30)"


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=12, seconds=30), "12 min"),
        (timedelta(hours=3, minutes=5), "3 h 05 min"),
        (timedelta(hours=23, minutes=59), "23 h 59 min"),
        (timedelta(days=1), "1 day 0 h"),
        (timedelta(days=2, hours=4, minutes=50), "2 days 4 h"),
    ],
)
def test_how_long_ago_is_told_with_two_units_at_most(ago: timedelta, words: str) -> None:
    assert since(NOW - ago, now=NOW) == words
