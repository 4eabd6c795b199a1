"""Between rows and values.

Rules and contents are read as text, and what was read lately is remembered: at nine o'clock thousands of rows hold the
same few.
"""

from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Text, and_, cast

from bot.identity.slack_people import SlackId
from bot.schedules.contents import CONTENT, Content
from bot.schedules.planning import next_at
from bot.schedules.rules import Rule
from bot.schedules.schedule import Paused, Schedule, ScheduleState
from bot.store.tables import schedules

RULE: TypeAdapter[Rule] = TypeAdapter(Rule)
RULE_TEXT = cast(schedules.c.rule, Text).label("rule_text")
#: What `schedule_of` reads.
COLUMNS = (
    *(column for column in schedules.c if column.name not in {"rule", "content", "notice_at", "changed_at"}),
    RULE_TEXT,
    cast(schedules.c.content, Text).label("content_text"),
)


def schedule_of(row: Any) -> Schedule:
    """From a row of `COLUMNS`. Raises ValidationError for what a newer release has stored."""
    return Schedule(
        id=row.id,
        slack=SlackId(row.team_id, row.slack_user, row.workspace or ""),
        link_id=row.link_id,
        channel=row.channel,
        zone=zone_of(row.zone) if row.zone else None,
        zone_now=zone_of(row.zone_now),
        rule=rule_of(row.rule_text),
        content=_content_of(row.content_text),
        state=ScheduleState(row.state),
        paused_until=row.paused_until,
        paused_why=Paused(row.paused_why) if row.paused_why else None,
        next_at=row.next_at,
        done_at=row.done_at,
        made_at=row.made_at,
    )


@lru_cache(maxsize=8192)
def rule_of(text: str) -> Rule:
    return RULE.validate_json(text)


@lru_cache(maxsize=1024)
def _content_of(text: str) -> Content:
    return CONTENT.validate_json(text)


@lru_cache(maxsize=1024)
def zone_of(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def of_person(slack: SlackId) -> ColumnElement[bool]:
    return and_(schedules.c.team_id == slack.team_id, schedules.c.slack_user == slack.user_id)


def going_on(schedule: Schedule, now: datetime) -> dict[str, Any]:
    """What the row of a paused schedule is set to when it goes on: with the next time after now."""
    return {
        "state": ScheduleState.ACTIVE,
        "paused_until": None,
        "paused_why": None,
        "notice_at": None,
        "next_at": next_at(schedule.rule, schedule.zone_now, max(now, schedule.done_at)),
    }
