"""Searching users by criteria, and paging through what was found."""

import base64
import json

import pytest

from tests.sandbox.genesys.site import ANA, BO, PEOPLE, refusal


async def found(who, *criteria, **more) -> list[str]:
    answer = await who.call("POST", "/users/search", json={"query": list(criteria), **more})
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["results"]]


@pytest.mark.parametrize(
    ("criterion", "names"),
    [
        ({"type": "EXACT", "fields": ["email"], "value": "Ana.Ruiz@example.com"}, ["Ana Ruiz"]),
        ({"type": "EXACT", "fields": ["name"], "value": "Ana"}, []),
        ({"type": "STARTS_WITH", "fields": ["name"], "value": "ru"}, ["Ana Ruiz"]),
        ({"type": "CONTAINS", "fields": ["name", "email"], "value": "indqv"}, ["Bo Lindqvist"]),
        ({"type": "TERM", "fields": ["name"], "value": "bo"}, ["Bo Lindqvist"]),
        ({"type": "TERMS", "fields": ["email"], "values": [ANA.email, BO.email]}, ["Ana Ruiz", "Bo Lindqvist"]),
        ({"type": "REGEX", "fields": ["name"], "value": "bo .*"}, ["Bo Lindqvist"]),
        ({"type": "QUERY_STRING", "fields": ["name"], "value": "ruiz ana"}, ["Ana Ruiz"]),
        ({"type": "CONTAINS", "fields": ["shoe size"], "value": "4"}, []),
    ],
)
async def test_each_kind_of_criterion(ana, criterion, names):
    assert await found(ana, criterion) == names


async def test_criteria_are_joined_by_and_or_and_not(ana):
    name = {"fields": ["name"], "type": "STARTS_WITH"}
    both = [{**name, "value": "Ana"}, {**name, "value": "Bo"}]
    assert await found(ana, *both) == []
    assert await found(ana, *[{**one, "operator": "OR"} for one in both]) == ["Ana Ruiz", "Bo Lindqvist"]
    leads = {"type": "EXACT", "fields": ["title"], "value": "Team lead"}
    group = {"type": "EXACT", "group": [{**one, "operator": "OR"} for one in both]}
    assert await found(ana, group, leads) == ["Bo Lindqvist"]
    assert await found(ana, group, {**leads, "operator": "NOT"}) == ["Ana Ruiz"]


async def test_deleted_users_are_found_only_by_their_state(site, ana):
    await site.turn(user=BO.email, state="deleted")
    exact = {"type": "EXACT", "fields": ["email"], "value": BO.email}
    assert await found(ana, exact) == []
    assert await found(ana, exact, {"type": "TERMS", "fields": ["state"], "values": ["deleted"]}) == [BO.name]


async def test_pages_are_relative_addresses_that_can_be_followed_to_the_end(ana):
    body = {"query": [{"type": "MATCH_ALL"}], "pageSize": 25, "sortBy": "email", "expand": ["presence"]}
    page = (await ana.call("POST", "/users/search", json=body)).json()
    assert (page["total"], page["pageCount"]) == (40, 2)
    assert page["nextPage"].startswith("/api/v2/users/search?q64=")
    second = await ana.read(page["nextPage"].removeprefix("/api/v2"))
    emails = [one["email"] for one in page["results"] + second["results"]]
    assert emails == sorted(person.email for person in PEOPLE)
    assert all("presence" in one for one in second["results"])
    assert "nextPage" not in second
    assert (await ana.read(second["previousPage"].removeprefix("/api/v2")))["results"] == page["results"]


async def test_a_plain_query_in_the_address_is_read_too(ana):
    query = {"query": [{"type": "EXACT", "fields": ["name"], "value": ANA.name}]}
    q64 = base64.b64encode(json.dumps(query).encode()).decode()
    [result] = (await ana.read("/users/search", q64=q64, expand="routingStatus"))["results"]
    assert result["routingStatus"]["status"] == "OFF_QUEUE"


@pytest.mark.parametrize("q64", ["", "not base64!", base64.b64encode(b"x\x9c rubbish").decode()])
async def test_an_unreadable_query_is_refused(ana, q64):
    assert refusal(await ana.call("GET", "/users/search", params={"q64": q64})) == (400, "bad.request")


@pytest.mark.parametrize(
    ("criterion", "code"),
    [
        ({"type": "DATE_RANGE", "fields": ["name"], "value": "x"}, "invalid.value"),
        ({"type": "REGEX", "fields": ["name"], "value": "("}, "bad.request"),
    ],
)
async def test_a_wrong_criterion_is_refused(ana, criterion, code):
    answer = await ana.call("POST", "/users/search", json={"query": [criterion]})
    assert refusal(answer) == (400, code)
