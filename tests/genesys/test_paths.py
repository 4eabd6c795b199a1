"""Values in paths and queries stay where they belong."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import Invalid
from bot.genesys.area import path
from tests.genesys.other_side import answering, client, said


@given(st.text(min_size=1))
def test_no_value_can_change_a_path(value):
    if value in {".", ".."}:
        return
    quoted = path("/api/v2/users/{}/queues", value).quoted
    _, api, version, users, inside, queues = quoted.split("/")
    assert (api, version, users, queues) == ("api", "v2", "users", "queues")
    assert not set(inside) & set("?#%;\\ ") - {"%"}
    assert unquote(inside) == value.encode(errors="replace").decode()


@pytest.mark.parametrize("value", ["", ".", ".."])
async def test_what_servers_would_resolve_is_no_id(value):
    async with answering(said(200, {})) as server, client(server.url) as me:
        with pytest.raises(Invalid):
            await me.users.get_user(value)
    assert server.seen == []


@pytest.mark.parametrize(
    "value", ["../me", "a/b", "a?expand=x", "a#b", "%2e%2e", "{}", "ä\u202e", "\ud800", "a b", "a\r\nX: 1"]
)
async def test_the_path_arrives_as_it_was_quoted(value):
    async with answering(said(200, {"id": "u"})) as server, client(server.url) as me:
        await me.users.get_user(value)
    assert server.seen[0].path == path("/api/v2/users/{}", value).quoted
    assert server.seen[0].query == {}


async def test_parameters_are_spelled_as_genesys_reads_them():
    async with answering(said(200, {"entities": []})) as server, client(server.url) as me:
        await me.users.get_users(["a", "b&c=d"], expand=["presence", "station"])
        await me.queues.get_user_queues("u", joined=False)
        await me.stations.get_stations(name="\ud800 1")
    users, queues, stations = (seen.query for seen in server.seen)
    assert (users["id"], users["expand"], users["state"]) == ("a,b&c=d", "presence,station", "active")
    assert queues["joined"] == "false"
    assert stations["name"] == "? 1"
