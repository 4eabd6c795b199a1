"""What Genesys may send, and is read all the same."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, TypeVar

import pytest

from bot.genesys.client import Genesys
from bot.genesys.model import DomainEntityRef
from bot.genesys.organization import OrgOAuthClient
from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import PresenceDefinition, same_presence
from bot.genesys.stations import UserStation, UserStations
from bot.genesys.users import User
from tests.genesys.other_side import answering, client, said

T = TypeVar("T")


async def read(body: object, call: Callable[[Genesys], Awaitable[T]]) -> T:
    async with answering(said(200, body)) as server, client(server.url) as me:
        return await call(me)


async def user(body: dict[str, Any]) -> User:
    return await read({"id": "u"} | body, lambda me: me.users.get_user("u"))


async def test_null_and_absent_are_the_same():
    fields = ("name", "email", "title", "department", "state")
    nothing = await user({})
    assert nothing == await user(
        dict.fromkeys([*fields, "manager", "presence", "station", "authorization", "division"])
    )
    assert [getattr(nothing, name) for name in fields] == [""] * 5


@pytest.mark.parametrize("manager", ["m", {"id": "m"}, {"id": "m", "name": None, "selfUri": "/x", "manager": {}}])
async def test_a_manager_is_an_object_or_an_id(manager):
    found = (await user({"manager": manager})).manager
    assert found is not None
    assert found.id == "m"


@pytest.mark.parametrize("nobody", [None, "", {}, {"name": "no id"}])
async def test_a_manager_without_an_id_is_none(nobody):
    assert (await user({"manager": nobody})).manager is None


async def test_values_that_are_new_are_shown_as_they_are():
    found = await user({"state": "hibernating", "routingStatus": {"status": "DREAMING", "startTime": "soon"}})
    assert found.state == "hibernating"
    assert found.routing_status is not None
    assert (found.routing_status.status, found.routing_status.start_time) == ("DREAMING", None)


@pytest.mark.parametrize(
    ("said_at", "at"),
    [
        ("2026-11-24T10:00:00.1234567Z", datetime(2026, 11, 24, 10, 0, 0, 123456, UTC)),
        ("2026-11-24T10:00:00.123456789Z", datetime(2026, 11, 24, 10, 0, 0, 123456, UTC)),
        ("2026-11-24T10:00:00Z", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("2026-11-24T10:00:00.000+0100", datetime(2026, 11, 24, 9, tzinfo=UTC)),
        ("2026-11-24T10:00:00", datetime(2026, 11, 24, 10, tzinfo=UTC)),
        ("never", None),
        ("", None),
        (None, None),
        ({}, None),
    ],
)
async def test_a_date_is_aware_and_in_utc_or_none(said_at, at):
    found = await read(
        {"status": "IDLE", "startTime": said_at}, lambda me: me.routingstatus.get_user_routingstatus("u")
    )
    assert found.start_time == at
    assert at is None or found.start_time.tzinfo in {UTC, UTC}


async def test_what_is_expanded_is_read():
    found = await user(
        {
            "presence": {"presenceDefinition": {"id": "p", "systemPresence": "ON_QUEUE"}, "modifiedDate": None},
            "outOfOffice": {"active": True, "indefinite": None},
            "station": {
                "associatedStation": {"id": "s", "name": "Desk 1"},
                "defaultStation": {},
                "effectiveStation": None,
            },
            "authorization": {"permissions": ["routing:queue:join"], "roles": [{"id": "r", "name": "Agent"}]},
        }
    )
    assert found.presence
    assert found.presence.presence_definition == PresenceDefinition(id="p", system_presence="ON_QUEUE")
    assert found.out_of_office == OutOfOffice(active=True)
    assert found.station == UserStations(associated_station=UserStation(id="s", name="Desk 1"))
    assert found.authorization
    assert found.authorization.permissions == ("routing:queue:join",)


async def test_the_client_of_a_token_is_read_although_its_name_breaks_the_rule():
    found = await read(
        {
            "organization": {"id": "o"},
            "OAuthClient": {"id": "c", "authorizedGrantType": "CODE"},
            "authorizedScope": None,
        },
        lambda me: me.organization.get_tokens_me(),
    )
    assert found.organization == DomainEntityRef(id="o")
    assert found.oauth_client == OrgOAuthClient(id="c", authorized_grant_type="CODE")


@pytest.mark.parametrize("spelling", ["ON_QUEUE", "On Queue", "OnQueue", "on queue"])
def test_a_system_presence_is_the_same_in_each_spelling(spelling):
    assert same_presence(spelling, "ON_QUEUE")
    assert not same_presence(spelling, "QUEUE")


@pytest.mark.parametrize(
    ("body", "label"),
    [
        ({"name": "Coffee", "languageLabels": {"en_US": "Coffee break"}}, "Coffee break"),
        ({"name": "Coffee", "languageLabels": None}, "Coffee"),
        ({"name": None, "languageLabels": {"de": "Kaffee", "fr": None}}, "Kaffee"),
        ({"systemPresence": "Break"}, "Break"),
    ],
)
async def test_a_presence_has_a_label_that_people_know(body, label):
    (found,) = await read({"entities": [{"id": "p"} | body]}, lambda me: me.presence.get_presence_definitions())
    assert found.label == label


async def test_an_out_of_office_is_sent_whole_and_in_utc():
    starts_at = datetime(2026, 11, 27, 9, 30, tzinfo=timezone(timedelta(hours=1)))
    async with answering(said(200, {"active": True})) as server, client(server.url) as me:
        await me.outofoffice.put_user_outofoffice("u", OutOfOffice(active=True, start_date=starts_at, indefinite=True))
    assert server.seen[0].body == {"active": True, "indefinite": True, "startDate": "2026-11-27T08:30:00.000Z"}


async def test_somebody_else_with_a_similar_address_is_not_found_by_an_address():
    people = [{"id": "1", "email": "Ana@Example.com"}, {"id": "2", "email": "ana@example.org"}, {"id": "3"}]
    found = await read({"results": people}, lambda me: me.users.search_email("ana@example.com"))
    assert [user.id for user in found] == ["1"]
