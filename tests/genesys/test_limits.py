"""429: waiting as told, within what a person can wait for."""

import asyncio

import pytest

from bot.errors import RateLimited, Unavailable
from bot.genesys.answers import Failed
from bot.genesys.retrying import Patience
from tests.genesys.other_side import Pauses, answering, client, hanging_up, said, silent, whole
from tests.serving import serving

ME = {"id": "me", "name": "Ana"}
NOW = "Tue, 24 Nov 2026 10:00:00 GMT"
SOON = "Tue, 24 Nov 2026 10:00:04 GMT"
PAST = "Tue, 24 Nov 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "message", "least_s"),
    [
        ({"retry_after": "2"}, "", 2),
        ({"retry_after": "1.5"}, "", 1.5),
        ({"retry_after": "0"}, "", 0.5),
        ({"retry_after": "abc"}, "Retry the request in [7] seconds", 3),
        ({"retry_after": "-1"}, "", 3),
        ({"retry_after": "٣"}, "", 3),
        ({"retry_after": "1e9"}, "", 3),
        ({}, "", 3),
        ({}, "Rate limit exceeded the maximum. Retry the request in [7] seconds", 7),
    ],
)
async def test_the_wait_is_what_genesys_says_or_a_default_with_some_jitter(headers, message, least_s):
    pauses = Pauses()
    headers = {name: value.encode().decode("latin-1") for name, value in headers.items()}
    limited = said(429, {"code": "too.many.requests", "message": message}, **headers)
    async with answering(limited, said(200, ME)) as server, client(server.url, pauses=pauses) as me:
        await me.users.get_users_me()
    (pause,) = pauses.taken
    assert least_s <= pause <= least_s * 1.1


def test_no_two_waits_are_alike_so_that_not_all_come_back_at_once():
    limited = Failed(RateLimited(wait_s=2), again=True)
    waits = {Patience().pause_s(limited) for _ in range(20)}
    assert len(waits) == 20
    assert max(waits) - min(waits) > 0.02


@pytest.mark.parametrize(("until", "now", "least_s"), [(SOON, NOW, 4), (PAST, NOW, 0.5), (SOON, "yesterday", 3)])
async def test_a_moment_to_wait_for_is_measured_on_the_servers_own_clock(until, now, least_s):
    pauses = Pauses()
    limited = f"HTTP/1.1 429 Slow\r\nDate: {now}\r\nRetry-After: {until}\r\nContent-Length: 0\r\n\r\n"
    async with hanging_up(limited.encode(), whole(b'{"id":"me"}')) as server, client(server.url, pauses=pauses) as me:
        await me.users.get_users_me()
    (pause,) = pauses.taken
    assert least_s <= pause <= least_s * 1.1


async def test_a_write_is_repeated_after_a_429_because_it_was_not_applied():
    async with answering(said(429, retry_after="1"), said(202)) as server, client(server.url) as me:
        await me.queues.patch_user_queues("u", ["q"], joined=True)
    assert len(server.seen) == 2


async def test_a_wait_beyond_the_budget_is_not_begun():
    pauses = Pauses()
    limited = said(429, {"code": "too.many.requests.retry.after"}, retry_after="3600", inin_correlation_id="c-1")
    async with answering(limited) as server, client(server.url, pauses=pauses) as me:
        with pytest.raises(RateLimited) as caught:
            await me.users.get_users_me()
    assert (caught.value.wait_s, caught.value.correlation_id, pauses.taken) == (3600, "c-1", [])


@pytest.mark.parametrize("retry_after", ["0", "1", "4"])
async def test_waits_add_up_to_ten_seconds_at_most(retry_after):
    pauses = Pauses()
    async with answering(said(429, retry_after=retry_after)) as server, client(server.url, pauses=pauses) as me:
        with pytest.raises(RateLimited):
            await me.users.get_users_me()
    assert 2 <= len(server.seen) <= 6
    assert sum(pauses.taken) <= 10


async def test_others_go_on_while_one_person_waits():
    """The only slot is free during the wait: it belongs to calls in flight."""
    waiting, go_on = asyncio.Event(), asyncio.Event()

    async def wait() -> None:
        waiting.set()
        await go_on.wait()

    answers = [said(429, retry_after="5"), said(200, {"id": "other"}), said(200, ME)]
    async with answering(*answers) as server, client(server.url, pauses=Pauses(meanwhile=wait), in_flight=1) as me:
        slow = asyncio.create_task(me.users.get_users_me())
        await waiting.wait()
        assert (await me.users.get_user("other")).id == "other"
        go_on.set()
        assert (await slow).id == "me"


async def test_no_more_calls_are_in_flight_than_allowed():
    under_way, most = 0, 0

    async def app(scope, receive, send):
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(0.01)
        under_way -= 1
        await said(200, ME)(scope, receive, send)

    async with serving(app) as url, client(url, in_flight=3) as me:
        await asyncio.gather(*(me.users.get_users_me() for _ in range(12)))
    assert most == 3


async def test_a_call_that_finds_no_slot_says_so_and_was_not_sent(monkeypatch):
    monkeypatch.setattr("bot.genesys.wire.SLOT_S", 0.02)
    async with silent() as url, client(url, in_flight=1) as me:
        hanging = asyncio.create_task(me.users.get_users_me())
        await asyncio.sleep(0)
        with pytest.raises(Unavailable):
            await me.presence.patch_user_presence("u", "p")
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)
