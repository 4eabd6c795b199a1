"""The client that reads: its areas have nothing that writes, and nothing that writes would leave it."""

import inspect

import pytest

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.client import Genesys
from bot.genesys.reading import Reading, WriteRefused
from bot.genesys.transport import Call
from tests.genesys.other_side import Purse, answering, client, said

WRITES = ("put_", "patch_", "delete_", "post_")
#: A POST that reads.
QUERIES = {"post_users_search", "post_analytics_queues_observations_query"}


def areas(whole: Reading) -> dict[str, Area]:
    return {name: area for name, area in vars(whole).items() if isinstance(area, Area)}


async def test_it_has_every_area_and_no_method_that_writes():
    async with answering(said(200, {})) as server, client(server.url) as genesys:
        reading = areas(genesys.reading())
        assert set(reading) == set(areas(genesys))
        methods = {
            name for area in reading.values() for name, _ in inspect.getmembers(area, inspect.iscoroutinefunction)
        }
        assert {name for name in methods if name.startswith(WRITES)} == QUERIES
        assert not any(isinstance(area, WritingArea) for area in reading.values())


async def test_reads_and_searches_go_through():
    async with answering(said(200, {"results": []})) as server, client(server.url) as genesys:
        reading = genesys.reading()
        await reading.users.search("ana")
        await reading.queues.get_user_queues("u-1", joined=True)
        await reading.analytics.queues_now(["q-1"])
    assert [seen.method for seen in server.seen] == ["POST", "GET", "POST"]


@pytest.mark.parametrize(
    "call",
    [
        Call("PATCH", path("/api/v2/users/{}", "u-1"), writes=True),
        Call("DELETE", path("/api/v2/tokens/me"), writes=False),
        Call("POST", path("/api/v2/users"), writes=False),
        Call("POST", path("/api/v2/routing/queues/{}/members", "q-1"), writes=False),
        Call("POST", path("/api/v2/users/search"), writes=True),
        Call("GET", path("/api/v2/users/me"), writes=True),
    ],
    ids=lambda call: f"{call.method} {call.path.template} {call.writes}",
)
async def test_whatever_would_write_is_stopped_before_it_leaves(call):
    """Also where somebody reached for the innards."""
    async with answering(said(200, {})) as server, client(server.url) as genesys:
        area = genesys.reading().queues
        with pytest.raises(WriteRefused):
            await area._transport.ask(call, Purse(), lambda _: None)
    assert server.seen == []


async def test_the_full_client_still_writes():
    async with answering(said(200, {"id": "q-1"})) as server, client(server.url) as genesys:
        assert isinstance(genesys, Genesys)
        await genesys.queues.patch_user_queue("u-1", "q-1", joined=True)
    assert [seen.method for seen in server.seen] == ["PATCH"]
