"""A bot without a bot token, into whose two workspaces the app can be installed."""

from collections.abc import AsyncIterator

import pytest

from tests.slack.installs import Installer
from tests.stage.stage import raised


@pytest.fixture
async def installer(database_url: str) -> AsyncIterator[Installer]:
    async with raised(database_url, slack_bot_token=None) as stage:
        yield Installer(stage)
