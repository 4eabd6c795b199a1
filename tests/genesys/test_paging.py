"""Lists in pages: complete, each thing once, and never without an end."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.errors import Unavailable
from bot.genesys.model import DomainEntityRef
from bot.genesys.paging import Page, as_far_as_it_goes, paged
from tests.genesys.other_side import answering, client, said

FULL = [f"{n:03}" for n in range(100)]


def page(*ids: str, more: bool = False, count: int | None = None) -> dict[str, Any]:
    entities = [{"id": one, "name": one} for one in ids]
    return {"entities": entities, "pageCount": count} | ({"nextUri": "/next"} if more else {})


async def listed(*pages: object) -> tuple[list[str], int]:
    async with answering(*(said(200, one) for one in pages)) as server, client(server.url) as me:
        found = await me.queues.all_routing_queues(name="*s*")
    numbers = [int(seen.query["pageNumber"]) for seen in server.seen]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all((seen.query["pageSize"], seen.query["name"]) == ("100", "*s*") for seen in server.seen)
    return [queue.id for queue in found], len(numbers)


@pytest.mark.parametrize(
    ("pages", "ids", "asked"),
    [
        ([page("a", "b")], ["a", "b"], 1),
        ([page()], [], 1),
        ([{}], [], 1),
        ([{"entities": None, "nextUri": None}], [], 1),
        ([page("a", more=True), page("b", more=True), page("c")], ["a", "b", "c"], 3),
        ([page("a", count=2), page("b", count=2)], ["a", "b"], 2),
        ([page("a", more=True, count=1), page("b", count=1)], ["a", "b"], 2),
        ([page("a", more=True), page(more=True)], ["a"], 2),
        ([page("a", "b", more=True), page("b", "c", "c")], ["a", "b", "c"], 2),
        ([page("a", count=50), page("b", count=50), page(count=50)], ["a", "b"], 3),
        ([page("a", more=True), page("a", more=True)], ["a"], 2),
        ([{"entities": [{"id": "a"}], "pageCount": "many"}], ["a"], 1),
        ([page(*FULL, count=1), page("z", count=1)], [*FULL, "z"], 2),
        ([page(*FULL), page()], FULL, 2),
    ],
    ids=[
        "one page", "empty", "no list", "null list", "next addresses", "a count instead", "a count that is too small",
        "the last page is empty", "doubles", "a count that is too large", "the same page for ever", "no number",
        "a full page that says it is the last", "a full page that is the last",
    ],
)  # fmt: skip
async def test_a_list_is_complete_and_holds_each_once(pages, ids, asked):
    assert await listed(*pages) == (ids, asked)


async def endless(number: int) -> Page[DomainEntityRef]:
    return Page[DomainEntityRef](entities=(DomainEntityRef(id=str(number)),), next_uri="/next")


async def before_failing(entities: AsyncIterator[DomainEntityRef]) -> list[str]:
    got = []
    try:
        async for one in entities:
            got.append(one.id)  # noqa: PERF401 - a comprehension would lose what came before the error
    except Unavailable:
        return got
    pytest.fail("the list came to an end")


async def test_a_list_without_an_end_is_given_up_after_what_it_held():
    assert await before_failing(paged(endless, most_pages=7)) == list("1234567")


async def test_a_page_that_fails_comes_after_everything_before_it():
    async def fetch(number):
        if number == 3:
            raise Unavailable("down")
        return await endless(number)

    assert await before_failing(paged(fetch)) == ["1", "2"]


async def test_who_only_looks_gets_what_came_before_a_failure():
    one = page(*FULL, more=True)
    async with answering(said(200, one), said(500)) as server, client(server.url) as me:
        part = await as_far_as_it_goes(paged(lambda n: me.queues.get_routing_queues(page_number=n)))
    assert ([queue.id for queue in part.entities], part.whole) == (FULL, False)


async def test_who_only_looks_gets_the_failure_where_nothing_came_before_it():
    async with answering(said(500)) as server, client(server.url) as me:
        with pytest.raises(Unavailable):
            await as_far_as_it_goes(paged(lambda n: me.queues.get_routing_queues(page_number=n)))
