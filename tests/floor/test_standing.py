"""What one record says somebody is doing, and who then needs somebody."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.floor.needs import Need, counts, in_order, needs
from bot.floor.standing import Doing, Standing, standing
from bot.genesys.users import User

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACTIVE = {"active": True, "indefinite": True}


def ago(minutes: float) -> str:
    return (NOW - timedelta(minutes=minutes)).isoformat()


def user(presence: str | None = None, routing: str | None = None, minutes: float = 10, **more: Any) -> User:
    shown: dict[str, Any] = {"id": "u-1", "name": "Ana", "email": "ana@example.com"}
    if presence is not None:
        shown["presence"] = {
            "presenceDefinition": {"id": "p", "systemPresence": presence},
            "modifiedDate": ago(minutes),
        }
    if routing is not None:
        shown["routingStatus"] = {"status": routing, "startTime": ago(2)}
    return User.model_validate(shown | more)


@pytest.mark.parametrize(
    ("record", "doing", "minutes"),
    [
        (user("On Queue", "NOT_RESPONDING"), Doing.NOT_RESPONDING, 2),
        (user("ON_QUEUE", "INTERACTING"), Doing.INTERACTING, 2),
        (user("Break", "INTERACTING"), Doing.INTERACTING, 2),
        (user("Available", "COMMUNICATING"), Doing.INTERACTING, 2),
        (user("OnQueue", "IDLE"), Doing.WAITING, 10),
        (user("On Queue", "OFF_QUEUE"), Doing.WAITING, 10),
        (user("BREAK", "OFF_QUEUE"), Doing.ON_BREAK, 10),
        (user("Meal"), Doing.ON_BREAK, 10),
        (user("Training", "OFF_QUEUE"), Doing.OFF_QUEUE, 10),
        (user("Something new", "SOMETHING_NEW"), Doing.OFF_QUEUE, 10),
        (user("Offline", "OFF_QUEUE"), Doing.OFFLINE, 10),
        (user("Available", outOfOffice=ACTIVE), Doing.OUT_OF_OFFICE, 10),
        (user(outOfOffice=ACTIVE), Doing.OUT_OF_OFFICE, None),
        (user(), Doing.UNKNOWN, None),
        (user(routing="IDLE"), Doing.UNKNOWN, None),
    ],
)  # fmt: skip
def test_what_somebody_is_doing_and_since_when(record, doing, minutes):
    found = standing(record, NOW)
    assert found.doing is doing
    assert found.since == (None if minutes is None else NOW - timedelta(minutes=minutes))


@pytest.mark.parametrize(
    ("setting", "is_out"),
    [
        ({"active": True, "indefinite": True}, True),
        ({"active": True, "startDate": ago(60), "endDate": ago(-60)}, True),
        ({"active": True, "startDate": ago(-60), "indefinite": True}, False),
        ({"active": True, "startDate": ago(120), "endDate": ago(60)}, False),
        ({"active": False, "indefinite": True}, False),
        (None, False),
    ],
)
def test_out_of_office_counts_while_it_is_in_effect(setting, is_out):
    assert standing(user("Available", outOfOffice=setting), NOW).is_out_of_office is is_out


def test_a_phone_is_missing_only_where_genesys_says_so():
    phone = {"effectiveStation": {"id": "s-1"}}
    assert not standing(user("On Queue"), NOW).has_no_station
    assert not standing(user("On Queue", station=phone), NOW).has_no_station
    assert standing(user("On Queue", station={}), NOW).has_no_station


@pytest.mark.parametrize(
    ("record", "need"),
    [
        (user("On Queue", "NOT_RESPONDING", station={}), Need.NOT_RESPONDING),
        (user("On Queue", "IDLE", station={}), Need.NO_STATION),
        (user("On Queue", "IDLE", outOfOffice=ACTIVE), Need.OUT_BUT_ON_QUEUE),
        (user("On Queue", "INTERACTING", outOfOffice=ACTIVE), Need.OUT_BUT_ON_QUEUE),
        (user("Break", minutes=16), Need.LONG_BREAK),
        (user("Meal", minutes=16), Need.LONG_BREAK),
        (user("Break", minutes=15), None),
        (user("Break", "INTERACTING", minutes=60), None),
        (user("Available", "OFF_QUEUE", minutes=600, station={}), None),
        (user("Offline", outOfOffice=ACTIVE, station={}), None),
        (user(), None),
    ],
)
def test_who_needs_somebody(record, need):
    found = needs([standing(record, NOW)], break_minutes=15, now=NOW)
    assert [one.need for one in found] == ([need] if need else [])


def person(name: str, doing: Doing, minutes: float = 60) -> Standing:
    return Standing(name, name, "", doing, "Break", NOW - timedelta(minutes=minutes))


def test_nobody_is_ranked():
    """Breaks stand by name, however long they last."""
    people = [person("Ana", Doing.ON_BREAK, 20), person("Bo", Doing.ON_BREAK, 90), person("Cy", Doing.NOT_RESPONDING)]
    assert [one.who.name for one in needs(people, break_minutes=15, now=NOW)] == ["Cy", "Ana", "Bo"]
    assert [one.name for one in in_order(people)] == ["Cy", "Ana", "Bo"]


def test_what_nobody_does_is_not_counted():
    people = [person("Ana", Doing.ON_BREAK), person("Bo", Doing.OFFLINE), person("Cy", Doing.ON_BREAK)]
    assert [(count.doing, count.people) for count in counts(people)] == [(Doing.ON_BREAK, 2), (Doing.OFFLINE, 1)]
