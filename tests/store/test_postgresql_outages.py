"""A PostgreSQL that is stopped, started again, cut off, or silent."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreUnavailable
from bot.store.engine import Database
from bot.store.schema import migrate
from bot.store.tables import pins
from tests.databases import PostgreSQL, running_postgresql


@pytest.fixture(scope="module")
def server() -> Iterator[PostgreSQL]:
    """Of our own, because others' tests need theirs."""
    with running_postgresql() as server:
        yield server


@pytest.fixture
async def database(server: PostgreSQL) -> AsyncIterator[Database]:
    database = Database(server.address)
    await migrate(database)
    async with database.begin() as connection:
        await connection.execute(pins.delete())
    yield database
    await database.aclose()


async def put(connection: AsyncConnection, name: str) -> None:
    await connection.execute(insert(pins).values(name=name, value="x"))


async def names(database: Database) -> set[str]:
    async with database.read() as connection:
        return set((await connection.execute(select(pins.c.name))).scalars())


async def backend(connection: AsyncConnection) -> int:
    return int((await connection.execute(text("SELECT pg_backend_pid()"))).scalar_one())


async def end(server: PostgreSQL, *backends: int) -> None:
    other = Database(server.address)
    async with other.read() as connection:
        for pid in backends:
            await connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    await other.aclose()


async def test_connections_that_died_in_the_pool_are_replaced(server: PostgreSQL, database: Database) -> None:
    async with database.read() as one, database.read() as two:
        backends = [await backend(one), await backend(two)]
    await end(server, *backends)
    async with database.begin() as connection:
        await put(connection, "kept")
    assert await names(database) == {"kept"}


async def test_a_connection_cut_in_the_middle_changes_nothing(server: PostgreSQL, database: Database) -> None:
    async def write() -> None:
        async with database.begin() as connection:
            await put(connection, "undone")
            await end(server, await backend(connection))
            await put(connection, "undone too")

    with pytest.raises(StoreUnavailable) as outage:
        await write()
    assert not outage.value.in_doubt
    assert await names(database) == set()


async def test_a_connection_cut_at_the_commit_leaves_a_doubt(server: PostgreSQL, database: Database) -> None:
    async def write() -> None:
        async with database.begin() as connection:
            await put(connection, "perhaps")
            await end(server, await backend(connection))

    with pytest.raises(StoreUnavailable) as outage:
        await write()
    assert outage.value.in_doubt


async def test_a_silent_backend_is_given_up_for_another(database: Database) -> None:
    """Its socket stays open, so nothing but a limit of our own notices."""
    async with database.read() as connection:
        silent = await backend(connection)
    os.kill(silent, signal.SIGSTOP)
    try:
        began = time.monotonic()
        async with database.begin() as connection:
            await put(connection, "kept")
        assert time.monotonic() - began < 6
    finally:
        os.kill(silent, signal.SIGCONT)
    assert await names(database) == {"kept"}


async def test_a_stopped_server_is_said_and_comes_back_by_itself(server: PostgreSQL, database: Database) -> None:
    assert await names(database) == set()
    await asyncio.to_thread(server.stop)
    for transaction in (database.begin, database.read):
        began = time.monotonic()
        with pytest.raises(StoreUnavailable):
            async with transaction():
                pass
        assert time.monotonic() - began < 5
    await asyncio.to_thread(server.start)
    assert await names(database) == set()


async def test_a_statement_that_takes_too_long_is_ended(database: Database) -> None:
    began = time.monotonic()
    with pytest.raises(StoreUnavailable, match="timeout"):
        async with database.read() as connection:
            await connection.execute(text("SELECT pg_sleep(60)"))
    assert time.monotonic() - began < 8


async def test_a_wrong_statement_is_a_mistake_of_ours(database: Database) -> None:
    with pytest.raises(Exception, match="no_such_table") as mistake:
        async with database.read() as connection:
            await connection.execute(text("SELECT 1 FROM no_such_table"))
    assert not isinstance(mistake.value, StoreUnavailable)
