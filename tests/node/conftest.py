from collections.abc import AsyncIterator

import pytest

from tests.node.judges import JUDGES, Judge, install, judging, node_version
from tests.sandbox.slack.calls import callable_slack
from tests.sandbox.slack.conftest import Stage, addresses

__all__ = ["addresses"]


@pytest.fixture(scope="session", params=JUDGES)
async def node(request: pytest.FixtureRequest) -> AsyncIterator[Judge]:
    """One process for all tests: its start takes longer than they do."""
    if node_version() < JUDGES[request.param]:
        pytest.skip(f"these clients need Node {JUDGES[request.param]}")
    async with judging(install(request.param)) as judge:
        yield judge


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """A workspace whose app may do everything that is judged."""
    async with callable_slack() as here:
        yield here


@pytest.fixture
async def client(node: Judge, stage: Stage) -> Judge:
    """Slack's clients, pointed at this workspace."""
    emulator = stage.emulator
    node.heard.clear()
    where = {"slackApiUrl": f"{emulator.base_url}/api/", "botToken": emulator.bot_token, "appToken": emulator.app_token}
    assert (await node.does("point", **where))["ok"]
    return node
