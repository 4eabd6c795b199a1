"""What was stored once is read for ever: rules, contents and hours as some release wrote them."""

from datetime import date, time

import pytest
from pydantic import TypeAdapter

from bot.schedules.contents import CONTENT, Content, Does, ReminderContent
from bot.schedules.hours import DaysOff, Hours, Window, Working
from bot.schedules.rules import BeforeReturn, Calendar, OffQueue, Once, Rule
from tests.schedules.rule_table import utc

RULES: TypeAdapter[Rule] = TypeAdapter(Rule)

#: Never to be edited: a line here stands for rows in somebody's database.
STORED: tuple[tuple[str, Rule], ...] = (
    ('{"kind": "once", "at": "2026-11-25T11:20:00Z"}', Once(at=utc("2026-11-25T11:20"))),
    (
        '{"kind": "calendar", "weekdays": [0, 4], "month_days": [], "months": [], "times": ["08:55:00"]}',
        Calendar(weekdays=(0, 4), times=(time(8, 55),)),
    ),
    (
        '{"kind": "calendar", "weekdays": [], "month_days": [-1, 15], "months": [12], "times": ["09:00:00"]}',
        Calendar(month_days=(15, -1), months=(12,), times=(time(9),)),
    ),
    (
        '{"kind": "off_queue", "minutes": 15, "starts": "09:00:00", "ends": "17:00:00", "weekdays": []}',
        OffQueue(minutes=15, starts=time(9), ends=time(17)),
    ),
    ('{"kind": "before_return", "days": 1, "at": "09:00:00"}', BeforeReturn()),
)
CONTENTS: tuple[tuple[str, Content], ...] = (
    ('{"kind": "reminder", "text": "call Bo"}', ReminderContent(text="call Bo")),
    (
        '{"kind": "reminder", "text": "go on queue", "does": "on_queue", "snoozed": "R7K2"}',
        ReminderContent(text="go on queue", does=Does.ON_QUEUE, snoozed="R7K2"),
    ),
)
HOURS = (
    '{"quiet": {"starts": "20:00:00", "ends": "07:00:00"}, "working": {"starts": "09:00:00", "ends": "17:00:00",'
    ' "weekdays": [0, 1]}, "days_off": [{"first": "2026-12-24", "last": "2027-01-01"}]}'
)


@pytest.mark.parametrize(("stored", "rule"), STORED)
def test_a_stored_rule_is_read(stored: str, rule: Rule):
    assert RULES.validate_json(stored) == rule


def test_each_kind_of_rule_has_a_stored_sample():
    kinds = {variant.model_fields["kind"].default for variant in (Once, Calendar, OffQueue, BeforeReturn)}
    assert {rule.kind for _, rule in STORED} == kinds


@pytest.mark.parametrize(("stored", "content"), CONTENTS)
def test_a_stored_content_is_read(stored: str, content: Content):
    assert CONTENT.validate_json(stored) == content


def test_stored_hours_are_read():
    assert Hours.model_validate_json("{}") == Hours()
    assert Hours.model_validate_json(HOURS) == Hours(
        quiet=Window(starts=time(20), ends=time(7)),
        working=Working(starts=time(9), ends=time(17), weekdays=(0, 1)),
        days_off=(DaysOff(first=date(2026, 12, 24), last=date(2027, 1, 1)),),
    )
