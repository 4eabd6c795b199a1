"""Quiet hours, working hours and days off, without a stage."""

from datetime import date, datetime, time

from bot.schedules.hours import DaysOff, Hours, Window, Working
from bot.schedules.rules import OffQueue, Once, Rule
from bot.slack.form import Values
from handlers.reminder_hours import against
from handlers.reminder_hours_form import days_ticked, staying
from tests.schedules.rule_table import at, utc
from tests.schedules.test_rules import BERLIN

NOON = datetime(2026, 11, 25, 12, tzinfo=BERLIN)
DAYS_OFF = tuple(DaysOff(first=date(2026, 12, day), last=date(2026, 12, day)) for day in range(1, 13))
SHOWN = " ".join(f"2026-12-{day:02}" for day in range(1, 11))


def test_only_a_box_that_was_shown_takes_a_day_off_away():
    kept = tuple(SHOWN.split()[1:])
    left = staying(Hours(days_off=DAYS_OFF), Values(ticked={"kept": kept}, about=SHOWN))
    assert left == DAYS_OFF[1:]


def test_without_boxes_all_days_off_stay():
    assert staying(Hours(days_off=DAYS_OFF), Values()) == DAYS_OFF


def test_all_days_ticked_are_every_day():
    assert days_ticked(Values(ticked={"weekdays": ("4", "0", "x")})) == (0, 4)
    assert days_ticked(Values(ticked={"weekdays": tuple("0123456")})) == days_ticked(Values()) == ()


def told(hours: Hours, rule: Rule) -> list[str]:
    return [line.text for line in against(hours, rule, zone=BERLIN, now=NOON)]


def test_whoever_sets_a_reminder_is_told_what_their_hours_make_of_it():
    working = Hours(working=Working(starts=time(9), ends=time(17), weekdays=(0, 1, 2, 3, 4)))
    quiet = Hours(quiet=Window(starts=time(20), ends=time(7)))
    off = Hours(days_off=(DaysOff(first=date(2026, 11, 26), last=date(2026, 11, 26)),))
    assert told(working, at("18:00")) == ["Outside your working hours it is not said."]
    assert told(working, at("10:00", weekdays=(0, 1))) == []
    assert told(working, Once(at=utc("2026-11-25T20:00"))) == []
    assert told(quiet, Once(at=utc("2026-11-25T20:00"))) == ["In your quiet hours it waits for their end."]
    assert told(off, at("10:00")) == ["On your days off it is not said."]
    assert told(off, OffQueue(minutes=15)) == []


def test_a_window_ends_where_its_end_is():
    night = Window(starts=time(20), ends=time(7))
    assert night.around(utc("2026-11-25T19:00"), BERLIN) == utc("2026-11-26T06:00")
    assert night.around(utc("2026-11-25T18:59"), BERLIN) is None
    friday = Working(starts=time(22), ends=time(6), weekdays=(4,))
    hours = Hours(working=friday)
    assert hours.works(utc("2026-11-28T04:00"), BERLIN)
    assert not hours.works(utc("2026-11-27T04:00"), BERLIN)


def test_a_window_over_the_change_of_the_clocks_lasts_as_long_as_the_wall_shows():
    night = Window(starts=time(22), ends=time(6))
    assert night.around(utc("2027-03-27T22:00"), BERLIN) == utc("2027-03-28T04:00")
    assert night.around(utc("2027-10-30T22:00"), BERLIN) == utc("2027-10-31T05:00")
