"""Words for what comes again."""

from datetime import time

import pytest

from bot.grammar.schedules import DaysSaid, days_said, plain, times_said, window_said

WORKING = (0, 1, 2, 3, 4)

DAYS = {
    "weekdays": DaysSaid(WORKING),
    "on weekdays": DaysSaid(WORKING),
    "every weekday": DaysSaid(WORKING),
    "working days": DaysSaid(WORKING),
    "weekends": DaysSaid((5, 6)),
    "daily": DaysSaid(),
    "every day": DaysSaid(),
    "mon-sun": DaysSaid(),
    "every monday": DaysSaid((0,)),
    "mondays": DaysSaid((0,)),
    "every monday and thursday": DaysSaid((0, 3)),
    "mon, wed and fri": DaysSaid((0, 2, 4)),
    "mon wed fri": DaysSaid((0, 2, 4)),
    "mon\N{EN DASH}fri": DaysSaid(WORKING),
    "Monday to Friday": DaysSaid(WORKING),
    "fri-mon": DaysSaid((0, 4, 5, 6)),
    "weekdays except friday": DaysSaid((0, 1, 2, 3)),
    "every day but not on sundays": DaysSaid((0, 1, 2, 3, 4, 5)),
    "31st of each month": DaysSaid((), (31,)),
    "the 1st and 15th of every month": DaysSaid((), (1, 15)),
    "every month on the 31st": DaysSaid((), (31,)),
    "monthly on the 1st": DaysSaid((), (1,)),
    "every 15th": DaysSaid((), (15,)),
    "last day of each month": DaysSaid((), (-1,)),
    "15th and last day of the month": DaysSaid((), (-1, 15)),
    "every 24 december": DaysSaid((), (24,), (12,)),
    "every 24th of december": DaysSaid((), (24,), (12,)),
    "every december 24": DaysSaid((), (24,), (12,)),
    "every year on 1 january and july": DaysSaid((), (1,), (1, 7)),
    "monday": None,
    "on monday": None,
    "every": None,
    "weekdays except weekdays": None,
    "32nd of each month": None,
    "every other tuesday": None,
    "": None,
}


@pytest.mark.parametrize(("said", "meant"), DAYS.items())
def test_days(said: str, meant: DaysSaid | None):
    assert days_said(plain(said)) == meant


TIMES = {
    "08:55": ["08:55"],
    "8.55": ["08:55"],
    "at 9": ["09:00"],
    "9": ["09:00"],
    "9am": ["09:00"],
    "9 pm": ["21:00"],
    "9 a.m. and 5:30 p.m.": ["09:00", "17:30"],
    "12am": ["00:00"],
    "noon": ["12:00"],
    "at 17:30, at 9 and 12": ["09:00", "12:00", "17:30"],
    "9 o'clock": ["09:00"],
    "8.55 Uhr": ["08:55"],
    "every 2 hours from 9 to 15": ["09:00", "11:00", "13:00", "15:00"],
    "every half hour 9-10": ["09:00", "09:30", "10:00"],
    "every hour between 9 and 11": ["09:00", "10:00", "11:00"],
    "every 90 minutes from 9 to 12": ["09:00", "10:30", "12:00"],
    "25:00": None,
    "9:75": None,
    "24:00": None,
    "13pm": None,
    "every 30": None,
    "every 2 days": None,
    "every hour from 17 to 9:00": None,
    "soon": None,
}


@pytest.mark.parametrize(("said", "meant"), TIMES.items())
def test_times(said: str, meant: list[str] | None):
    read = times_said(plain(said))
    assert (None if read is None else [f"{at:%H:%M}" for at in read]) == meant


def test_an_hour_over_the_whole_day_has_twentyfour_times():
    assert times_said("every hour") == times_said("hourly") == tuple(time(hour) for hour in range(24))


WINDOWS = {
    "9\N{EN DASH}17": ("09:00", "17:00"),
    "9-17:30": ("09:00", "17:30"),
    "from 9:00 to 17:30": ("09:00", "17:30"),
    "between 8.30 and 16.15": ("08:30", "16:15"),
    "9-5": ("09:00", "17:00"),
    "9am-5pm": ("09:00", "17:00"),
    "22-6": ("22:00", "06:00"),
    "22:00 to 06:00": ("22:00", "06:00"),
    "9-05:00": ("09:00", "05:00"),
    "11:00-10:00": ("11:00", "10:00"),
    "11-10": ("11:00", "22:00"),
    "9": None,
    "9-": None,
    "9-25": None,
}


@pytest.mark.parametrize(("said", "meant"), WINDOWS.items())
def test_windows(said: str, meant: tuple[str, str] | None):
    read = window_said(plain(said))
    assert (None if read is None else tuple(f"{at:%H:%M}" for at in read)) == meant
