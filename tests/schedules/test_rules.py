"""The moments of rules: where clocks change, over a year, and in every zone there is."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise, product
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from bot.errors import Why
from bot.schedules.rules import (
    BeforeReturn,
    Calendar,
    OffQueue,
    Once,
    Rule,
    next_after,
    upcoming,
    why_not,
    window_of,
)
from tests.schedules.rule_table import TABLE, WEEKDAYS, at, day_in, utc

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = timedelta(hours=1)
STORED: TypeAdapter[Rule] = TypeAdapter(Rule)

MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - bounds
CHANGING = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "Europe/Berlin",
            "America/New_York",
            "Africa/Cairo",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "America/Nuuk",
            "Africa/Casablanca",
        )
    ]
)
TIMES = st.lists(st.integers(0, 95), min_size=1, max_size=4).map(
    lambda quarters: tuple(time(quarter // 4, quarter % 4 * 15) for quarter in quarters)
)
WEEKLY = st.builds(Calendar, weekdays=st.sets(st.integers(0, 6)).map(tuple), times=TIMES)
MONTHLY = st.builds(
    Calendar,
    month_days=st.sets(st.sampled_from([-1, *range(1, 32)]), min_size=1, max_size=4).map(tuple),
    months=st.one_of(st.just(()), st.just(tuple(range(1, 13)))),
    times=TIMES,
)
OFF_QUEUE = st.builds(
    OffQueue,
    minutes=st.integers(5, 120),
    starts=TIMES.map(lambda times: times[0]),
    ends=TIMES.map(lambda times: times[0]),
    weekdays=st.sets(st.integers(0, 6)).map(tuple),
)
RULES = st.one_of(WEEKLY, MONTHLY, OFF_QUEUE, st.builds(BeforeReturn, at=TIMES.map(lambda times: times[0])))


def all_between(rule: Rule, zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[datetime]:
    moment = next_after(rule, zone=zone, after=after)
    while moment and moment <= until:
        yield moment
        moment = next_after(rule, zone=zone, after=moment)


@pytest.mark.parametrize(("rule", "zone_name", "first", "last", "firings"), TABLE)
def test_the_table(rule: Rule, zone_name: str, first: str, last: str, firings: tuple[str, ...]):
    zone = ZoneInfo(zone_name)
    around = all_between(rule, zone, utc(f"{first}T00:00") - 2 * 24 * HOUR, utc(f"{last}T00:00") + 2 * 24 * HOUR)
    assert [one for one in around if first <= day_in(zone, one) <= last] == [utc(one) for one in firings]


@pytest.mark.parametrize(("rule", "zone_name"), sorted({(row[0], row[1]) for row in TABLE}, key=str))
def test_a_year_looked_at_hour_by_hour_fires_as_a_year_in_one_go(rule: Rule, zone_name: str):
    """A clock that stands still never fires twice, however often it is asked, and no hour is left out."""
    zone, start = ZoneInfo(zone_name), utc("2027-01-01T00:00")
    seen: list[datetime] = []
    for hour in range(366 * 24):
        since = start + hour * HOUR
        due = next_after(rule, zone=zone, after=since)
        if due and due <= since + HOUR:
            seen += all_between(rule, zone, since, since + HOUR)
    assert seen == list(all_between(rule, zone, start, start + 366 * 24 * HOUR))
    assert len(seen) == len(set(seen))


def test_a_daily_rule_fires_once_for_each_day_in_every_zone():
    """From noon to noon around each change of the clocks; zones that change alike are looked at once."""
    changes = {_changes(ZoneInfo(name)): ZoneInfo(name) for name in sorted(available_timezones())}
    assert len(changes) > 20  # there are zones at all
    for days, zone in changes.items():
        for (day, _), shown in product(days, ("00:30", "02:30", "23:30")):
            first, last = (datetime.combine(day + timedelta(days=ahead), time(12), zone) for ahead in (-2, 2))
            fired = list(all_between(at(shown), zone, first.astimezone(UTC), last.astimezone(UTC)))
            assert len(fired) == len(set(fired)) == 4, (zone.key, day, shown)


def test_a_time_that_the_wall_shows_is_shown_when_it_fires():
    for zone_name in ("Europe/Berlin", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu"):
        zone = ZoneInfo(zone_name)
        fired = all_between(at("08:55"), zone, utc("2027-01-01T00:00"), utc("2028-01-01T00:00"))
        assert {f"{one.astimezone(zone):%H:%M}" for one in fired} == {"08:55"}


@settings(max_examples=150, deadline=None)
@given(RULES, CHANGING, MOMENTS)
def test_the_next_moment_is_later_and_on_the_list_of_any_earlier_one(rule: Rule, zone: ZoneInfo, after: datetime):
    """Whoever restarts in between, and asks anew, finds the same moments."""
    listed = upcoming(rule, zone=zone, after=after, count=4)
    assert listed == sorted(set(listed))
    assert all(one > after for one in listed)
    between = after + (listed[0] - after) / 2
    assert next_after(rule, zone=zone, after=between) == listed[0]
    assert upcoming(rule, zone=zone, after=listed[0], count=3) == listed[1:]


@settings(max_examples=150, deadline=None)
@given(RULES, CHANGING, MOMENTS, st.integers(1, 60 * 24 * 40))
def test_a_later_look_never_finds_an_earlier_moment(rule: Rule, zone: ZoneInfo, after: datetime, minutes: int):
    first, second = (next_after(rule, zone=zone, after=one) for one in (after, after + timedelta(minutes=minutes)))
    assert first is not None
    assert second is not None
    assert first <= second


@settings(max_examples=100, deadline=None)
@given(st.one_of(RULES, st.builds(Once, at=MOMENTS)))
def test_a_rule_is_stored_and_read_again(rule: Rule):
    assert STORED.validate_json(STORED.dump_json(rule)) == rule


def test_a_moment_comes_once():
    rule = Once(at=utc("2027-01-01T08:00"))
    assert upcoming(rule, zone=BERLIN, after=utc("2026-12-31T08:00")) == [rule.at]
    assert next_after(rule, zone=BERLIN, after=rule.at) is None


def test_off_queue_is_looked_at_within_its_window_alone():
    rule = OffQueue(minutes=15, starts=time(9), ends=time(17), weekdays=WEEKDAYS)
    looks = list(all_between(rule, BERLIN, utc("2026-11-27T08:00"), utc("2026-11-30T08:15")))
    assert looks[0] == utc("2026-11-27T08:15")
    assert looks[-2:] == [utc("2026-11-27T16:00"), utc("2026-11-30T08:15")]
    assert all(later - earlier == timedelta(minutes=15) for earlier, later in pairwise(looks[:-1]))


def test_a_window_over_midnight_belongs_to_the_day_on_which_it_starts():
    rule = OffQueue(minutes=30, starts=time(22), ends=time(6), weekdays=(4,))
    looks = list(all_between(rule, BERLIN, utc("2026-11-27T00:00"), utc("2026-12-03T00:00")))
    assert looks[0] == utc("2026-11-27T21:15")
    assert looks[-1] == utc("2026-11-28T05:00")
    assert window_of(rule, zone=BERLIN, at=utc("2026-11-28T03:00")) == (
        utc("2026-11-27T21:00"),
        utc("2026-11-28T05:00"),
    )
    assert window_of(rule, zone=BERLIN, at=utc("2026-11-27T03:00")) is None


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        (Calendar(month_days=(31,), months=(2,), times=(time(9),)), Why.NEVER),
        (Calendar(month_days=(30, 31), months=(2,), times=(time(9),)), Why.NEVER),
        (Calendar(month_days=(29,), months=(2,), times=(time(9),)), None),
        (Calendar(month_days=(31,), months=(2, 3), times=(time(9),)), None),
        (Calendar(times=(time(9), time(9, 14))), Why.TOO_OFTEN),
        (Calendar(times=(time(0, 5), time(23, 55))), Why.TOO_OFTEN),
        (Calendar(times=(time(9), time(9, 15))), None),
        (Once(at=utc("2026-11-25T11:00")), Why.PAST_TIME),
        (Once(at=utc("2026-11-25T11:01")), None),
        (OffQueue(minutes=4), Why.TOO_OFTEN),
        (OffQueue(minutes=61, starts=time(9), ends=time(10)), Why.NEVER),
        (OffQueue(minutes=61, starts=time(23), ends=time(1)), None),
        (BeforeReturn(), None),
    ],
)
def test_what_never_comes_or_comes_too_often_is_refused(rule: Rule, why: Why | None):
    assert why_not(rule, now=utc("2026-11-25T11:00")) is why


def test_a_rule_that_never_comes_has_no_next_moment():
    rule = Calendar(month_days=(31,), months=(2,), times=(time(9),))
    assert next_after(rule, zone=BERLIN, after=utc("2026-11-25T11:00")) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"times": ()},
        {"times": (time(9, 0, 30),)},
        {"weekdays": (0,), "month_days": (1,), "times": (time(9),)},
        {"months": (2,), "times": (time(9),)},
        {"month_days": (0,), "times": (time(9),)},
        {"weekdays": (7,), "times": (time(9),)},
    ],
)
def test_what_has_no_one_meaning_is_no_rule(fields: dict[str, object]):
    with pytest.raises(ValidationError):
        Calendar.model_validate(fields)


def _changes(zone: ZoneInfo) -> tuple[tuple[date, timedelta | None], ...]:
    """The days of two years by whose noon the zone's clocks have changed, and to what."""
    noons = [datetime(2027, 1, 1, 12, tzinfo=zone) + timedelta(days=ahead) for ahead in range(731)]
    ends = pairwise(noons)
    return tuple((today.date(), today.utcoffset()) for before, today in ends if before.utcoffset() != today.utcoffset())
