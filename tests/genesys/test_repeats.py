"""What is sent again, and what never."""

import asyncio
import gzip
from contextlib import AsyncExitStack

import pytest

from bot.errors import OutcomeUnknown, TimedOut, Unavailable
from bot.genesys.outofoffice import OutOfOffice
from tests.genesys.other_side import Pauses, answering, client, hanging_up, said, silent, whole

ME = {"id": "me", "name": "Ana"}


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_is_repeated_until_a_passing_failure_has_passed(status):
    pauses = Pauses()
    async with answering(said(status), said(status), said(200, ME)) as server, client(server.url, pauses=pauses) as me:
        assert (await me.users.get_users_me()).name == "Ana"
    assert len(pauses.taken) == 2
    assert all(0 <= pause <= 0.8 for pause in pauses.taken)


@pytest.mark.parametrize("status", [502, 503, 504])
async def test_a_read_is_given_up_after_three_tries(status):
    async with answering(said(status)) as server, client(server.url) as me:
        with pytest.raises(Unavailable) as caught:
            await me.users.get_users_me()
    assert caught.value.status == status
    assert len(server.seen) == 3


@pytest.mark.parametrize(("status", "error"), [(500, Unavailable), (501, Unavailable), (408, TimedOut)])
async def test_a_read_is_not_repeated_after_what_a_repeat_cannot_cure(status, error):
    async with answering(said(status)) as server, client(server.url) as me:
        with pytest.raises(error):
            await me.users.get_users_me()
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [408, 424, 500, 502, 503, 504])
async def test_a_write_that_a_server_failed_at_is_unknown_and_sent_once(status):
    async with answering(said(status)) as server, client(server.url) as me:
        with pytest.raises(OutcomeUnknown) as caught:
            await me.queues.patch_user_queues("u", ["q"], joined=True)
    assert caught.value.status == status
    assert len(server.seen) == 1


async def test_a_search_is_a_read_although_it_is_posted():
    async with answering(said(503), said(200, {"results": [ME]})) as server, client(server.url) as me:
        assert [user.id for user in await me.users.search("Ana")] == ["me"]
    assert [seen.method for seen in server.seen] == ["POST", "POST"]


async def test_a_write_is_repeated_while_nobody_can_have_received_it():
    pauses = Pauses()
    async with hanging_up(b"") as gone:
        pass
    async with client(gone.url, pauses=pauses) as me:
        with pytest.raises(Unavailable):
            await me.presence.patch_user_presence("u", "p")
    assert len(pauses.taken) == 2


async def test_a_write_finds_genesys_that_comes_back_between_two_tries():
    async with hanging_up(b"") as gone:
        port = int(gone.url.rpartition(":")[2])
    async with AsyncExitStack() as stack:
        back = []

        async def come_back() -> None:
            back.append(await stack.enter_async_context(hanging_up(whole(b"{}"), port=port)))

        async with client(gone.url, pauses=Pauses(meanwhile=come_back)) as me:
            await me.stations.put_user_station_associatedstation_station_id("u", "s")
        assert [raw.requests for raw in back] == [1]


async def test_a_read_whose_connection_is_lost_is_repeated():
    async with hanging_up(b"", whole(b'{"id":"me"}')) as server, client(server.url) as me:
        assert (await me.users.get_users_me()).id == "me"
    assert server.requests == 2


async def test_a_write_whose_connection_is_lost_is_unknown_and_sent_once():
    async with hanging_up(b"") as server, client(server.url) as me:
        with pytest.raises(OutcomeUnknown):
            await me.queues.patch_user_queues("u", ["q"], joined=True)
    assert server.requests == 1


CUT = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{"id":"me","na'


async def test_a_read_whose_answer_is_cut_is_repeated():
    async with hanging_up(CUT, whole(b'{"id":"me"}')) as server, client(server.url) as me:
        assert (await me.users.get_users_me()).id == "me"


async def test_a_write_whose_answer_is_cut_is_unknown_even_where_its_body_says_nothing():
    async with hanging_up(CUT) as server, client(server.url) as me:
        with pytest.raises(OutcomeUnknown):
            await me.queues.patch_user_queues("u", ["q"], joined=True)
    assert server.requests == 1


@pytest.mark.parametrize("body", ['{"id":"me","na', "<html>Maintenance</html>", "", "[]", "null", "\x00", "[" * 50_000])
async def test_an_answer_that_makes_no_sense_is_asked_again_and_then_given_up(body):
    async with answering(said(200, body)) as server, client(server.url) as me:
        with pytest.raises(Unavailable):
            await me.users.get_users_me()
    assert len(server.seen) == 3


@pytest.mark.parametrize("body", ['{"id":"q","jo', "<html>Maintenance</html>", "", "[]"])
async def test_a_write_with_an_answer_that_makes_no_sense_is_unknown(body):
    async with answering(said(200, body)) as server, client(server.url) as me:
        with pytest.raises(OutcomeUnknown):
            await me.queues.patch_user_queue("u", "q", joined=True)
    assert len(server.seen) == 1


async def test_a_web_page_is_no_yes_even_where_no_body_is_expected():
    page = said(200, "<html>Sign in</html>", content_type="text/html")
    async with answering(page) as server, client(server.url) as me:
        with pytest.raises(OutcomeUnknown):
            await me.organization.delete_tokens_me()


async def test_a_silent_server_is_timed_out_for_a_read_and_unknown_for_a_write():
    async with silent() as url, client(url, read_s=0.05) as me:
        with pytest.raises(TimedOut):
            await me.users.get_users_me()
        with pytest.raises(OutcomeUnknown):
            await me.outofoffice.put_user_outofoffice("u", OutOfOffice(active=True))


async def test_a_trickle_is_cut_off_although_bytes_keep_coming(monkeypatch):
    monkeypatch.setattr("bot.genesys.wire.TRICKLE_S", 0.1)
    monkeypatch.setattr("bot.genesys.wire.SLOT_S", 0.1)
    async with silent(b"HTTP/1.1 200 OK\r\nX: 1\r\n") as url, client(url, read_s=0.1) as me, asyncio.timeout(5):
        with pytest.raises(TimedOut):
            await me.users.get_users_me()


async def test_a_50_mb_answer_is_cut_off_and_not_asked_for_again():
    async with answering(said(200, " " * 50_000_000)) as server, client(server.url) as me:
        with pytest.raises(Unavailable):
            await me.users.get_users_me()
    assert len(server.seen) == 1


async def test_a_compressed_bomb_is_cut_off():
    bomb = gzip.compress(b" " * 50_000_000)
    async with answering(said(200, bomb, content_encoding="gzip")) as server, client(server.url) as me:
        with pytest.raises(Unavailable):
            await me.users.get_users_me()
    assert len(server.seen) == 1
