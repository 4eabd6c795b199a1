"""The stage's fixtures, for every room's tests."""

from collections.abc import AsyncIterator

import pytest

from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage, raised


@pytest.fixture
async def stage(database_url: str) -> AsyncIterator[Stage]:
    """A stage for each test, on each database."""
    async with raised(database_url) as stage:
        yield stage


@pytest.fixture
async def ana(stage: Stage) -> Person:
    """An agent, linked: Available, at a station, Returns joined, a member of Billing and Support."""
    person = stage.person(0)
    await person.links()
    return person


@pytest.fixture
def bo(stage: Stage) -> Person:
    """Ana's lead, not linked."""
    return stage.person(1)


@pytest.fixture
def behind(stage: Stage) -> Behind:
    """What tests look at that no person sees."""
    return Behind(stage)
