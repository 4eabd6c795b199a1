"""A stage for each test, on each database."""

from collections.abc import AsyncIterator

import pytest

from tests.stage.stage import Person, Stage, raised


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    async with raised(database_url) as stage:
        yield stage


@pytest.fixture
async def ana(stage: Stage) -> Person:
    """An agent, linked: Available, at a station, Returns joined, a member of Billing and Support."""
    person = stage.person(0)
    await person.links()
    return person


@pytest.fixture
async def bo(stage: Stage) -> Person:
    """Ana's lead, not linked."""
    return stage.person(1)
