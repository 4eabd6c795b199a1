"""The simulator, served; and its first three people, signed in."""

import httpx2
import pytest

from tests.sandbox.genesys.site import ANA, BO, CARLA, Site, Stand, new_simulator
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED


@pytest.fixture(scope="session")
async def stand():
    stand = Stand()
    async with serving(stand) as url:
        yield stand, url


@pytest.fixture
async def site(stand):
    server, url = stand
    simulator, clock = new_simulator()
    server.app = simulator.app
    async with httpx2.AsyncClient(verify=UNENCRYPTED, base_url=url) as http:
        yield Site(simulator, clock, http, url)


@pytest.fixture
async def ana(site):
    return await site.sign_in(ANA)


@pytest.fixture
async def bo(site):
    return await site.sign_in(BO)


@pytest.fixture
async def carla(site):
    return await site.sign_in(CARLA)
