"""Every method that is named like an operation is that operation."""

import inspect
import json
from contextlib import suppress
from importlib.resources import files
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from bot.errors import GenesysError
from bot.genesys.area import Area
from bot.genesys.client import Genesys
from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.transport import Transport
from tests.genesys.other_side import Purse, answering, client, said

OPERATIONS = {
    row["name"]: (row["method"], row["path"])
    for row in json.loads(files("bot.sandbox.genesys").joinpath("operations.json").read_text("utf-8"))
}
#: Operations that the mission's list does not hold.
NEIGHBOURS = {
    "getPresenceDefinitions": ("GET", "/api/v2/presence/definitions"),
    "getUserPresence": ("GET", "/api/v2/users/{userId}/presences/purecloud"),
    "patchUserPresence": ("PATCH", "/api/v2/users/{userId}/presences/purecloud"),
    "getRoutingQueues": ("GET", "/api/v2/routing/queues"),
    "postRoutingQueueMembers": ("POST", "/api/v2/routing/queues/{queueId}/members"),
    "postAnalyticsQueuesObservationsQuery": ("POST", "/api/v2/analytics/queues/observations/query"),
    "getStations": ("GET", "/api/v2/stations"),
    "getTokensMe": ("GET", "/api/v2/tokens/me"),
    "deleteTokensMe": ("DELETE", "/api/v2/tokens/me"),
    "getOrganizationsMe": ("GET", "/api/v2/organizations/me"),
}
NO_TRANSPORT = Transport("http://127.0.0.1:9")  # nothing is sent with it
VERBS = ("get_", "post_", "put_", "patch_", "delete_")
#: What stands for each parameter; one that is an id stands for itself.
ARGUMENTS: dict[str, Any] = {
    "joined": True, "enabled": False, "status": "IDLE", "setting": OutOfOffice(), "criteria": [], "q64": "x",
    "queue_ids": ["q"], "user_ids": ["u"], "metrics": ["oWaiting"],
}  # fmt: skip


def methods() -> list[tuple[str, str]]:
    areas = [(name, area) for name, area in vars(Genesys(NO_TRANSPORT, Purse())).items() if isinstance(area, Area)]
    return [
        (area_name, name)
        for area_name, area in areas
        for name, _ in inspect.getmembers(type(area), inspect.iscoroutinefunction)
        if name.startswith(VERBS)
    ]


@pytest.mark.parametrize(("area", "name"), methods())
async def test_a_method_calls_the_operation_whose_name_it_has(area, name):
    method, path = (OPERATIONS | NEIGHBOURS)[to_camel(name)]
    async with answering(said(200, {})) as server, client(server.url) as me:
        called = getattr(getattr(me, area), name)
        needed = [one for one in inspect.signature(called).parameters.values() if one.default is one.empty]
        arguments = {one.name: ARGUMENTS.get(one.name, to_camel(one.name)) for one in needed}
        with suppress(GenesysError):  # {} is not what each of them reads.
            await called(**arguments)
    assert (server.seen[0].method, server.seen[0].path) == (method, path.replace("{", "").replace("}", ""))


@pytest.mark.parametrize(("area", "name"), methods())
def test_a_method_says_which_operation_it_is_and_what_it_needs(area, name):
    described = inspect.getdoc(getattr(getattr(Genesys(NO_TRANSPORT, Purse()), area), name)) or ""
    assert "Operation: " in described
    writes_own = {"put_user_routingstatus", "put_user_outofoffice"}
    assert "Permission: " in described or name in writes_own


def test_the_operations_that_this_floor_needs_are_there():
    assert len(methods()) == len({name for _, name in methods()})
    assert {to_camel(name) for _, name in methods()} >= set(NEIGHBOURS)
