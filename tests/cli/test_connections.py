"""Connections that only wait: each wait has an end, and a crowd of them keeps nobody out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from bot.cli.connections import MOST_BESIDE_BODY, bounded_protocol
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


async def _answer(request: Request) -> Response:
    size = sum([len(chunk) async for chunk in request.stream()])
    return PlainTextResponse(str(size))


async def _early(_: Request) -> Response:
    return PlainTextResponse("no", status_code=413)


@asynccontextmanager
async def served(**limits: Any) -> AsyncIterator[tuple[str, int]]:
    routes = [Route("/", _answer, methods=["GET", "POST"]), Route("/early", _early, methods=["POST"])]
    async with serving(Starlette(routes=routes), http=bounded_protocol(**limits)) as url:
        host, port = url.removeprefix("http://").split(":")
        yield host, int(port)


async def cut(reader: asyncio.StreamReader) -> bool:
    """Whether the server ends the connection within the time that a test has."""
    async with asyncio.timeout(5):
        while await reader.read(65536):
            pass
    return True


async def test_half_a_head_is_waited_for_only_so_long() -> None:
    async with served(head_within_s=0.2) as address:
        for sent in (b"", HEAD, HEAD + b"X-A: "):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(sent)
            assert await cut(reader)
            writer.close()


async def test_half_a_second_head_on_a_kept_connection_is_too() -> None:
    async with served(head_within_s=0.2) as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(HEAD + b"Content-Length: 1\r\n\r\na")
        assert b"200" in await reader.readline()
        writer.write(HEAD)
        assert await cut(reader)
        writer.close()


async def test_a_head_that_does_not_end_is_cut() -> None:
    async with served() as address:
        for begin in (HEAD + b"X-A: ", HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: "):
            reader, writer = await asyncio.open_connection(*address)
            writer.write(begin + b"a" * (MOST_BESIDE_BODY + 1))
            assert await cut(reader)
            writer.close()


async def test_a_large_body_is_no_head() -> None:
    async with served() as (host, port), httpx2.AsyncClient(verify=UNENCRYPTED) as http:
        for _ in range(2):
            answer = await http.post(f"http://{host}:{port}/", content=b"a" * (3 * MOST_BESIDE_BODY))
            assert answer.text == str(3 * MOST_BESIDE_BODY)


async def test_what_is_refused_before_it_came_whole_is_not_read_to_its_end() -> None:
    async with served() as address:
        reader, writer = await asyncio.open_connection(*address)
        writer.write(b"POST /early HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\na")
        assert b"413" in await reader.readline()
        assert await cut(reader)
        writer.close()


async def test_a_crowd_that_holds_connections_open_keeps_nobody_out() -> None:
    async with served(most=20) as (host, port), httpx2.AsyncClient(verify=UNENCRYPTED, timeout=5) as http:
        crowd = []
        for number in range(100):
            reader, writer = await asyncio.open_connection(host, port)
            writer.write((b"", HEAD, HEAD + b"Content-Length: 9\r\n\r\na")[number % 3])
            crowd.append((reader, writer))
            if number % 10 == 0:
                assert (await http.get(f"http://{host}:{port}/")).status_code == 200
        assert await cut(crowd[0][0]), "who waited longest made room"
        for _, writer in crowd:
            writer.close()


async def test_a_stop_does_not_wait_for_what_is_still_on_its_way() -> None:
    loop = asyncio.get_running_loop()
    async with served() as address:
        writers = []
        for sent in (HEAD, HEAD + b"Content-Length: 9\r\n\r\na"):
            _, writer = await asyncio.open_connection(*address)
            writer.write(sent)
            writers.append(writer)
        _, idle = await asyncio.open_connection(*address)
        begun = loop.time()
    assert loop.time() - begun < 1.5, "the server gives what is in flight two seconds"
    for writer in (*writers, idle):
        writer.close()
