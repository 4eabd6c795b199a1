"""Transactions: all or nothing, one writer after the other, reads beside them."""

import asyncio
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import StoreUnavailable
from bot.store.engine import Database
from bot.store.tables import pins, seen


async def put(connection: AsyncConnection, name: str, value: str = "x") -> None:
    await connection.execute(insert(pins).values(name=name, value=value))


async def count(database: Database) -> int:
    async with database.read() as connection:
        return (await connection.execute(select(func.count()).select_from(pins))).scalar_one()


async def test_a_transaction_is_kept_at_its_end_and_undone_by_an_exception(database: Database) -> None:
    async with database.begin() as connection:
        await put(connection, "kept")

    async def fail() -> None:
        async with database.begin() as connection:
            await put(connection, "undone")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await count(database) == 1


async def test_a_cancelled_transaction_is_undone_and_blocks_nobody(database: Database) -> None:
    async def write(begun: asyncio.Event) -> None:
        async with database.begin() as connection:
            await put(connection, "undone")
            begun.set()
            await asyncio.Event().wait()

    begun = asyncio.Event()
    writing = asyncio.create_task(write(begun))
    await begun.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    async with database.begin() as connection:
        await put(connection, "kept")
    assert await count(database) == 1


async def test_fifty_writers_at_once_all_write(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.begin() as connection:
            found = (await connection.execute(select(func.count()).select_from(pins))).scalar_one()
            await put(connection, f"{number}", f"{found}")

    await asyncio.gather(*(write(number) for number in range(50)))
    assert await count(database) == 50


async def test_two_processes_that_write_at_once_both_write(database: Database) -> None:
    other = Database(database.url)

    async def write(which: Database, name: str) -> None:
        for number in range(10):
            async with which.begin() as connection:
                await put(connection, f"{name}-{number}")

    await asyncio.gather(write(database, "one"), write(other, "other"))
    assert await count(database) == 20
    await other.aclose()


async def test_reads_go_on_while_somebody_writes(database: Database) -> None:
    async with database.begin() as connection:
        await put(connection, "not yet")
        assert await count(database) == 0


async def test_a_broken_rule_is_no_outage_and_shows_no_values(database: Database) -> None:
    async with database.begin() as connection:
        await put(connection, "name")
    with pytest.raises(IntegrityError) as broken:
        async with database.begin() as connection:
            await put(connection, "name", "a secret value")
    assert "a secret value" not in str(broken.value)


async def test_more_transactions_than_connections_wait_and_then_give_up(database: Database) -> None:
    impatient = Database(database.url, wait_s=0.2)
    everybody = asyncio.Event()

    async def hold() -> None:
        async with impatient.read():
            await everybody.wait()

    held = [asyncio.create_task(hold()) for _ in range(20 if not impatient.is_sqlite else 8)]
    await asyncio.sleep(0.1)
    with pytest.raises(StoreUnavailable):
        await count(impatient)
    everybody.set()
    await asyncio.gather(*held)
    assert await count(impatient) == 0
    await impatient.aclose()


async def test_a_write_does_not_wait_behind_look_ups(database_url: str) -> None:
    impatient = Database(database_url, wait_s=0.5)
    everybody = asyncio.Event()

    async def hold() -> None:
        async with impatient.read():
            await everybody.wait()

    held = [asyncio.create_task(hold()) for _ in range(8)]
    await asyncio.sleep(0.1)
    async with impatient.begin() as connection:
        await put(connection, "x")
    everybody.set()
    await asyncio.gather(*held)
    assert await count(impatient) == 1
    await impatient.aclose()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_a_read_cannot_write(database: Database) -> None:
    with pytest.raises(StoreUnavailable, match="read-only"):
        async with database.read() as connection:
            await put(connection, "x")
    async with database.begin() as connection:
        await put(connection, "x")


async def test_times_come_back_aware_and_in_utc(database: Database) -> None:
    noon_in_berlin = datetime.fromisoformat("2026-11-25T12:00:00.123456+01:00")
    async with database.begin() as connection:
        await connection.execute(insert(seen).values(key="x", at=noon_in_berlin))
    async with database.read() as connection:
        at = (await connection.execute(select(seen.c.at))).scalar_one()
    assert (at, at.tzinfo) == (noon_in_berlin, UTC)


async def test_a_close_waits_for_a_transaction_and_lets_nobody_in_after_it(database: Database) -> None:
    """A connection that comes back after the close is closed by nobody."""
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def hold() -> None:
        async with database.begin() as connection:
            await put(connection, "kept")
            begun.set()
            await may_end.wait()

    holding = asyncio.create_task(hold())
    await begun.wait()
    closing = asyncio.create_task(database.aclose())
    done, _ = await asyncio.wait({closing}, timeout=0.1)
    may_end.set()
    await asyncio.gather(holding, closing)

    assert not done
    with pytest.raises(StoreUnavailable, match="closed"):
        await count(database)
