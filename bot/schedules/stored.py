"""Between rows and values."""

from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Row, and_

from bot.identity.slack_people import SlackId
from bot.schedules.contents import CONTENT
from bot.schedules.rules import Rule
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.store.tables import schedules

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)


def schedule_of(row: Row[Any]) -> Schedule:
    """Raises ValidationError for what a newer release has stored."""
    return Schedule(
        id=row.id,
        slack=SlackId(row.team_id, row.slack_user, row.workspace or ""),
        link_id=row.link_id,
        channel=row.channel,
        zone=zone_of(row.zone) if row.zone else None,
        zone_now=zone_of(row.zone_now),
        rule=RULE.validate_python(row.rule),
        content=CONTENT.validate_python(row.content),
        state=ScheduleState(row.state),
        paused_until=row.paused_until,
        paused_why=Paused(row.paused_why) if row.paused_why else None,
        next_at=row.next_at,
        made_at=row.made_at,
    )


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    """Looked up once: the look-up's own cache is weak, and costs more."""
    return ZoneInfo(name)


def of_person(slack: SlackId) -> ColumnElement[bool]:
    return and_(schedules.c.team_id == slack.team_id, schedules.c.slack_user == slack.user_id)
