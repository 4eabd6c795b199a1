"""A stop waits for what the bot does by itself, down to its transactions."""

import asyncio
import logging
import sqlite3

import pytest
from pydantic import SecretStr

from bot.app import running
from bot.cli.sandbox import make_sides
from bot.cli.serving import Servers, Site, bound

NOWHERE = "http://127.0.0.1:9"


@pytest.fixture
async def settings(sqlite_template, tmp_path):
    file = tmp_path / "onqueue.db"
    file.write_bytes(sqlite_template.read_bytes())
    sides = make_sides(genesys_url=NOWHERE, slack_url=NOWHERE, bot_url=NOWHERE, database=f"sqlite:///{file}", seed=1)
    yield sides.settings.model_copy(update={"database_url": SecretStr(f"sqlite+aiosqlite:///{file}")}), sides.clock
    await sides.emulator.aclose()


async def test_a_sweep_that_waits_for_the_database_is_waited_for(settings, tmp_path, caplog):
    """Cut off, it left a connection that nobody closed, and once in a while the process never ended."""
    before = asyncio.all_tasks()
    other = sqlite3.connect(tmp_path / "onqueue.db", isolation_level=None)
    async with running(*settings) as app:
        writing = app.database._writing
        servers = Servers([Site(app.asgi, bound("127.0.0.1", 0))])
        other.execute("BEGIN IMMEDIATE")
        await servers.start()
        async with asyncio.timeout(5):
            while not writing.locked():  # noqa: ASYNC110 - nothing tells that a sweep has begun
                await asyncio.sleep(0)
        stopping = asyncio.create_task(servers.stop())
        ended_before, _ = await asyncio.wait({stopping}, timeout=1)
        other.execute("COMMIT")
        await stopping
        left = asyncio.all_tasks() - before - {stopping}
    other.close()

    assert not ended_before
    assert not left
    assert not [record.message for record in caplog.records if record.levelno >= logging.ERROR]
