"""A stage for each test, on each database, and a hand that signs."""

from collections.abc import AsyncIterator

import pytest

from tests.dispatch.signed import Signed
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage, raised


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with raised(database_url) as stage:
        yield stage


@pytest.fixture
async def ana(stage: Stage) -> Person:
    """An agent, linked: Returns joined, a member of Billing and Support."""
    person = stage.person(0)
    await person.links()
    return person


@pytest.fixture
async def bo(stage: Stage) -> Person:
    """Ana's lead, linked."""
    person = stage.person(1)
    await person.links()
    return person


@pytest.fixture
def signed(stage: Stage) -> Signed:
    return Signed(stage)


@pytest.fixture
def behind(stage: Stage) -> Behind:
    return Behind(stage)
