import pytest

from tests.genesys.other_side import doors
from tests.serving import serving


@pytest.fixture(scope="session", autouse=True)
async def other_side():
    async with serving(doors) as url:
        doors.url = url
        yield
