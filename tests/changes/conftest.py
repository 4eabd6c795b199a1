"""A stage for each test, on each database."""

from collections.abc import AsyncIterator

import pytest

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
def behind(stage: Stage) -> Behind:
    return Behind(stage)
