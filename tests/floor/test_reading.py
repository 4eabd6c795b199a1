"""Teams of one to three thousand, read from the simulator and from servers that misbehave."""

from datetime import UTC, datetime
from typing import Any

import pytest
from starlette.responses import Response

from bot.errors import RateLimited, SignInEnded, Unavailable
from bot.floor.reading import Floor, team_of
from bot.floor.standing import Doing
from bot.genesys.client import Genesys
from bot.genesys.transport import Transport
from tests.genesys.other_side import Pauses, Purse, answering, client, doors, said
from tests.sandbox.genesys.site import BO, Site, opened
from tests.serving import serving

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
async def other_side():
    """One of this file: the tests of the client may have theirs, and get it back."""
    theirs = doors.url
    async with serving(doors) as url:
        doors.url = url
        yield
    doors.url = theirs


async def read(site: Site) -> Floor:
    token = (await site.tokens(BO))["access_token"]
    transport = Transport(site.url, sleep=Pauses())
    try:
        return await team_of(Genesys(transport, Purse([token])).reading(), BO.genesys_user, now=site.clock.now())
    finally:
        await transport.aclose()


async def reads(site: Site) -> list[str]:
    paths = [line["path"] for line in await site.ledger("request")]
    return [path for path in paths if path.startswith("/api/v2/users")]


@pytest.mark.parametrize(("people", "calls"), [(1, 2), (30, 2), (300, 4), (3000, 31)])
async def test_a_team_of_any_size_in_pages_of_a_hundred(people, calls):
    async with opened() as site:
        await site.turn(user=BO.email, reports=people)
        floor = await read(site)
        assert (len(floor.people), floor.missing, floor.whole) == (people, 0, True)
        assert len(await reads(site)) == calls
        assert len({one.id for one in floor.people}) == people
        assert not any(one.doing is Doing.UNKNOWN for one in floor.people)


async def test_the_team_of_somebody_without_reports_is_empty():
    async with opened() as site:
        await site.turn(user=BO.email, reports=0)
        assert (await read(site)).people == ()
        assert len(await reads(site)) == 1


async def test_a_page_that_fails_leaves_a_part_and_counts_the_rest():
    async with opened() as site:
        await site.turn(user=BO.email, reports=300)
        await site.pull(path="/api/v2/users", do="status", status=500, times=1)
        floor = await read(site)
        assert (len(floor.people), floor.missing, floor.whole) == (200, 100, False)


async def test_no_page_at_all_is_an_error():
    async with opened() as site:
        await site.pull(path="/api/v2/users", do="status", status=500, times=20)
        with pytest.raises(Unavailable):
            await read(site)


async def test_waits_for_limits_lose_nobody():
    async with opened() as site:
        await site.turn(user=BO.email, reports=300)
        await site.pull(path="/api/v2/users", do="status", status=429, headers={"Retry-After": "1"}, times=3)
        assert len((await read(site)).people) == 300


def listed(*numbers: int, **more: Any) -> Response:
    return said(200, {"entities": [{"id": f"u-{number}", "name": f"P {number:03}"} for number in numbers], **more})


def team(*numbers: int, **more: Any) -> Response:
    return said(200, [{"id": f"u-{number}", **more} for number in numbers])


async def floor_of(*answers: Response) -> tuple[Floor, int]:
    async with answering(*answers) as server, client(server.url) as genesys:
        return await team_of(genesys.reading(), "lead", now=NOW), len(server.seen)


async def test_doubles_and_strangers_count_once_and_not_at_all():
    floor, _ = await floor_of(team(1, 2, 1, 2), listed(1, 1, 2, 7))
    assert ([one.id for one in floor.people], floor.missing) == (["u-1", "u-2"], 0)


async def test_who_has_left_is_not_of_the_team():
    floor, calls = await floor_of(team(1, 2, state="deleted"))
    assert (floor.people, floor.missing, calls) == ((), 0, 1)


async def test_a_page_shorter_than_asked_is_followed_by_another():
    floor, calls = await floor_of(team(1, 2, 3), listed(1, pageCount=3), listed(2, pageCount=3), listed(3, pageCount=3))
    assert (len(floor.people), floor.missing, calls) == (3, 0, 4)


@pytest.mark.parametrize("wrong", [{"total": 900, "pageCount": 9}, {"total": 0, "pageCount": 0}, {"nextUri": "/again"}])
async def test_wrong_totals_and_lists_without_end_are_no_matter(wrong):
    """Once everybody who was asked for is there, nothing more is asked."""
    floor, calls = await floor_of(team(1, 2), listed(1, 2, **wrong))
    assert (len(floor.people), floor.missing, calls) == (2, 0, 2)


async def test_a_page_that_comes_again_and_again_ends():
    floor, calls = await floor_of(team(1, 2), listed(1, nextUri="/again"))
    assert (len(floor.people), floor.missing, calls) == (1, 1, 3)


async def test_new_people_on_each_page_end_as_well():
    pages = [listed(number, nextUri="/more") for number in range(1, 9)]
    floor, calls = await floor_of(team(*range(1, 9)), *pages)
    assert (len(floor.people), floor.missing, calls) == (5, 3, 6)


async def test_a_second_page_that_fails_leaves_the_first():
    limited = said(429, {}, Retry_After="3600")
    floor, _ = await floor_of(team(1, 2), listed(1, nextUri="/more"), limited)
    assert (len(floor.people), floor.missing) == (1, 1)


async def test_a_limit_longer_than_anybody_waits_is_told():
    with pytest.raises(RateLimited):
        await floor_of(team(1, 2), said(429, {}, Retry_After="3600"))


async def test_an_ended_sign_in_is_no_partial_floor():
    ended = SignInEnded("over")
    async with answering(team(1), said(401, {})) as server, client(server.url, tokens=Purse(error=ended)) as genesys:
        with pytest.raises(SignInEnded):
            await team_of(genesys.reading(), "lead", now=NOW)


async def test_people_come_by_name_and_twins_by_their_address():
    twins = [
        {"id": "u-1", "name": "bo", "email": "z@x"},
        {"id": "u-2", "name": "Bo", "email": "a@x"},
        {"id": "u-3", "name": "Al"},
    ]
    floor, _ = await floor_of(team(1, 2, 3), said(200, {"entities": twins}))
    assert [one.id for one in floor.people] == ["u-3", "u-2", "u-1"]
