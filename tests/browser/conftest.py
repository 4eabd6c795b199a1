"""What browser tests share: one Chromium and one set of ports for the whole run."""

from collections.abc import AsyncIterator

import pytest

from tests.browser.pagestage import PageStage, launched, opened_ports, staged


@pytest.fixture(scope="session")
async def page_ground() -> AsyncIterator[None]:
    async with opened_ports() as ports, launched() as browser:
        PageStage.ports, PageStage.browser = ports, browser
        yield


@pytest.fixture
async def stage(page_ground: None) -> AsyncIterator[PageStage]:
    async with staged() as here:
        yield here
