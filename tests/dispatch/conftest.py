"""A hand that signs, and a lead who is linked."""

import pytest

from tests.dispatch.signed import Signed
from tests.stage.stage import Person, Stage


@pytest.fixture
async def bo(stage: Stage) -> Person:
    """Ana's lead, linked."""
    person = stage.person(1)
    await person.links()
    return person


@pytest.fixture
def signed(stage: Stage) -> Signed:
    return Signed(stage)
