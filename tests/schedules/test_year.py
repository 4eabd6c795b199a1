"""The rules that are hard, through rows and sweep: their days, and a whole year of them with two outages."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.schedules.rules import Calendar
from bot.store.tables import firings
from tests.schedules.clockroom import Clockroom
from tests.schedules.rule_table import TABLE, utc

DAY = timedelta(days=1)
#: So many moments in one transaction, because a year has thousands.
MONTH = 100
STARTS, ENDS = utc("2026-12-31T12:00"), utc("2027-12-31T12:00")
#: A night across the change in Berlin, after which its reminder is still in time; and a long weekend across the next.
OUTAGES = (
    (utc("2027-03-27T21:00"), utc("2027-03-28T01:05")),
    (utc("2027-10-29T12:00"), utc("2027-11-01T12:00")),
)
LATE = timedelta(minutes=15)


async def test_each_rule_fires_on_its_days_as_the_clock_on_the_wall_says(room: Clockroom):
    said = []
    for rule, name, first, last, _ in TABLE:
        zone = ZoneInfo(name)
        room.clock.to(midnight(first, zone) - timedelta(minutes=1))
        ends = midnight((date.fromisoformat(last) + DAY).isoformat(), zone)
        made = await room.add(rule, zone=zone)
        coming = made
        while coming.next_at and coming.next_at < ends:
            await room.to(coming.next_at)
            coming = await room.schedules.find(made.id) or coming
        await room.schedules.end(made.id, made.slack)
        said.append([moment for moment in room.moments(made) if moment < ends])

    assert said == [[utc(moment) for moment in row[-1]] for row in TABLE]


async def test_a_year_takes_each_moment_once_and_lists_what_two_outages_cost(room: Clockroom):
    room.clock.to(STARTS)
    expected = {(await room.add(rule, zone=zone)).id: year_of(rule, zone) for rule, zone in RULES}
    year = sorted({moment for moments in expected.values() for moment in moments})
    outages = [ends for _, ends in OUTAGES]

    moments = sorted([*(one for one in year if outage_of(one) is None), *outages])
    for month in (moments[start : start + MONTH] for start in range(0, len(moments), MONTH)):
        async with room.database.begin() as tx:
            for moment in month:
                await room.taking.take(tx, moment)

    async with room.database.read() as tx:
        rows = (await tx.execute(select(firings).order_by(firings.c.fire_at))).all()
    for schedule_id, theirs in expected.items():
        taken = [row.fire_at for row in rows if row.schedule_id == schedule_id and row.state == "due"]
        late = [row.fire_at for row in rows if row.schedule_id == schedule_id and row.reason == "late"]
        assert (taken, late) == split(theirs)


def midnight(day: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(date.fromisoformat(day), time(), zone).astimezone(UTC)


def outage_of(moment: datetime) -> datetime | None:
    """When the one ends in which it comes."""
    return next((ends for starts, ends in OUTAGES if starts < moment < ends), None)


def split(moments: Sequence[datetime]) -> tuple[list[datetime], list[datetime]]:
    """What can be said, and what comes in an outage: of that the newest alone, and only if it is in time after it."""
    said: list[datetime] = []
    skipped: list[datetime] = []
    for moment, after in pairwise([*moments, datetime.max.replace(tzinfo=UTC)]):
        ends = outage_of(moment) or moment
        (said if ends - moment <= LATE and after > ends else skipped).append(moment)
    return said, skipped


def on(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The first moment at which a clock on the wall shows no less: found by looking at it, every five minutes."""
    wall = datetime.combine(day, at)
    moment = wall.replace(tzinfo=UTC) - timedelta(hours=15)
    while moment.astimezone(zone).replace(tzinfo=None) < wall:
        is_far = moment.astimezone(zone).replace(tzinfo=None) < wall - timedelta(hours=3)
        moment += timedelta(hours=1) if is_far else timedelta(minutes=5)
    return moment


@cache
def year_of(rule: Calendar, zone: ZoneInfo) -> tuple[datetime, ...]:
    """Each of its moments, counted on a calendar, once for all databases."""
    days = (STARTS.date() + number * DAY for number in range(366))
    theirs = (
        day
        for day in days
        if (not rule.weekdays or day.weekday() in rule.weekdays) and (not rule.month_days or day.day in rule.month_days)
    )
    moments = {moment for day in theirs for at in rule.times if STARTS < (moment := on(day, at, zone)) < ENDS}
    return tuple(sorted(moments))


#: Those of the table, each once. Several times a day, and the last day of a month, are other tests'.
RULES = {
    (rule, ZoneInfo(zone)): None
    for rule, zone, *_ in TABLE
    if isinstance(rule, Calendar) and len(rule.times) == 1 and -1 not in rule.month_days
}
