"""Tokens: renewed once when refused, sent to one host only, and shown nowhere."""

import logging
import traceback
from collections.abc import AsyncIterator

import pytest

from bot.errors import OnQueueError, SignInEnded, Unavailable
from bot.genesys.transport import Transport
from tests.genesys.other_side import Purse, answering, client, hanging_up, said, silent

ME = {"id": "me", "name": "Ana"}
REFUSED = {"code": "bad.credentials", "message": "Invalid login credentials."}


async def test_a_refused_token_is_renewed_once_and_the_call_repeated():
    purse = Purse(["old", "new"])
    async with answering(said(401, REFUSED), said(200, ME)) as server, client(server.url, tokens=purse) as me:
        assert (await me.users.get_users_me()).id == "me"
    assert purse.refused == ["old"]
    assert [seen.headers["authorization"] for seen in server.seen] == ["Bearer old", "Bearer new"]


async def test_a_write_with_a_refused_token_is_repeated_too_because_nothing_was_applied():
    purse = Purse(["old", "new"])
    async with answering(said(401, REFUSED), said(202)) as server, client(server.url, tokens=purse) as me:
        await me.queues.patch_user_queues("u", ["q"], joined=True)
    assert len(server.seen) == 2


async def test_a_renewed_token_that_is_refused_as_well_ends_the_sign_in():
    purse = Purse(["old", "new", "newer"])
    async with answering(said(401, REFUSED)) as server, client(server.url, tokens=purse) as me:
        with pytest.raises(SignInEnded):
            await me.users.get_users_me()
    assert (purse.refused, len(server.seen)) == (["old"], 2)
    assert purse.gave_up == ["new"]


async def test_a_token_that_cannot_be_renewed_ends_the_sign_in():
    purse = Purse(["old"], error=SignInEnded())
    async with answering(said(401, REFUSED)) as server, client(server.url, tokens=purse) as me:
        with pytest.raises(SignInEnded):
            await me.users.get_users_me()
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_an_error_and_the_other_host_hears_nothing(status):
    async with answering(said(200, ME)) as elsewhere:
        moved = said(status, location=f"{elsewhere.url}/api/v2/users/me")
        async with answering(moved) as server, client(server.url) as me:
            with pytest.raises(Unavailable):
                await me.users.get_users_me()
            with pytest.raises(Unavailable):
                await me.presence.patch_user_presence("u", "p")
    assert elsewhere.seen == []


async def test_no_cookie_goes_from_one_person_to_the_next():
    answer = said(200, ME, set_cookie="session=anas; Path=/")
    async with answering(answer) as server, client(server.url) as me:
        await me.users.get_users_me()
        await me.users.get_users_me()
    assert all("cookie" not in seen.headers for seen in server.seen)


@pytest.mark.parametrize(
    "url", ["http://api.mypurecloud.de", "ftp://localhost.example", "http://127.0.0.1.example", "api.mypurecloud.de"]
)
def test_a_token_is_never_sent_in_the_clear_to_another_machine(url):
    with pytest.raises(ValueError, match="https"):
        Transport(url)


@pytest.mark.parametrize(
    "url", ["https://api.mypurecloud.de", "http://127.0.0.1:1", "http://[::1]:1", "http://localhost"]
)
async def test_https_and_this_machine_are_fine(url):
    await Transport(url).aclose()


SECRET = "S3CRET-token"


async def failing_calls() -> AsyncIterator[str]:
    """Each way in which a call can fail, with what it raised."""
    refusing = [said(status, {"code": "x", "message": "no"}) for status in (302, 400, 401, 403, 404, 409, 429, 500)]
    for answer in (*refusing, said(200, "<html>"), said(200, '{"id": 5')):
        async with answering(answer) as server:
            yield server.url
    async with hanging_up(b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{") as cutting:
        yield cutting.url
    yield cutting.url  # nobody is there any more
    async with silent() as url:
        yield url


async def test_no_output_shows_a_token_even_at_debug(caplog):
    caplog.set_level(logging.DEBUG, logger="")
    shown = []
    async for url in failing_calls():
        async with client(url, tokens=Purse([SECRET, SECRET + "2"]), read_s=0.05) as me:
            for call in (me.users.get_users_me(), me.queues.patch_user_queue("u", "q", joined=True)):
                with pytest.raises(OnQueueError) as caught:
                    await call
                shown += [repr(caught.value), "".join(traceback.format_exception(caught.value))]
    shown += [caplog.text, *(repr(vars(record)) for record in caplog.records)]
    assert any("/api/v2/users/me" in text for text in shown)
    assert not [text for text in shown if "S3CRET" in text]


@pytest.mark.parametrize("token", ["S3CRET\nX-Evil: 1", "S3CRET-ü", "S3CRET\x00"])
async def test_a_token_that_no_header_can_hold_is_an_error_that_does_not_show_it(token):
    async with answering(said(200, ME)) as server, client(server.url, tokens=Purse([token])) as me:
        with pytest.raises(OnQueueError) as caught:
            await me.users.get_users_me()
    assert server.seen == []
    assert "S3CRET" not in "".join(traceback.format_exception(caught.value))


async def test_what_is_logged_is_the_template_not_whom_it_is_about(caplog):
    caplog.set_level(logging.DEBUG, logger="bot.genesys")
    async with answering(said(200, ME, inin_correlation_id="c-1")) as server, client(server.url) as me:
        await me.users.get_user("somebody")
    (record,) = [record for record in caplog.records if record.name.startswith("bot.genesys")]
    assert "GET /api/v2/users/{}: 200" in record.getMessage()
    assert "c-1" in record.getMessage()
    assert "somebody" not in record.getMessage()
