"""Each method against the simulator: what it says it does is what the floor then shows."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest

from bot.errors import Conflict, Forbidden, Invalid, NotFound, OutcomeUnknown, SignInEnded
from bot.genesys.oauth import Login
from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import same_presence
from tests.sandbox.genesys.site import (
    ANA,
    BO,
    CALLBACK,
    CARLA,
    HUGO,
    INES,
    JONAS,
    LACKS_ON_QUEUE,
    LACKS_QUEUES,
    START,
    answer_of,
)

me = ANA.genesys_user


async def test_who_i_am_and_what_i_may(ana):
    found = await ana.users.get_users_me(
        expand=["authorization", "presence", "routingStatus", "station", "outOfOffice"]
    )
    assert (found.id, found.name, found.email, found.title) == (me, ANA.name, ANA.email, ANA.title)
    assert "routing:queue:join" in found.authorization.permissions
    assert same_presence(found.presence.presence_definition.system_presence, "AVAILABLE")
    assert found.routing_status.status == "OFF_QUEUE"
    assert found.station.associated_station.name
    assert not found.out_of_office.active
    assert found.manager.id == BO.genesys_user


async def test_people_around_somebody(ana, sign_in):
    assert (await ana.users.get_user(BO.genesys_user)).name == BO.name
    assert [user.name for user in await ana.users.get_user_superiors(me)] == [BO.name, CARLA.name]
    bo = await sign_in(BO)
    assert me in [user.id for user in await bo.users.get_user_directreports(BO.genesys_user)]
    around = await ana.users.get_user_adjacents(me)
    assert [user.name for user in around.superiors] == [BO.name, CARLA.name]
    assert (around.direct_reports, me in {user.id for user in around.siblings}) == ((), False)


async def test_people_of_the_directory(ana):
    page = await ana.users.get_users([me, BO.genesys_user])
    assert {user.id for user in page.entities} == {me, BO.genesys_user}
    assert len((await ana.users.get_users()).entities) == 40


async def test_people_by_a_part_of_their_name_and_by_address(ana):
    assert ANA.name in [user.name for user in await ana.users.search("ana")]
    assert await ana.users.search("nobody has this name") == ()
    assert [user.id for user in await ana.users.search_email(ANA.email.upper())] == [me]
    assert await ana.users.search_email("ana") == ()


async def test_a_search_by_the_address_of_a_page(ana):
    assert len((await ana.users.get_users_search("e30=")).results) == 25  # {}: everybody


async def test_somebody_who_is_not_there(ana):
    with pytest.raises(NotFound):
        await ana.users.get_user("nobody")


async def test_my_queues_joined_and_not(ana):
    mine = await ana.queues.all_user_queues(me)
    assert [(queue.name, queue.joined) for queue in mine] == [("Billing", False), ("Returns", True), ("Support", False)]


async def test_one_queue_is_joined_at_once(ana, site):
    answer = await ana.queues.patch_user_queue(me, site.queue("Billing"), joined=True)
    assert (answer.name, answer.joined) == ("Billing", True)
    assert (await ana.queues.get_user_queues(me, joined=True)).entities[0].name == "Billing"


async def test_many_queues_are_joined_a_moment_later_and_only_those_one_belongs_to(ana, site):
    names = ("Billing", "Support", "VIP")
    await ana.queues.patch_user_queues(me, [site.queue(name) for name in names], joined=True)
    site.wait(30)
    mine = await ana.queues.all_user_queues(me)
    assert [queue.name for queue in mine if queue.joined] == ["Billing", "Returns", "Support"]


async def test_who_may_not_join_reads_which_right_is_missing(sign_in, site):
    somebody = await sign_in(LACKS_QUEUES)
    with pytest.raises(Forbidden) as caught:
        await somebody.queues.patch_user_queue(LACKS_QUEUES.genesys_user, site.queue("Billing"), joined=True)
    assert caught.value.missing == ("routing:queue:join", "routing:queueMember:manage")
    assert caught.value.correlation_id


async def test_the_organisations_queues_by_name(ana):
    assert [queue.name for queue in await ana.queues.all_routing_queues(name="billing")] == ["Billing"]
    assert [queue.name for queue in await ana.queues.all_routing_queues(name="*ll*")] == ["Billing", "Callbacks"]
    assert len((await ana.queues.get_routing_queues()).entities) == 8


async def test_not_responding_is_cleared(sign_in, site):
    hugo = await sign_in(HUGO)
    assert (await hugo.routingstatus.get_user_routingstatus(HUGO.genesys_user)).status == "NOT_RESPONDING"
    assert (await hugo.routingstatus.put_user_routingstatus(HUGO.genesys_user, "IDLE")).status == "IDLE"
    assert site.user(HUGO).routing.status == "IDLE"


async def test_a_routing_status_that_is_not_allowed_is_invalid(ana):
    with pytest.raises(Invalid):
        await ana.routingstatus.put_user_routingstatus(me, "IDLE")


async def test_going_on_queue_is_a_presence(ana, site):
    definitions = await ana.presence.get_presence_definitions()
    (on_queue,) = [one for one in definitions if same_presence(one.system_presence, "ON_QUEUE")]
    assert on_queue.type == "System"
    assert "Coffee break" in [one.label for one in definitions]

    await ana.presence.patch_user_presence(me, on_queue.id)

    seen = await ana.presence.get_user_presence(me)
    assert seen.presence_definition.id == on_queue.id
    assert seen.modified_date == START
    assert (await ana.routingstatus.get_user_routingstatus(me)).status == "IDLE"


async def test_who_may_not_go_on_queue_reads_which_right_is_missing(sign_in, site):
    somebody = await sign_in(LACKS_ON_QUEUE)
    with pytest.raises(Forbidden) as caught:
        await somebody.presence.patch_user_presence(LACKS_ON_QUEUE.genesys_user, site.definition("On Queue"))
    assert caught.value.missing == ("routing:agent:onQueue",)


async def test_out_of_office_is_set_and_read(ana):
    ends_at = datetime(2026, 11, 27, 9, tzinfo=UTC)
    wanted = OutOfOffice(active=True, start_date=START, end_date=ends_at)
    assert await ana.outofoffice.put_user_outofoffice(me, wanted) == wanted
    assert await ana.outofoffice.get_user_outofoffice(me) == wanted


async def test_nobody_sets_somebody_elses_out_of_office(sign_in):
    carla = await sign_in(CARLA)
    with pytest.raises(Forbidden) as caught:
        await carla.outofoffice.put_user_outofoffice(me, OutOfOffice(active=True))
    assert (caught.value.code, caught.value.missing) == ("outofoffice.update.error", ())


async def test_out_of_office_cannot_end_before_it_starts(ana):
    with pytest.raises(Invalid):
        await ana.outofoffice.put_user_outofoffice(
            me, OutOfOffice(active=True, start_date=START, end_date=START - timedelta(days=1))
        )


async def test_a_free_station_is_taken_a_moment_later(ana, site):
    (desk,) = await ana.stations.all_stations(name="Hot desk 1")
    assert (desk.status, desk.user_id) == ("AVAILABLE", "")
    await ana.stations.put_user_station_associatedstation_station_id(me, desk.id)
    site.wait(30)
    assert (await ana.stations.get_user_station(me)).effective_station.id == desk.id
    (desk,) = (await ana.stations.get_stations(name="Hot desk 1")).entities
    assert (desk.status, desk.user_id) == ("ASSOCIATED", me)


async def test_who_stands_up_has_no_station_a_moment_later(ana, site):
    await ana.stations.delete_user_station_associatedstation(me)
    site.wait(30)
    stations = await ana.stations.get_user_station(me)
    assert (stations.associated_station, stations.effective_station) == (None, None)


async def test_a_taken_station_is_a_conflict(ana, site):
    with pytest.raises(Conflict) as caught:
        await ana.stations.put_user_station_associatedstation_station_id(me, site.user(BO).station_id)
    assert caught.value.code == "userservice.stationalreadyassociated"


async def test_forwarding_is_turned_off_and_its_calls_stay(sign_in):
    jonas = await sign_in(JONAS)
    before = await jonas.callforwarding.get_user_callforwarding(JONAS.genesys_user)
    assert before.enabled
    after = await jonas.callforwarding.patch_user_callforwarding(JONAS.genesys_user, enabled=False)
    assert (after.enabled, after.calls) == (False, before.calls)
    assert after.calls[0].targets[0].type == "PHONENUMBER"


async def test_forwarding_without_calls_is_invalid_although_it_is_a_409(ana):
    with pytest.raises(Invalid) as caught:
        await ana.callforwarding.patch_user_callforwarding(me, enabled=True)
    assert (caught.value.status, caught.value.code) == (409, "callforwarding.enablednotallowedwithoutcalls")


async def test_the_organisation_and_what_the_token_is_for(ana, site):
    organization = await ana.organization.get_organizations_me()
    token = await ana.organization.get_tokens_me()
    assert organization.id == token.organization.id == site.floor.organization.id
    assert token.oauth_client.id == site.simulator.client_id


async def test_a_revoked_token_is_refused(ana):
    await ana.organization.delete_tokens_me()
    with pytest.raises(SignInEnded):
        await ana.users.get_users_me()


async def test_a_write_that_was_applied_and_lost_is_unknown_and_there_once(ana, site):
    await site.pull(path="/api/v2/users/*/queues/*", do="drop_after")
    with pytest.raises(OutcomeUnknown):
        await ana.queues.patch_user_queue(me, site.queue("Billing"), joined=True)
    assert await site.effects() == ["patchUserQueue"]


@pytest.mark.parametrize("do", ["html", "cut", "drop_before", "drop_after"])
async def test_a_read_survives_what_the_levers_do(ana, site, do):
    await site.pull(path="/api/v2/users/*/outofoffice", do=do, times=2)
    assert (await ana.outofoffice.get_user_outofoffice(INES.genesys_user)).active


@pytest.fixture
async def login(site):
    login = Login(site.url, site.simulator.client_id, site.simulator.client_secret)
    yield login
    await login.aclose()


async def test_a_person_signs_in_with_pkce_and_is_renewed_until_revoked(login, site):
    verifier = "v" * 43
    challenge = urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()
    url = login.authorize_url(redirect_uri=CALLBACK, state="s", challenge=challenge)
    back = answer_of(await site.http.get(f"{url}&login_hint={ANA.email}"))
    assert back["state"] == "s"

    first = await login.exchange(back["code"], redirect_uri=CALLBACK, verifier=verifier)
    with pytest.raises(Invalid):
        await login.exchange(back["code"], redirect_uri=CALLBACK, verifier=verifier)
    second = await login.refresh(first.refresh_token)
    assert second.access_token != first.access_token
    with pytest.raises(SignInEnded):
        await login.refresh("none of ours")


async def test_a_default_station_rings_for_who_sits_nowhere(sign_in, site):
    carla = await sign_in(CARLA)
    (desk,) = await carla.stations.all_stations(name="Hot desk 1")
    await carla.stations.put_user_station_defaultstation_station_id(me, desk.id)
    await carla.stations.delete_user_station_associatedstation(me)
    site.wait(30)
    stations = await carla.stations.get_user_station(me)
    assert (stations.default_station.id, stations.effective_station.id) == (desk.id, desk.id)
    await carla.stations.delete_user_station_defaultstation(me)
    site.wait(30)
    assert (await carla.stations.get_user_station(me)).effective_station is None


async def test_who_may_not_set_a_default_station_is_told_what_they_lack(ana):
    (desk,) = await ana.stations.all_stations(name="Hot desk 1")
    with pytest.raises(Forbidden) as caught:
        await ana.stations.put_user_station_defaultstation_station_id(me, desk.id)
    assert set(caught.value.missing) == {"telephony:plugin:all", "telephony:phone:assign"}
