"""What comes of a schedule whose moment has come, or is long past: one firing at most. Pure.

After an outage the newest moment is still said if it is not too late for that; all the others are listed as skipped.
How late is too late depends on what is said:

- a reminder at a time of day: 15 minutes. "Go on queue" at 08:55 is of use at 09:10, and noise at noon.
- a reminder at one moment: an hour. It does not come again, and a call that is late is better than one forgotten.
- a reminder before a return: two hours. It is about tomorrow.
- a digest: two hours. It tells the state of now, whenever that is; later it is the next one's.
- a look at whether something holds: nothing was missed, the next look is as good.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.schedules.rules import BeforeReturn, OffQueue, Once, Rule, next_after

#: Less than any two moments of a rule are apart.
MOMENT = timedelta(seconds=1)
#: After a very long outage the list of what was skipped begins here.
MOST_LISTED = 200


@dataclass(frozen=True)
class Plan:
    """`fires`: the moment that is carried out; `late`: those that are not; `next_at`: None when nothing comes after."""

    fires: datetime | None
    late: tuple[datetime, ...]
    done_at: datetime
    next_at: datetime | None


def grace(rule: Rule, kind: str) -> timedelta:
    """How late it may be said."""
    if kind == "digest":
        return timedelta(hours=2)
    match rule:
        case Once():
            return timedelta(hours=1)
        case BeforeReturn():
            return timedelta(hours=2)
        case _:
            return timedelta(minutes=15)


@lru_cache(maxsize=8192)
def next_at(rule: Rule, zone: ZoneInfo, after: datetime) -> datetime | None:
    """Remembered: at nine o'clock many have the same rule, zone and moment."""
    return next_after(rule, zone=zone, after=after)


def plan(rule: Rule, kind: str, zone: ZoneInfo, due_at: datetime, now: datetime) -> Plan:
    """`due_at` is the first moment that was not dealt with; it is not after `now`."""
    if isinstance(rule, OffQueue):
        fires = due_at if now - due_at <= grace(rule, kind) else None
        return Plan(fires, (), due_at, next_at(rule, zone, now))
    moments, coming = [due_at], next_at(rule, zone, due_at)
    while coming is not None and coming <= now:
        moments.append(coming)
        coming = next_at(rule, zone, coming)
    newest = moments[-1]
    if now - newest <= grace(rule, kind):
        return Plan(newest, tuple(moments[-MOST_LISTED:-1]), newest, coming)
    return Plan(None, tuple(moments[-MOST_LISTED:]), newest, coming)


def moved(
    rule: Rule, *, kind: str, zone: ZoneInfo, done_at: datetime, due_at: datetime, now: datetime
) -> datetime | None:
    """When it is due now that its person is in another zone: no day is missed, and none has it twice.

    What was done is counted by the clock on the wall (`done_at` is `on_the_wall`). So a person who flies west does not
    get the same morning's reminder again; who flies east over the time itself gets it when it was to come.
    """
    match rule:
        case Once():
            return due_at
        case OffQueue():
            return next_at(rule, zone, now)
    too_late = now - grace(rule, kind)
    coming, missed = next_at(rule, zone, max(done_at, too_late)), next_at(rule, zone, done_at)
    if missed and missed <= too_late and now < due_at and (coming is None or due_at < coming):
        return due_at
    return coming


def on_the_wall(moment: datetime, was: ZoneInfo, zone: ZoneInfo) -> datetime:
    """The moment at which the clocks of `zone` show what those of `was` showed then, in UTC."""
    return moment.astimezone(was).replace(tzinfo=zone).astimezone(UTC)
