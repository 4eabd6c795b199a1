"""When somebody is nudged, when it goes on, when it has expired; in their hours, also when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.approvals.timing import GAPS, Deed, Step, expires_at, has_expired, may_nudge_at, next_step
from bot.approvals.working import Daily, Working

BERLIN = ZoneInfo("Europe/Berlin")
WEEKDAYS = (0, 1, 2, 3, 4)
OFFICE = Working(BERLIN, Daily(time(9), time(17), WEEKDAYS))
NIGHT = Working(BERLIN, Daily(time(22), time(6)))
LONG = timedelta(days=30)


def at(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=BERLIN)


def steps(working: Working, asked: datetime, *, lasts: timedelta = LONG) -> list[tuple[str, str]]:
    """All that happens with one decider, by the clock on their wall."""
    found, last_at, nudges = [], asked, 0
    while step := next_step(last_at, nudges, working, expires_at=asked + lasts):
        found.append((str(step.deed), f"{step.at.astimezone(working.zone):%a %d %H:%M}"))
        last_at, nudges = step.at, nudges + 1
        if step.deed is Deed.MOVE_ON:
            break
    return found


def test_there_are_two_nudges_with_growing_gaps_and_then_it_goes_on():
    asked = at("2026-11-25T10:00")
    assert steps(OFFICE, asked) == [("nudge", "Wed 25 10:15"), ("nudge", "Wed 25 11:00"), ("move_on", "Wed 25 13:00")]


def test_nobody_is_nudged_at_night_or_on_a_weekend_and_the_gaps_go_on_at_work():
    asked = at("2026-11-27T16:50")
    assert steps(OFFICE, asked) == [("nudge", "Mon 30 09:05"), ("nudge", "Mon 30 09:50"), ("move_on", "Mon 30 11:50")]
    assert steps(OFFICE, at("2026-11-24T23:00"))[0] == ("nudge", "Wed 25 09:15")


def test_who_does_not_work_before_it_expires_is_left_after_a_quarter_of_an_hour():
    asked = at("2026-11-27T20:00")
    assert steps(OFFICE, asked, lasts=timedelta(hours=8)) == [("move_on", "Fri 27 20:15")]
    assert steps(OFFICE, at("2026-11-27T16:40"), lasts=timedelta(hours=8)) == [
        ("nudge", "Fri 27 16:55"),
        ("move_on", "Fri 27 17:10"),
    ]


def test_nothing_happens_at_or_behind_the_moment_it_expires():
    asked = at("2026-11-25T10:00")
    assert steps(OFFICE, asked, lasts=timedelta(minutes=15)) == []
    assert steps(OFFICE, asked, lasts=timedelta(minutes=16)) == [("nudge", "Wed 25 10:15")]


def test_with_nobody_to_go_on_to_the_last_one_is_nudged_ever_more_rarely():
    anytime, last_at, gaps = Working(UTC_ZONE), at("2026-11-25T10:00"), []
    for nudges in range(5):
        step = next_step(last_at, nudges, anytime, expires_at=last_at + LONG, has_next=False)
        assert step
        assert step.deed is Deed.NUDGE
        gaps.append((step.at - last_at) / timedelta(minutes=1))
        last_at = step.at
    assert gaps == [15, 45, 120, 240, 480]
    assert next_step(last_at, 0, OFFICE, expires_at=last_at + GAPS[0], has_next=False) is None


def test_days_off_and_quiet_hours_are_no_time_to_be_nudged():
    off = Working(BERLIN, OFFICE.hours, days_off=((date(2026, 11, 26), date(2026, 11, 27)),))
    assert steps(off, at("2026-11-25T16:50"))[0] == ("nudge", "Mon 30 09:05")
    lunch = Working(BERLIN, OFFICE.hours, quiet=Daily(time(12), time(13)))
    assert steps(lunch, at("2026-11-25T11:50"))[0] == ("nudge", "Wed 25 13:05")
    asleep = Working(BERLIN, quiet=Daily(time(20), time(7)))
    assert steps(asleep, at("2026-11-25T19:55"))[0] == ("nudge", "Thu 26 07:10")


def test_who_never_works_is_left_however_long_it_may_wait():
    never = Working(BERLIN, Daily(time(9), time(17)), quiet=Daily(time(8), time(18)))
    assert steps(never, at("2026-11-25T10:00")) == [("move_on", "Wed 25 10:15")]


def test_a_night_shift_goes_over_midnight():
    assert steps(NIGHT, at("2026-11-24T23:30")) == [
        ("nudge", "Tue 24 23:45"),
        ("nudge", "Wed 25 00:30"),
        ("move_on", "Wed 25 02:30"),
    ]
    assert steps(NIGHT, at("2026-11-25T05:50"))[0] == ("nudge", "Wed 25 22:05")
    pause = Working(BERLIN, NIGHT.hours, quiet=Daily(time(2), time(3)))
    assert steps(pause, at("2026-11-25T01:50"))[0] == ("nudge", "Wed 25 03:05")
    off = Working(BERLIN, NIGHT.hours, days_off=((date(2026, 11, 25), date(2026, 11, 25)),))
    assert steps(off, at("2026-11-24T23:50"))[0] == ("nudge", "Thu 26 00:05")


@pytest.mark.parametrize(
    ("evening", "hours"), [("2026-10-24T22:00", 9), ("2027-03-27T22:00", 7), ("2026-11-24T22:00", 8)]
)
def test_the_night_in_which_the_clocks_change_is_as_long_as_it_is(evening: str, hours: int):
    begins = at(evening).astimezone(UTC)
    last = NIGHT.after(begins, timedelta(hours=hours), before=begins + LONG)
    assert last == begins + timedelta(hours=hours)
    assert f"{last.astimezone(BERLIN):%H:%M}" == "06:00"
    next_night = NIGHT.after(begins, timedelta(hours=hours, minutes=1), before=begins + LONG)
    assert f"{next_night:%H:%M}" != "06:01"


def test_hours_that_begin_in_the_hour_that_spring_skips_begin_and_end_when_it_is_over():
    early = Working(BERLIN, Daily(time(2, 30), time(10)))
    assert steps(early, at("2027-03-28T00:00"))[0] == ("nudge", "Sun 28 03:15")
    late, begins = Working(BERLIN, Daily(time(20), time(2, 30))), at("2027-03-27T20:00").astimezone(UTC)
    six_hours = timedelta(hours=6)
    assert late.after(begins, six_hours, before=begins + LONG) == begins + six_hours, "to the moment that the gap ends"
    assert late.after(begins, six_hours + GAPS[0], before=begins + timedelta(hours=12)) is None


def test_hours_that_begin_in_the_hour_that_autumn_repeats_begin_once():
    early = Working(BERLIN, Daily(time(2, 30), time(2, 50)))
    begins = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert early.after(begins - timedelta(hours=3), timedelta(minutes=15), before=begins + LONG) == begins + GAPS[0]
    assert early.after(begins, timedelta(minutes=21), before=begins + timedelta(hours=20)) is None


def test_the_same_evening_is_work_for_one_and_night_for_the_other():
    asked = datetime(2026, 11, 25, 17, tzinfo=UTC)
    new_york = Working(ZoneInfo("America/New_York"), Daily(time(9), time(17), WEEKDAYS))
    assert steps(OFFICE, asked)[0] == ("nudge", "Thu 26 09:15")
    assert steps(new_york, asked)[0] == ("nudge", "Wed 25 12:15")


ZONES = st.sampled_from([ZoneInfo(key) for key in ("Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC")])
#: Away from the hour in which clocks change: there a wall clock alone does not say whether it is work.
TIMES = st.integers(5, 23).map(time) | st.integers(5, 22).map(lambda hour: time(hour, 30))
UTC_ZONE = ZoneInfo("UTC")
WEEKS = st.sampled_from([(), WEEKDAYS, (5, 6), (2,)])
HOURS = st.builds(lambda zone, *hours: Working(zone, Daily(*hours)), ZONES, TIMES, TIMES, WEEKS)
CHANGES = st.sampled_from(
    [datetime(2026, 10, 23, tzinfo=UTC), datetime(2027, 3, 12, tzinfo=UTC), datetime(2027, 3, 26, tzinfo=UTC)]
)
STEP = timedelta(minutes=15)


def is_open(hours: Daily, moment: datetime, zone: ZoneInfo) -> bool:
    """By the wall clock, apart from what is tested."""
    local = moment.astimezone(zone)
    shown, today = local.time(), local.weekday()
    yesterday = (today - 1) % 7
    on, before = (not hours.weekdays or day in hours.weekdays for day in (today, yesterday))
    if hours.starts < hours.ends:
        return on and hours.starts <= shown < hours.ends
    return (on and shown >= hours.starts) or (before and shown < hours.ends)


@given(HOURS, CHANGES, st.integers(0, 300), st.integers(1, 40))
@settings(max_examples=150, deadline=None)
def test_time_worked_is_what_a_look_at_the_clock_each_quarter_of_an_hour_counts(
    working: Working, base: datetime, offset: int, worked: int
):
    assert working.hours
    begins = base + offset * STEP
    before = begins + timedelta(days=5)
    moment, left = begins, worked
    while left and moment < before:
        left -= is_open(working.hours, moment, working.zone)
        moment += STEP
    expected = None if left or moment >= before else moment
    assert working.after(begins, worked * STEP, before=before) == expected


@given(working=HOURS, base=CHANGES, nudges=st.integers(0, 5), lasts=st.integers(1, 100), has_next=st.booleans())
@settings(max_examples=100, deadline=None)
def test_whatever_the_hours_the_next_step_is_later_and_before_it_expires(
    working: Working, base: datetime, nudges: int, lasts: int, *, has_next: bool
):
    expiry = base + lasts * STEP
    step = next_step(base, nudges, working, expires_at=expiry, has_next=has_next)
    match step:
        case Step(deed=deed, at=moment):
            assert base + GAPS[0] <= moment < expiry
            assert has_next or deed is Deed.NUDGE
        case None:
            assert not has_next or expiry <= base + GAPS[0]


def test_somebody_is_nudged_by_hand_at_most_every_five_minutes():
    now = at("2026-11-25T10:00")
    assert may_nudge_at(None, now) == now
    assert may_nudge_at(now - timedelta(minutes=5), now) == now
    assert may_nudge_at(now - timedelta(hours=2), now) == now
    assert may_nudge_at(now - timedelta(minutes=4), now) == now + timedelta(minutes=1)


def test_at_the_instant_itself_it_has_expired():
    asked, after = at("2026-11-25T10:00"), timedelta(hours=8)
    assert not has_expired(asked, after, expires_at(asked, after) - timedelta(microseconds=1))
    assert has_expired(asked, after, expires_at(asked, after))


def test_eight_hours_are_eight_hours_also_in_the_night_in_which_the_clocks_change():
    asked = at("2026-10-24T23:00").astimezone(UTC)
    assert f"{expires_at(asked, timedelta(hours=8)).astimezone(BERLIN):%H:%M}" == "06:00"
