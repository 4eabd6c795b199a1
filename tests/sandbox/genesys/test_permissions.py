"""Each operation with and without its permission: a walk over everything that is served."""

import pytest

from bot.sandbox.genesys.api import ENDPOINTS
from bot.sandbox.genesys.permissions import LISTED, ON_QUEUE_PERMISSION, PRESENCE_PERMISSION, TODAY, enough
from tests.sandbox.genesys.site import ANA, BO, LACKS_ON_QUEUE, LACKS_QUEUES, Site, refusal

OTHER = BO.genesys_user
#: Operations that documentation gives to everybody, written out so that a forgotten table row is seen.
EVERYBODY = {
    "getOrganizationsMe", "getTokensMe", "deleteTokensMe", "getUsers", "getUsersMe", "getUser", "getUserSuperiors",
    "getUserDirectreports", "getUserAdjacents", "getPresenceDefinitions", "getUserPresence", "patchUserPresence",
    "getUserPresencesPurecloud", "patchUserPresencesPurecloud", "getUserRoutingstatus", "putUserRoutingstatus",
    "getUserOutofoffice", "putUserOutofoffice", "getRoutingQueuesMe", "getStations", "getRoutingLanguages",
}  # fmt: skip


async def request(site: Site, who, endpoint):
    """A sensible request of each operation: on somebody else where that is allowed, on oneself where it is not."""
    own = endpoint.operation in {"putUserOutofoffice", "patchUserPresence", "patchUserPresencesPurecloud"}
    places = {
        "userId": who.id if own else OTHER,
        "queueId": site.queue("Billing"),
        "stationId": site.station("Hot desk 1"),
        "sourceId": "PURECLOUD",
    }
    bodies = {
        "patchUserPresence": {"presenceDefinition": {"id": site.definition("Busy")}},
        "patchUserPresencesPurecloud": {"message": "back soon"},
        "putUserRoutingstatus": {"status": "OFF_QUEUE"},
        "putUserOutofoffice": {"active": False},
        "patchUserQueue": {"joined": True},
        "patchUserQueues": [{"id": places["queueId"], "joined": True}],
        "postRoutingQueueMembers": [{"id": OTHER}],
        "postAnalyticsQueuesObservationsQuery": {
            "filter": {"type": "or", "predicates": [{"dimension": "queueId", "value": places["queueId"]}]},
            "metrics": ["oWaiting"],
        },
        "patchUserCallforwarding": {"enabled": False},
        "putUserCallforwarding": {"enabled": False},
        "postUsersSearch": {"query": [{"type": "MATCH_ALL"}]},
    }
    path = endpoint.path.removeprefix("/api/v2").format(**places)
    query = {"q64": "e30="} if endpoint.operation == "getUsersSearch" else {}
    return await who.call(endpoint.method, path, json=bodies.get(endpoint.operation), params=query)


def test_what_needs_nothing_is_what_the_documentation_says():
    assert {endpoint.operation for endpoint in ENDPOINTS if not enough(endpoint.operation)} == EVERYBODY


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.operation)
async def test_without_a_permission_it_is_refused_and_names_todays(site, ana, endpoint):
    site.user(ANA).permissions.clear()
    answer = await request(site, ana, endpoint)
    needed = enough(endpoint.operation)
    if not needed:
        assert answer.status_code < 300, answer.text
        return
    named = TODAY.get(endpoint.operation) or LISTED[endpoint.operation]
    status, code = refusal(answer)
    assert status == 403
    assert code in {"missing.permissions", "missing.any.permissions", "callforwarding.usernotpermitted"}
    assert (code == "missing.any.permissions") is (len(named) > 1)
    assert answer.json()["message"].endswith(": " + ", ".join(named))
    assert await site.effects() == []


@pytest.mark.parametrize(
    ("endpoint", "permission"),
    [(endpoint, permission) for endpoint in ENDPOINTS for permission in enough(endpoint.operation)],
    ids=lambda value: getattr(value, "operation", value),
)
async def test_any_one_permission_is_enough(site, ana, endpoint, permission):
    site.user(ANA).permissions = {permission}
    answer = await request(site, ana, endpoint)
    assert answer.status_code < 300, answer.text


async def test_agents_hold_what_their_own_day_needs(site, ana):
    leads = {"postRoutingQueueMembers", "postAnalyticsQueuesObservationsQuery"}
    admins = {"putUserStationDefaultstationStationId", "deleteUserStationDefaultstation"}
    own = [endpoint for endpoint in ENDPOINTS if endpoint.operation not in {"deleteTokensMe", *leads, *admins}]
    answers = {endpoint.operation: await request(site, ana, endpoint) for endpoint in own}
    assert {name: answer.text for name, answer in answers.items() if answer.status_code >= 300} == {}


async def test_one_agent_lacks_queues_and_may_look_at_them_all_the_same(site):
    karim = await site.sign_in(LACKS_QUEUES)
    queue = next(iter(site.user(LACKS_QUEUES).memberships))
    answer = await karim.call("PATCH", karim.mine(f"/queues/{queue}"), json={"joined": True})
    assert refusal(answer) == (403, "missing.any.permissions")
    assert "routing:queue:join" in answer.json()["message"]
    assert (await karim.call("GET", karim.mine("/queues"))).status_code == 200


async def test_one_agent_lacks_on_queue_and_may_show_anything_else(site):
    nadia = await site.sign_in(LACKS_ON_QUEUE)
    path = nadia.mine("/presences/purecloud")
    answer = await nadia.call("PATCH", path, json={"presenceDefinition": {"id": site.definition("On Queue")}})
    assert refusal(answer) == (403, "missing.permissions")
    assert answer.json()["messageParams"] == {"permissions": ON_QUEUE_PERMISSION}
    answer = await nadia.call("PATCH", path, json={"presenceDefinition": {"id": site.definition("Meal")}})
    assert answer.status_code == 200


async def test_somebody_elses_presence_is_for_leads(site, ana, bo):
    body = {"presenceDefinition": {"id": site.definition("Break")}}
    answer = await ana.call("PATCH", bo.mine("/presences/purecloud"), json=body)
    assert refusal(answer) == (403, "missing.permissions")
    assert PRESENCE_PERMISSION in answer.json()["message"]
    assert (await bo.call("PATCH", ana.mine("/presences/purecloud"), json=body)).status_code == 200
    assert site.row(ANA)["presence"] == "Break"
