"""What a change says: to its person, of them by name, and what it wants in a few words."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.changes.callforwarding import ForwardingNow, SetForwarding
from bot.changes.change import Sentence
from bot.changes.default_station import DefaultStation, SetDefaultStation
from bot.changes.kinds import KINDS, AnyChange
from bot.changes.outofoffice import OutOfOfficeNow, SetOutOfOffice
from bot.changes.presence import GoOnQueue, PresenceNow, SetPresence
from bot.changes.queue_members import AddMembers, NewMembership, RemoveMembers
from bot.changes.queues import Memberships, QueueWanted, SetQueues
from bot.changes.routingstatus import RoutingNow, SetRoutingStatus
from bot.changes.stations import LeaveStation, StationNow, TakeStation
from handlers.wording import said

ZONE, NOW = ZoneInfo("UTC"), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ON, OFF = PresenceNow(definition_id="on", system="On Queue"), PresenceNow(definition_id="free", system="Available")
MISSED = ON.model_copy(update={"routing_status": "NOT_RESPONDING"})
DESK, NO_DESK = StationNow(station_id="s-1", name="Desk 1"), StationNow(seated=False)
FRIDAY = datetime(2026, 11, 27, 9, 0, tzinfo=UTC)


def queues(**joined: bool) -> tuple[QueueWanted, ...]:
    return tuple(QueueWanted(id=name, name=name, joined=wanted) for name, wanted in joined.items())


def memberships(**joined: bool) -> tuple[NewMembership, ...]:
    return tuple(NewMembership(id=name, name=name, joined=wanted) for name, wanted in joined.items())


def holds(**joined: bool) -> Memberships:
    return Memberships(joined=joined)


JOIN = SetQueues(user_id="u", wanted=queues(Billing=True, Returns=True))
BREAK = SetPresence(user_id="u", definition_id="break", label="Break")
GO_ON = GoOnQueue(user_id="u", definition_id="on", label="On Queue")
AWAY = SetOutOfOffice(user_id="u", active=True, starts_at=NOW, ends_at=FRIDAY)
BACK = SetOutOfOffice(user_id="u", active=False)
TAKE, STAND_UP = TakeStation(user_id="u", station_id="s-2", name="Desk 2"), LeaveStation(user_id="u")
FORWARD, IDLE = SetForwarding(user_id="u", enabled=True), SetRoutingStatus(user_id="u", status="IDLE")
DESK_2, NO_DEFAULT = SetDefaultStation(user_id="u", station_id="s-2", name="Desk 2"), SetDefaultStation(user_id="u")
ADD = AddMembers(user_id="u", wanted=memberships(Billing=True))
ADD_BOTH = AddMembers(user_id="u", wanted=memberships(Billing=True, Returns=False))
REMOVE = RemoveMembers(user_id="u", wanted=queues(Billing=True))

#: The change, what was before, and how the end reads: to its person, and of them.
DONE: list[tuple[AnyChange, object, str, str]] = [
    (JOIN, holds(Billing=False, Returns=False), "you joined Billing, Returns", "Ana joined Billing, Returns"),
    (SetQueues(user_id="u", wanted=queues(A=True, B=False)), holds(A=False, B=True), "you joined A and you left B", "Ana joined A and left B"),
    (BREAK, OFF, "your presence is Break", "Ana's presence is Break"),
    (BREAK, ON, "your presence is Break, so you are off queue", "Ana's presence is Break, so they are off queue"),
    (GO_ON, OFF, "you are on queue", "Ana is on queue"),
    (GO_ON, MISSED, "you are on queue again; the missed call is cleared", "Ana is on queue again; the missed call is cleared"),
    (IDLE, RoutingNow(status="NOT_RESPONDING"), "your routing status went from NOT_RESPONDING to IDLE", "Ana's routing status went from NOT_RESPONDING to IDLE"),
    (AWAY, OutOfOfficeNow(active=False), "you are out of office from today 09:00, back on Fri 27 Nov 09:00; calls go to voicemail meanwhile", "Ana is out of office from today 09:00, back on Fri 27 Nov 09:00; calls go to voicemail meanwhile"),
    (AWAY.model_copy(update={"ends_at": None}), OutOfOfficeNow(active=False), "you are out of office from today 09:00 until you end it; calls go to voicemail", "Ana is out of office from today 09:00 until they end it; calls go to voicemail"),
    (BACK, OutOfOfficeNow(active=True), "your out-of-office is off", "Ana's out-of-office is off"),
    (TAKE, DESK, "you sit at Desk 2", "Ana sits at Desk 2"),
    (TAKE, NO_DESK, "you sit at Desk 2", "Ana sits at Desk 2"),
    (STAND_UP, DESK, "you left Desk 1", "Ana left Desk 1"),
    (DESK_2, DefaultStation(), "your default station is Desk 2", "Ana's default station is Desk 2"),
    (NO_DEFAULT, DefaultStation(station_id="s-1", name="Desk 1"), "you have no default station", "Ana has no default station"),
    (FORWARD, ForwardingNow(enabled=False), "call forwarding is on", "Ana's call forwarding is on"),
    (ADD, holds(), "you are a member of Billing (joined)", "Ana is a member of Billing (joined)"),
    (ADD_BOTH, holds(), "you are a member of Billing (joined) and a member of Returns (not joined)", "Ana is a member of Billing (joined) and a member of Returns (not joined)"),
    (REMOVE, holds(Billing=True), "you are no longer a member of Billing", "Ana is no longer a member of Billing"),
]  # fmt: skip
#: The change, a state, and how that reads.
SHOWN: list[tuple[AnyChange, object, str, str]] = [
    (JOIN, holds(Billing=True), "you have joined Billing and you have not joined Returns", "Ana has joined Billing and has not joined Returns"),
    (BREAK, ON, "your presence is On Queue", "Ana's presence is On Queue"),
    (GO_ON, ON, "you are on queue", "Ana is on queue"),
    (GO_ON, OFF, "your presence is Available", "Ana's presence is Available"),
    (IDLE, RoutingNow(status="OFF_QUEUE"), "your routing status is OFF_QUEUE", "Ana's routing status is OFF_QUEUE"),
    (AWAY, OutOfOfficeNow(active=True, ends_at=FRIDAY), "you are out of office, back on Fri 27 Nov 09:00", "Ana is out of office, back on Fri 27 Nov 09:00"),
    (AWAY, OutOfOfficeNow(active=True), "you are out of office without an end", "Ana is out of office without an end"),
    (AWAY, OutOfOfficeNow(active=False), "your out-of-office is off", "Ana's out-of-office is off"),
    (TAKE, DESK, "you sit at Desk 1", "Ana sits at Desk 1"),
    (DESK_2, DefaultStation(), "you have no default station", "Ana has no default station"),
    (TAKE, DESK.model_copy(update={"seated": False}), "your station is Desk 1", "Ana's station is Desk 1"),
    (STAND_UP, NO_DESK, "you have no station", "Ana has no station"),
    (FORWARD, ForwardingNow(enabled=False), "call forwarding is off", "Ana's call forwarding is off"),
    (ADD, holds(Billing=False), "you are a member of Billing (not joined)", "Ana is a member of Billing (not joined)"),
    (ADD, holds(), "you are no member of Billing", "Ana is no member of Billing"),
    (REMOVE, holds(Billing=True), "you are a member of Billing (joined)", "Ana is a member of Billing (joined)"),
]  # fmt: skip
WISHES: list[tuple[AnyChange, str]] = [
    (JOIN, "join Billing and Returns"),
    (SetQueues(user_id="u", wanted=queues(Billing=False)), "leave Billing"),
    (SetQueues(user_id="u", wanted=queues(A=True, B=False)), "join A and leave B"),
    (BREAK, "set presence to Break"),
    (GO_ON, "go on queue"),
    (IDLE, "set routing status to IDLE"),
    (AWAY, "be out of office from today 09:00, back on Fri 27 Nov 09:00"),
    (AWAY.model_copy(update={"ends_at": None}), "be out of office from today 09:00, without an end"),
    (BACK, "turn out-of-office off"),
    (TAKE, "take the station Desk 2"),
    (STAND_UP, "leave the station"),
    (DESK_2, "have Desk 2 as default station"),
    (NO_DEFAULT, "have no default station"),
    (FORWARD, "turn call forwarding on"),
    (ADD, "become a member of Billing"),
    (AddMembers(user_id="u", wanted=memberships(Billing=False)), "become a member of Billing without joining"),
    (REMOVE, "stop being a member of Billing"),
]


def read(sentence: Sentence) -> str:
    return said(sentence, zone=ZONE, now=NOW).text


@pytest.mark.parametrize(("change", "before", "to_them", "of_them"), DONE)
def test_what_was_done_reads_to_its_person_and_of_them(change, before, to_them, of_them):
    assert read(change.sentence(before)) == to_them
    assert read(change.naming("Ana").sentence(before)) == of_them
    assert change.naming("Ana").naming(None) == change


@pytest.mark.parametrize(("change", "state", "to_them", "of_them"), SHOWN)
def test_a_state_reads_to_its_person_and_of_them(change, state, to_them, of_them):
    assert read(change.shown(state)) == to_them
    assert read(change.naming("Ana").shown(state)) == of_them


@pytest.mark.parametrize(("change", "wish"), WISHES)
def test_a_wish_is_short_and_the_same_for_everybody(change, wish):
    assert read(change.wish()) == read(change.naming("Ana").wish()) == wish
    assert len(wish) <= 60
    assert read(change.wish().named("Ana")) == f"Ana: {wish}"


def test_every_kind_is_in_each_of_the_tables():
    for table in (DONE, SHOWN, WISHES):
        assert {row[0].kind for row in table} == set(KINDS)


@pytest.mark.parametrize(("change", "before"), [(row[0], row[1]) for row in DONE])
def test_the_way_back_is_told_of_the_same_person(change, before):
    back = change.naming("Ana").inverse(before)
    assert back is None or (back.user_id, back.user_name) == ("u", "Ana")


@pytest.mark.parametrize(("change", "state"), [row[:2] for row in DONE + SHOWN])
def test_a_name_is_a_value_and_never_part_of_a_template(change, state):
    hostile = "<!channel> {0} {}"
    for sentence in (change.naming(hostile).sentence(state), change.naming(hostile).shown(state)):
        assert sentence.values[0] == hostile
        assert "&lt;!channel&gt; {0} {}" in read(sentence)


def test_who_has_no_name_is_not_taken_for_the_reader():
    for nameless in ("", "  "):
        assert read(BREAK.naming(nameless).shown(ON)) == "(no name)'s presence is On Queue"


def test_a_wish_names_as_many_queues_as_have_room_and_counts_the_others():
    many = SetQueues(user_id="u", wanted=queues(**{f"Queue number {number}": True for number in range(12)}))
    assert read(many.wish()) == "join Queue number 0, Queue number 1 and 10 more"
    long = SetQueues(user_id="u", wanted=queues(**{"Z" * 200: True, "Y" * 200: False}))
    assert read(long.wish()) == f"join {'Z' * 39}… and leave {'Y' * 39}…"


def test_changes_of_two_people_are_not_about_the_same_thing():
    assert JOIN.touches(ADD)
    assert not JOIN.touches(ADD.model_copy(update={"user_id": "other"}))
    assert BREAK.touches(GO_ON)
    assert not BREAK.touches(GO_ON.model_copy(update={"user_id": "other"}))


def test_only_what_genesys_lets_nobody_else_do_says_why():
    assert {kind for kind, change in KINDS.items() if change.owner_only} == {"outofoffice.set"}


def test_queues_are_named_for_the_rules_about_them():
    assert (JOIN.queue_names, ADD.queue_names, REMOVE.queue_names) == (
        ("Billing", "Returns"),
        ("Billing",),
        ("Billing",),
    )
    assert BREAK.queue_names == ()


def test_what_belonged_before_is_not_taken_away_again():
    both = AddMembers(user_id="u", wanted=memberships(Billing=True, Returns=True))
    assert both.inverse(holds()) == RemoveMembers(user_id="u", wanted=queues(Billing=True, Returns=True))
    assert both.inverse(holds(Billing=False, Returns=False)) == SetQueues(
        user_id="u", wanted=queues(Billing=False, Returns=False)
    )
    assert both.inverse(holds(Billing=False)) is None
    gone = RemoveMembers(user_id="u", wanted=queues(Billing=True, Returns=True))
    assert gone.inverse(holds(Billing=False)) == AddMembers(user_id="u", wanted=memberships(Billing=False))
    assert gone.inverse(holds()) is None
