from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.clock import MovableClock
from bot.sandbox.genesys import Simulator
from bot.sandbox.slack import Emulator
from bot.store import tables
from bot.store.engine import Database
from tests.identity.world import START, Ports, Swapped, World, manifest
from tests.serving import serving
from tests.stage import leaks
from tests.stage.handed import Handed
from tests.stage.linking import Browser, browser


@pytest.fixture(scope="session")
async def ports() -> AsyncIterator[Ports]:
    swapped = Swapped(), Swapped(), Swapped()
    async with AsyncExitStack() as stack:
        for one in swapped:
            one.url = await stack.enter_async_context(serving(one))
        yield Ports(*swapped)


@pytest.fixture
def proof() -> str:
    """LINK_PROOF; the tests of linking give both (`parametrize("proof", BOTH_PROOFS)`)."""
    return "email"


@pytest.fixture
async def world(ports: Ports, database: Database, proof: str) -> AsyncIterator[World]:
    clock = MovableClock(START)
    clock.run_at(0)
    simulator = Simulator(clock=clock)
    simulator.register_redirect(f"{ports.pages.url}/link/callback")
    emulator = Emulator(
        clock=clock, manifest=manifest(ports.pages.url), base_url=ports.slack.url, bot_url="http://127.0.0.1:9"
    )
    ports.genesys.app, ports.slack.app = simulator.app, emulator.app
    ports.genesys.handed = ports.slack.handed = ports.pages.handed = handed = Handed()
    world = World(database, clock, simulator, emulator, ports, proof)
    with leaks.logged() as lines:
        world.process()
        yield world
        for process in world.processes:
            await process.aclose()
        await emulator.aclose()
    leaks.assert_none(handed.secrets, {"log": lines.getvalue(), "database": leaks.stored(database.url)})
    leaks.assert_none(handed.secrets, {"ledgers": simulator.floor.ledger.text() + emulator.workspace.ledger.lines()})


@pytest.fixture
async def visitor() -> AsyncIterator[Browser]:
    async with browser() as visitor:
        yield visitor


@pytest.fixture
async def no_token_without_a_link(world: World) -> AsyncIterator[None]:
    """In the end, when what was never confirmed has run out, each token that Genesys still takes is a link's."""
    yield
    world.wait(minutes=10)
    await world.bot.linking.sweep()
    for process in world.processes:
        await process.linking.aclose()
    assert world.good_tokens() == len(await world.rows(tables.links))
