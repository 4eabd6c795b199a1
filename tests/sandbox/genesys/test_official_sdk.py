"""The official Python SDK drives the simulator: it sends `null` bodies, joins lists with commas, reads every model."""

import asyncio
import gc
from importlib import import_module

import pytest

from tests.sandbox.genesys.site import ANA, BO, CARLA


@pytest.fixture(scope="module")
def sdk():
    """Loaded where its tests run: its thousands of modules take two seconds, and stay until the end."""
    sdk = import_module("PureCloudPlatformClientV2")
    # For a file of settings that nobody writes here, the SDK watches the whole home folder from its import on. Where
    # its thread was late with the watcher, nothing is watched.
    if watcher := sdk.configuration._observer:
        watcher.unschedule_all()
    gc.collect()
    gc.freeze()  # Else they are looked through at the end of each later test.
    return sdk


@pytest.fixture
async def api(sdk, site, ana):
    """The SDK's client with Ana's token. It blocks, so the tests run it in a thread."""
    client = sdk.ApiClient(host=site.url)
    client.access_token = ana.token
    yield client
    client.get_http_client().rest_client.pool_manager.clear()


async def test_users(sdk, api):
    users = sdk.UsersApi(api)
    me = await asyncio.to_thread(users.get_users_me, expand=["presence", "routingStatus", "station"])
    assert (me.name, me.presence.presence_definition.system_presence) == (ANA.name, "Available")
    assert (me.routing_status.status, me.station.associated_station.name) == ("OFF_QUEUE", "Billing 01")
    above = await asyncio.to_thread(users.get_user_superiors, me.id)
    assert [user.name for user in above] == [BO.name, CARLA.name]
    page = await asyncio.to_thread(users.get_users, id=[ANA.genesys_user, BO.genesys_user], page_size=1)
    assert (page.total, page.entities[0].name) == (2, ANA.name)


async def test_search(sdk, api):
    criteria = sdk.UserSearchCriteria()
    criteria.fields, criteria.value, criteria.type = ["email"], BO.email, "EXACT"
    request = sdk.UserSearchRequest()
    request.query = [criteria]
    answer = await asyncio.to_thread(sdk.UsersApi(api).post_users_search, request)
    assert [user.name for user in answer.results] == [BO.name]


async def test_presence(sdk, site, api):
    presence = sdk.PresenceApi(api)
    listed = await asyncio.to_thread(presence.get_presence_definitions)
    on_queue = next(one for one in listed.entities if one.system_presence == "OnQueue")
    body = {"presenceDefinition": {"id": on_queue.id}}
    await asyncio.to_thread(presence.patch_user_presence, ANA.genesys_user, "PURECLOUD", body)
    shown = await asyncio.to_thread(presence.get_user_presences_purecloud, ANA.genesys_user)
    assert shown.presence_definition.id == on_queue.id
    assert site.row(ANA)["calls_would_arrive"] is True


async def test_queues(sdk, site, api):
    users, routing = sdk.UsersApi(api), sdk.RoutingApi(api)
    found = await asyncio.to_thread(routing.get_routing_queues, name="Billing")
    await asyncio.to_thread(users.patch_user_queues, ANA.genesys_user, [{"id": found.entities[0].id, "joined": True}])
    site.wait(1)
    joined = await asyncio.to_thread(users.get_user_queues, ANA.genesys_user, joined=True)
    assert [queue.name for queue in joined.entities] == ["Billing", "Returns"]


async def test_queue_members(sdk, site, api):
    site.user(ANA).permissions.add("routing:queueMember:manage")
    routing, queue, member = sdk.RoutingApi(api), site.queue("VIP"), sdk.WritableEntity()
    member.id = BO.genesys_user
    await asyncio.to_thread(routing.post_routing_queue_members, queue, [member])
    assert site.user(BO).memberships[queue] is True
    await asyncio.to_thread(routing.post_routing_queue_members, queue, [member], delete=True)
    assert queue not in site.user(BO).memberships


async def test_how_a_queue_stands(sdk, site, api):
    site.user(ANA).permissions.add("analytics:queueObservation:view")
    await site.turn(user=ANA.email, presence="On Queue")
    predicate, clause = sdk.QueueObservationQueryPredicate(), sdk.QueueObservationQueryClause()
    predicate.dimension, predicate.value = "queueId", site.queue("Returns")
    clause.type, clause.predicates = "or", [predicate]
    query = sdk.QueueObservationQuery()
    query.filter = sdk.QueueObservationQueryFilter()
    query.filter.type, query.filter.clauses = "and", [clause]
    query.metrics = ["oOnQueueUsers", "oWaiting"]
    answer = await asyncio.to_thread(sdk.AnalyticsApi(api).post_analytics_queues_observations_query, query)
    people, voice = answer.results[:2]
    assert (people.group, voice.group["mediaType"]) == ({"queueId": predicate.value}, "voice")
    assert "IDLE" in {number.qualifier for number in people.data}
    assert [number.stats.count for number in voice.data] == [site.floor.queues[predicate.value].waiting]
    assert answer.system_to_organization_mappings["ON_QUEUE"] == [site.definition("On Queue")]


async def test_stations(sdk, site, api):
    users = sdk.UsersApi(api)
    station = site.station("Hot desk 1")
    await asyncio.to_thread(users.put_user_station_associatedstation_station_id, ANA.genesys_user, station)
    site.wait(1)
    stations = await asyncio.to_thread(users.get_user_station, ANA.genesys_user)
    assert stations.associated_station.id == station


async def test_out_of_office_of_somebody_else_raises_with_the_code(sdk, api):
    users = sdk.UsersApi(api)
    body = sdk.OutOfOffice()
    body.active = True
    with pytest.raises(sdk.rest.ApiException) as refused:
        await asyncio.to_thread(users.put_user_outofoffice, BO.genesys_user, body)
    assert refused.value.status == 403
    assert "outofoffice.update.error" in refused.value.body
    assert (await asyncio.to_thread(users.put_user_outofoffice, ANA.genesys_user, body)).active is True


async def test_the_token(sdk, api):
    tokens = sdk.TokensApi(api)
    assert (await asyncio.to_thread(tokens.get_tokens_me)).organization.name == "Example Contact Centre"
    await asyncio.to_thread(tokens.delete_tokens_me)
    with pytest.raises(sdk.rest.ApiException) as refused:
        await asyncio.to_thread(tokens.get_tokens_me)
    assert refused.value.status == 401
