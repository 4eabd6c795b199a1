"""A SQLite file that is locked, full, read-only, or no database."""

import shutil
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, insert, select, text

from bot.errors import StoreUnavailable
from bot.store.engine import Database
from bot.store.tables import pins


@pytest.fixture
async def file(sqlite_template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(sqlite_template, tmp_path / "onqueue.db"))


@pytest.fixture
async def database(file: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{file}", wait_s=0.2)
    yield database
    await database.aclose()


async def put(database: Database, name: str, value: str = "x") -> None:
    async with database.begin() as connection:
        await connection.execute(insert(pins).values(name=name, value=value))


async def names(database: Database) -> list[str]:
    async with database.read() as connection:
        return list((await connection.execute(select(pins.c.name))).scalars())


def on_connect(database: Database, pragma: str) -> None:
    for engine in (database.engine, database.write_engine):
        event.listen(engine.sync_engine, "connect", lambda raw, _: raw.cursor().execute(pragma))


async def test_what_is_committed_survives_a_power_cut(database: Database) -> None:
    async with database.begin() as connection:
        pragmas = {
            name: (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    full = 2
    assert pragmas == {"journal_mode": "wal", "synchronous": full, "foreign_keys": 1}


async def test_a_locked_file_is_waited_for_and_then_said(database: Database, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked") as outage:
        await put(database, "refused")
    assert not outage.value.in_doubt
    assert await names(database) == [], "reads go on"
    other.execute("ROLLBACK")
    other.close()
    await put(database, "kept")
    assert await names(database) == ["kept"]


async def test_a_full_disk_is_said_and_heals(database: Database) -> None:
    on_connect(database, "PRAGMA max_page_count = 1")  # as many as there are
    with pytest.raises(StoreUnavailable, match="full"):
        await put(database, "refused", "x" * 1_000_000)
    assert await names(database) == []
    on_connect(database, "PRAGMA max_page_count = 100000")
    await database.write_engine.dispose()  # new connections
    await put(database, "kept", "x" * 1_000_000)
    assert await names(database) == ["kept"]


async def test_a_read_only_file_is_said(database: Database) -> None:
    on_connect(database, "PRAGMA query_only = ON")
    with pytest.raises(StoreUnavailable, match="readonly"):
        await put(database, "refused")
    assert await names(database) == []


@pytest.mark.parametrize("made", ["nothing", "folder", "text"])
async def test_what_is_no_database_is_said(tmp_path: Path, made: str) -> None:
    path = tmp_path / "sub" / "onqueue.db"
    if made != "nothing":
        path.parent.mkdir()
    if made == "folder":
        path.mkdir()
    if made == "text":
        path.write_text("no database" * 1000)
    database = Database(f"sqlite:///{path}")
    for transaction in (database.begin, database.read):
        with pytest.raises(StoreUnavailable):
            async with transaction():
                pass
    await database.aclose()


async def test_a_missing_table_is_a_mistake_of_ours(database: Database) -> None:
    wrong: Any = text("SELECT 1 FROM no_such_table")
    with pytest.raises(Exception, match="no such table") as mistake:
        async with database.read() as connection:
            await connection.execute(wrong)
    assert not isinstance(mistake.value, StoreUnavailable)
