"""A server for answers that a test says, and the simulator with people who are signed in at it."""

from collections.abc import Awaitable, Callable

import httpx2
import pytest

from bot.genesys.client import Genesys
from bot.genesys.transport import Transport
from bot.sandbox.people import Person
from tests.genesys.other_side import Pauses, Purse, doors
from tests.sandbox.genesys.site import ANA, Site, Stand, new_simulator
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED

SignIn = Callable[[Person], Awaitable[Genesys]]


@pytest.fixture(scope="session", autouse=True)
async def other_side():
    async with serving(doors) as url:
        doors.url = url
        yield


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
async def sign_in(site):
    transport = Transport(site.url, sleep=Pauses())

    async def signed_in(person: Person) -> Genesys:
        return Genesys(transport, Purse([(await site.tokens(person))["access_token"]]))

    yield signed_in
    await transport.aclose()


@pytest.fixture
async def ana(sign_in: SignIn):
    return await sign_in(ANA)
