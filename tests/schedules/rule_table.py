"""Rules in their zones, and the moments at which they fire on the days when something is odd."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

from bot.schedules.rules import Calendar, Rule

WEEKDAYS = (0, 1, 2, 3, 4)


def at(*times: str, weekdays: tuple[int, ...] = (), month_days: tuple[int, ...] = ()) -> Calendar:
    shown = tuple(time.fromisoformat(one) for one in times)
    return Calendar(weekdays=weekdays, month_days=month_days, times=shown)


def utc(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+00:00")


#: The rule, its zone, the first and last local day that is looked at, and all its firings on them in UTC.
TABLE: tuple[tuple[Rule, str, str, str, tuple[str, ...]], ...] = (
    (at("02:30"), "Europe/Berlin", "2027-03-28", "2027-03-28", ("2027-03-28T01:00",)),
    (at("02:30"), "Europe/Berlin", "2027-10-31", "2027-10-31", ("2027-10-31T00:30",)),
    (at("02:30"), "America/New_York", "2027-03-14", "2027-03-14", ("2027-03-14T07:00",)),
    (at("01:30"), "America/New_York", "2027-11-07", "2027-11-07", ("2027-11-07T05:30",)),
    (at("00:30"), "Africa/Cairo", "2027-04-30", "2027-04-30", ("2027-04-29T22:00",)),
    (at("23:30"), "Africa/Cairo", "2027-10-28", "2027-10-28", ("2027-10-28T20:30",)),
    (at("02:15"), "Australia/Lord_Howe", "2027-10-03", "2027-10-03", ("2027-10-02T15:30",)),
    (at("01:45"), "Australia/Lord_Howe", "2027-04-04", "2027-04-04", ("2027-04-03T14:45",)),
    (at("08:55", weekdays=WEEKDAYS), "Asia/Kathmandu", "2027-01-02", "2027-01-04", ("2027-01-04T03:10",)),
    (
        at("08:55", weekdays=WEEKDAYS),
        "Europe/Berlin",
        "2027-03-26",
        "2027-03-29",
        ("2027-03-26T07:55", "2027-03-29T06:55"),
    ),
    (at("09:00", month_days=(31,)), "Europe/Berlin", "2027-02-01", "2027-04-30", ("2027-03-31T07:00",)),
    (at("09:00", month_days=(29,)), "Europe/Berlin", "2027-02-01", "2027-02-28", ()),
    (at("09:00", month_days=(29,)), "Europe/Berlin", "2028-02-01", "2028-02-29", ("2028-02-29T08:00",)),
    # Both walls of the gap are one moment, and it fires once.
    (at("02:30", "03:00"), "Europe/Berlin", "2027-03-28", "2027-03-28", ("2027-03-28T01:00",)),
    (at("09:00", month_days=(-1,)), "Europe/Berlin", "2027-02-01", "2027-02-28", ("2027-02-28T08:00",)),
)


def day_in(zone: ZoneInfo, moment: datetime) -> str:
    return moment.astimezone(zone).date().isoformat()
