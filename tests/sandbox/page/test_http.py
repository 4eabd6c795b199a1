import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest

from bot.clock import MovableClock
from bot.sandbox.genesys import Simulator
from bot.sandbox.page import page
from bot.sandbox.slack import Emulator
from tests.sandbox.slack.conftest import MANIFEST
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED


@dataclass
class Pages:
    http: httpx2.AsyncClient
    emulator: Emulator
    simulator: Simulator
    clock: MovableClock

    async def does(self, name: str, body: dict[str, Any], person: str = "U01ANA") -> httpx2.Response:
        return await self.http.post(f"/page/{name}?as={person}", json=body)


@pytest.fixture
async def pages() -> AsyncIterator[Pages]:
    clock = MovableClock()
    simulator = Simulator(clock=clock)
    async with AsyncExitStack() as stack:
        # Nobody answers as the bot: what is asked here reaches none.
        emulator = Emulator(clock=clock, manifest=MANIFEST, base_url="http://127.0.0.1:9", bot_url="http://127.0.0.1:9")
        stack.push_async_callback(emulator.aclose)
        url = await stack.enter_async_context(serving(page(emulator, simulator, clock=clock)))
        http = await stack.enter_async_context(httpx2.AsyncClient(verify=UNENCRYPTED, base_url=url, timeout=10))
        yield Pages(http, emulator, simulator, clock)


async def test_whoever_comes_as_nobody_becomes_the_first_agent(pages: Pages):
    answer = await pages.http.get("/")

    assert answer.status_code == 307
    assert answer.headers["location"] == "/?as=U01ANA"


async def test_the_document_lets_the_browser_load_nothing_from_elsewhere(pages: Pages):
    answer = await pages.http.get("/?as=U01ANA")

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert "unsafe" not in policy
    assert "http" not in answer.text.replace("http-equiv", "")


async def test_every_file_that_the_document_names_is_there(pages: Pages):
    document = (await pages.http.get("/?as=U01ANA")).text
    named = {piece.split('"')[0] for piece in document.split('"/assets/')[1:]}

    assert len(named) > 30
    for name in named:
        answer = await pages.http.get(f"/assets/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["content-type"].split(";")[0] in {"text/javascript", "text/css", "image/svg+xml"}


async def test_files_elsewhere_are_not_given_away(pages: Pages):
    for name in ("../serving.py", "%2e%2e/serving.py", "/etc/passwd", "nothing.js"):
        assert (await pages.http.get(f"/assets/{name}")).status_code == 404


async def test_a_window_knows_its_person_and_the_floors_people_by_their_slack_ids(pages: Pages):
    window = (await pages.http.get("/page/window?as=U20TESS")).json()

    assert window["me"] == "U20TESS"
    assert window["zone"] == "Asia/Kathmandu"
    assert [person["slack_user"] for person in window["floor"]["people"][:3]] == ["U01ANA", "U02BO", "U03CARLA"]


@pytest.mark.parametrize("person", ["", "U99NOBODY", "U0ONQUEUE"])
async def test_nobody_and_the_bot_have_no_window(pages: Pages, person: str):
    answer = await pages.http.get(f"/page/window?as={person}")

    assert answer.status_code == 409
    assert "nobody here" in answer.json()["error"]


async def test_a_conversation_of_others_is_closed(pages: Pages):
    assert (await pages.http.get("/page/history?as=U01ANA&channel=D02BO")).status_code == 409
    assert (await pages.does("say", {"channel": "G0LEADS", "text": "hello"})).status_code == 409


async def test_a_page_from_elsewhere_cannot_act(pages: Pages):
    """A foreign page may send a form or plain text unasked, but no JSON."""
    body = json.dumps({"channel": "C0GENERAL", "text": "hello"})
    for kind in ("text/plain", "application/x-www-form-urlencoded"):
        answer = await pages.http.post("/page/say?as=U01ANA", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 403

    assert pages.emulator.window("U01ANA").history("C0GENERAL") == []


@pytest.mark.parametrize("name", ["say", "act", "options", "submit", "close", "shortcut", "clock"])
async def test_what_is_no_deed_is_refused(pages: Pages, name: str):
    assert (await pages.does(name, {"nonsense": 1})).status_code == 400


async def test_what_cannot_be_done_says_why(pages: Pages):
    answer = await pages.does("close", {"view": "V0GONE"})

    assert answer.status_code == 409
    assert answer.json() == {"error": "that window is closed"}


async def test_the_clock_is_moved_for_both_sides(pages: Pages):
    before = pages.clock.now()

    await pages.does("clock", {"by_s": 900})

    assert 899 < (pages.clock.now() - before).total_seconds() < 960


async def test_the_stream_tells_messages_the_floor_and_the_clock(pages: Pages):
    async with asyncio.timeout(5), pages.http.stream("GET", "/page/events?as=U01ANA") as stream:
        news = read(stream)
        await until(news, "floor")
        await pages.does("say", {"channel": "C0GENERAL", "text": "hello"}, person="U02BO")
        said = await until(news, "message")
        pages.simulator.floor.touch()
        floor = await until(news, "floor")
        await pages.does("clock", {"by_s": 3600})
        clock = await until(news, "clock")

    assert said["message"]["text"] == "hello"
    assert len(floor["floor"]["people"]) == 40
    assert clock["now"] > pages.clock.now().isoformat()[:13]


async def read(stream: httpx2.Response) -> AsyncIterator[dict[str, Any]]:
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def until(news: AsyncIterator[dict[str, Any]], kind: str) -> dict[str, Any]:
    """The next of this kind."""
    async for one in news:
        if one["type"] == kind:
            return one
    raise AssertionError(f"the stream ended without a {kind}")
