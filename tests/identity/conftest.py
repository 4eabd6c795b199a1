from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.clock import MovableClock
from bot.sandbox.genesys import Simulator
from bot.sandbox.slack import Emulator
from bot.store import tables
from bot.store.engine import Database
from tests.identity.world import MANIFEST, START, Browser, Ports, Swapped, World, browser
from tests.serving import serving


@pytest.fixture(scope="session")
async def ports() -> AsyncIterator[Ports]:
    swapped = Swapped(), Swapped(), Swapped()
    async with AsyncExitStack() as stack:
        for one in swapped:
            one.url = await stack.enter_async_context(serving(one))
        yield Ports(*swapped)


@pytest.fixture
async def world(ports: Ports, database: Database) -> AsyncIterator[World]:
    clock = MovableClock(START)
    clock.run_at(0)
    simulator = Simulator(clock=clock)
    simulator.register_redirect(f"{ports.pages.url}/link/callback")
    emulator = Emulator(clock=clock, manifest=MANIFEST, base_url=ports.slack.url, bot_url="http://127.0.0.1:9")
    ports.genesys.app, ports.slack.app = simulator.app, emulator.app
    world = World(database, clock, simulator, emulator, ports)
    world.process()
    yield world
    for process in world.processes:
        await process.aclose()
    await emulator.aclose()


@pytest.fixture
async def visitor() -> AsyncIterator[Browser]:
    async with browser() as visitor:
        yield visitor


@pytest.fixture
async def no_token_without_a_link(world: World) -> AsyncIterator[None]:
    """In the end each token that Genesys still takes is a link's."""
    yield
    for process in world.processes:
        await process.linking.aclose()
    assert world.good_tokens() == len(await world.rows(tables.links))
