"""Whether a reminder is said: what its person's state, their hours and their calls make of it."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import PresenceDefinition, UserPresence
from bot.genesys.routingstatus import RoutingStatus
from bot.genesys.users import User
from bot.identity.slack_people import SlackId
from bot.schedules.contents import Does, ReminderContent
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.hours import DaysOff, Hours, Window, Working
from bot.schedules.reminding import LOOKS_AGAIN_AFTER, WAITS_AT_MOST, Moment, State, judged
from bot.schedules.rules import BeforeReturn, OffQueue, Once, Rule
from bot.schedules.schedule import Firing, Schedule, ScheduleState
from tests.schedules.rule_table import at, utc
from tests.schedules.test_rules import BERLIN

NOON = utc("2026-11-25T11:00")  #: a Wednesday, 12:00 in Berlin
WORDS = ReminderContent(text="call Bo")
ON_QUEUE = ReminderContent(text="go on queue", does=Does.ON_QUEUE)
HALF_DAY = OffQueue(minutes=15, starts=time(9), ends=time(17))
FREE = State("Available", "OFF_QUEUE", NOON - timedelta(hours=1), OutOfOffice())
TAKING = State("On Queue", "IDLE", NOON, OutOfOffice())
MINUTE = timedelta(minutes=1)


def firing(rule: Rule, content: ReminderContent = WORDS, fire_at: datetime = NOON) -> Firing:
    schedule = Schedule(
        id="R7K2",
        slack=SlackId("T1", "U1"),
        link_id="L1",
        channel=None,
        zone=None,
        zone_now=BERLIN,
        rule=rule,
        content=content,
        state=ScheduleState.ACTIVE,
        paused_until=None,
        paused_why=None,
        next_at=None,
        done_at=fire_at,
        made_at=fire_at,
    )
    return Firing(schedule, fire_at)


def fired(
    rule: Rule,
    state: State = FREE,
    content: ReminderContent = WORDS,
    *,
    hours: Hours | None = None,
    now: datetime = NOON,
    told_at: datetime | None = None,
    fire_at: datetime = NOON,
) -> Fired:
    return judged(firing(rule, content, fire_at), state, Moment(now, BERLIN, hours or Hours(), told_at))


NINE, ONCE = at("12:00"), Once(at=NOON)
AWAY = replace(FREE, out_of_office=OutOfOffice(active=True, end_date=NOON + timedelta(days=1)))


def test_words_are_said():
    assert fired(NINE) == fired(ONCE) == fired(NINE, TAKING) == Sent()


def test_going_on_queue_is_dropped_when_it_is_done_already():
    assert fired(NINE, TAKING, ON_QUEUE) == Skipped(Skip.UNTRUE)
    assert fired(NINE, FREE, ON_QUEUE) == Sent()
    assert fired(NINE, replace(TAKING, routing="NOT_RESPONDING"), ON_QUEUE) == Sent()


@pytest.mark.parametrize("rule", [NINE, ONCE])
def test_nothing_is_said_while_its_person_is_out_of_office(rule: Rule):
    assert fired(rule, AWAY) == Skipped(Skip.OUT_OF_OFFICE)


@pytest.mark.parametrize(
    "out",
    [
        OutOfOffice(active=False, end_date=NOON + MINUTE),
        OutOfOffice(active=True, end_date=NOON - MINUTE),
        OutOfOffice(active=True, start_date=NOON + MINUTE, end_date=NOON + 2 * MINUTE),
    ],
)
def test_who_was_or_will_be_out_of_office_is_not_out_now(out: OutOfOffice):
    assert fired(NINE, replace(FREE, out_of_office=out)) == Sent()


def test_who_is_out_without_an_end_is_out():
    out = OutOfOffice(active=True, indefinite=True, end_date=NOON - MINUTE)
    assert fired(NINE, replace(FREE, out_of_office=out)) == Skipped(Skip.OUT_OF_OFFICE)


def test_nothing_is_said_on_a_day_off():
    hours = Hours(days_off=(DaysOff(first=date(2026, 11, 24), last=date(2026, 11, 25)),))
    assert fired(NINE, hours=hours) == fired(ONCE, hours=hours) == Skipped(Skip.DAY_OFF)
    assert fired(NINE, hours=hours, now=NOON + timedelta(days=1)) == Sent()


def test_outside_the_working_hours_only_a_named_moment_is_said():
    hours = Hours(working=Working(starts=time(13), ends=time(18), weekdays=(0, 1, 2, 3, 4)))
    assert fired(NINE, hours=hours) == Skipped(Skip.NOT_WORKING)
    assert fired(ONCE, hours=hours) == Sent()
    assert fired(NINE, hours=hours, now=NOON + 2 * 60 * MINUTE) == Sent()
    assert fired(NINE, hours=hours, now=NOON + timedelta(days=3, hours=2)) == Skipped(Skip.NOT_WORKING)


def test_in_quiet_hours_it_waits_for_their_end():
    hours = Hours(quiet=Window(starts=time(11, 30), ends=time(12, 30)))
    assert fired(NINE, hours=hours) == Held(NOON + 30 * MINUTE)
    assert fired(NINE, hours=hours, now=NOON + 30 * MINUTE) == Sent()
    assert fired(NINE, TAKING, ON_QUEUE, hours=hours) == Skipped(Skip.UNTRUE)


def test_quiet_hours_may_go_over_midnight():
    hours = Hours(quiet=Window(starts=time(20), ends=time(7)))
    assert fired(NINE, hours=hours, now=utc("2026-11-25T22:30")) == Held(utc("2026-11-26T06:00"))
    assert fired(NINE, hours=hours, now=utc("2026-11-25T05:59")) == Held(utc("2026-11-25T06:00"))
    assert fired(NINE, hours=hours, now=utc("2026-11-25T06:00")) == Sent()


@pytest.mark.parametrize("busy", ["INTERACTING", "COMMUNICATING"])
def test_nothing_is_said_on_an_interaction_and_the_waiting_has_an_end(busy: str):
    state = replace(TAKING, routing=busy)
    assert fired(NINE, state) == Held(NOON + LOOKS_AGAIN_AFTER)
    assert fired(NINE, state, now=NOON + WAITS_AT_MOST - MINUTE) == Held(NOON + WAITS_AT_MOST - MINUTE / 2)
    assert fired(NINE, state, now=NOON + WAITS_AT_MOST) == Sent()


def test_the_waiting_for_a_call_begins_when_the_quiet_hours_end():
    hours, state = Hours(quiet=Window(starts=time(11), ends=time(13))), replace(TAKING, routing="INTERACTING")
    after = NOON + 61 * MINUTE
    assert fired(NINE, state, hours=hours, now=after) == Held(after + LOOKS_AGAIN_AFTER)


def off_for(minutes: int) -> State:
    return replace(FREE, routing_since=NOON - minutes * MINUTE)


NOT_LISTED = Skipped(Skip.UNTRUE, listed=False)


def test_off_queue_is_told_once_it_lasts_too_long():
    assert fired(HALF_DAY, off_for(15)) == Sent()
    assert fired(HALF_DAY, off_for(12)) == Held(NOON + 3 * MINUTE)


def test_off_queue_is_told_once_for_each_time():
    assert fired(HALF_DAY, off_for(60), told_at=NOON - 45 * MINUTE) == NOT_LISTED
    assert fired(HALF_DAY, off_for(20), told_at=NOON - 45 * MINUTE) == Sent()


def test_minutes_off_queue_count_from_the_start_of_the_window():
    rule = OffQueue(minutes=15, starts=time(11, 50), ends=time(17))
    assert fired(rule, off_for(600)) == Held(NOON + 5 * MINUTE)
    assert fired(rule, off_for(600), told_at=NOON - 500 * MINUTE) == Held(NOON + 5 * MINUTE)
    assert fired(OffQueue(minutes=15), off_for(600)) == Sent()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        (TAKING, Skip.UNTRUE),
        (replace(TAKING, routing="INTERACTING"), Skip.UNTRUE),
        (replace(off_for(60), presence="OFFLINE"), Skip.UNTRUE),
        (replace(off_for(60), routing=""), Skip.UNTRUE),
        (AWAY, Skip.OUT_OF_OFFICE),
    ],
)
def test_whoever_is_not_off_queue_is_not_told(state: State, why: Skip):
    assert fired(HALF_DAY, state) == Skipped(why, listed=False)


def test_what_would_be_too_long_after_the_window_is_not_told():
    assert fired(OffQueue(minutes=15, starts=time(9), ends=time(12, 1)), off_for(10)) == NOT_LISTED
    assert fired(HALF_DAY, off_for(60), now=NOON + timedelta(hours=6)) == NOT_LISTED


def test_looks_in_quiet_hours_are_not_kept_for_later():
    hours = Hours(quiet=Window(starts=time(11), ends=time(13)))
    assert fired(HALF_DAY, off_for(60), hours=hours) == Skipped(Skip.QUIET_HOURS, listed=False)


def out_until(moment: str, **setting: bool) -> State:
    return replace(FREE, out_of_office=OutOfOffice(active=True, end_date=utc(moment)).model_copy(update=setting))


def test_the_day_before_a_return_is_told_by_the_calendar():
    assert fired(BeforeReturn(), out_until("2026-11-26T06:00")) == Sent()
    assert fired(BeforeReturn(), out_until("2026-11-25T23:30")) == Sent()  # Thursday 00:30 in Berlin
    assert fired(BeforeReturn(days=0), out_until("2026-11-25T16:00")) == Sent()
    assert fired(BeforeReturn(days=2), out_until("2026-11-27T06:00")) == Sent()


@pytest.mark.parametrize(
    "state",
    [
        FREE,
        out_until("2026-11-27T06:00"),
        out_until("2026-11-25T16:00"),
        out_until("2026-11-26T06:00", active=False),
        out_until("2026-11-26T06:00", indefinite=True),
        out_until("2026-11-25T10:59"),
    ],
)
def test_no_return_tomorrow_is_not_told(state: State):
    assert fired(BeforeReturn(), state) == NOT_LISTED


def test_a_return_is_told_on_a_day_off_but_not_in_quiet_hours():
    hours = Hours(days_off=(DaysOff(first=date(2026, 11, 20), last=date(2026, 11, 30)),))
    assert fired(BeforeReturn(), out_until("2026-11-26T06:00"), hours=hours) == Sent()
    quiet = Hours(quiet=Window(starts=time(11), ends=time(13)))
    assert fired(BeforeReturn(), out_until("2026-11-26T06:00"), hours=quiet) == Held(NOON + 60 * MINUTE)


def test_a_state_is_what_one_read_brings():
    user = User(
        id="1",
        presence=UserPresence(presence_definition=PresenceDefinition(id="2", system_presence="ON_QUEUE")),
        routing_status=RoutingStatus(status="IDLE", start_time=NOON),
        out_of_office=OutOfOffice(active=True),
    )
    assert State.of(user) == State("ON_QUEUE", "IDLE", NOON, OutOfOffice(active=True))
    assert State.of(user).takes_calls
    assert State.of(User(id="1")) == State("", "", None, OutOfOffice())
