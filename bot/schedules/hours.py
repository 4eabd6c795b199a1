"""When somebody wants no reminders: quiet hours, the hours they work, and days off. One row a person."""

from datetime import date, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import ColumnElement, and_, delete, insert, select

from bot.grammar.moments.wallclock import settled
from bot.identity.slack_people import SlackId
from bot.store.engine import Database
from bot.store.tables import reminder_hours

DAY = timedelta(days=1)
MOST_DAYS_OFF = 40


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True)


class Window(_Part):
    """From one time of day to another, over midnight where it ends before it starts."""

    starts: time
    ends: time

    def around(self, at: datetime, zone: ZoneInfo, weekdays: tuple[int, ...] = ()) -> datetime | None:
        """The end of the window that is open at `at`, in UTC; None while none is.

        A window belongs to the weekday on which it starts; no weekday means each of them.
        """
        today = at.astimezone(zone).date()
        for day in (today, today - DAY):
            last = day if self.starts < self.ends else day + DAY
            starts, ends = (
                settled(datetime.combine(on, shown), zone) for on, shown in ((day, self.starts), (last, self.ends))
            )
            if starts <= at < ends and (not weekdays or day.weekday() in weekdays):
                return ends
        return None


class Working(Window):
    """The hours that somebody works."""

    weekdays: tuple[int, ...] = ()  #: 0 is Monday; none: each of them


class DaysOff(_Part):
    """From one day to another, both of them included."""

    first: date
    last: date


class Hours(_Part):
    """None of it means that any time is right. Stored for long: a field is never renamed, a new one has a default."""

    quiet: Window | None = None
    working: Working | None = None
    days_off: Annotated[tuple[DaysOff, ...], Field(max_length=MOST_DAYS_OFF)] = ()

    def is_off(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is a day off."""
        today = at.astimezone(zone).date()
        return any(off.first <= today <= off.last for off in self.days_off)

    def works(self, at: datetime, zone: ZoneInfo) -> bool:
        """Whether it is within the hours worked."""
        return self.working is None or self.working.around(at, zone, self.working.weekdays) is not None

    def quiet_until(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When it is quiet no longer; None if it is not quiet now."""
        return self.quiet.around(at, zone) if self.quiet else None


class HoursRows:
    """Each person's own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def of(self, slack: SlackId) -> Hours:
        """Theirs, or those of somebody who has set none."""
        query = select(reminder_hours.c.hours).where(_theirs(slack))
        async with self._database.read() as tx:
            row = (await tx.execute(query)).one_or_none()
        return Hours.model_validate(row.hours) if row else Hours()

    async def keep(self, slack: SlackId, hours: Hours) -> None:
        """From now on these."""
        values = {"team_id": slack.team_id, "slack_user": slack.user_id, "hours": hours.model_dump(mode="json")}
        async with self._database.begin() as tx:
            await tx.execute(delete(reminder_hours).where(_theirs(slack)))
            await tx.execute(insert(reminder_hours).values(values))


def _theirs(slack: SlackId) -> ColumnElement[bool]:
    return and_(reminder_hours.c.team_id == slack.team_id, reminder_hours.c.slack_user == slack.user_id)
