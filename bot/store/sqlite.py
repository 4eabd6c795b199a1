"""How we use SQLite: one file, one process, many readers beside one writer."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

#: Execution options of a transaction that may write.
WRITES = {"sqlite_begin": "BEGIN IMMEDIATE"}
READERS = 8

_PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    # With NORMAL a power cut may lose the last commits, and a change has its row before its first call to Genesys:
    # then the call would have been made and nobody would know. FULL costs one fsync a commit.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
)


def sqlite_engine(address: URL, wait_s: float, *, connections: int) -> AsyncEngine:
    """`wait_s`: how long a lock of another process, or a free connection, is waited for."""
    engine = create_async_engine(
        address,
        hide_parameters=True,
        pool_size=connections,
        max_overflow=0,
        pool_timeout=wait_s,
        # Transactions begin as we say, not when the driver thinks they should.
        connect_args={"timeout": wait_s, "isolation_level": None},
    )
    event.listen(engine.sync_engine, "connect", _connected)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


@asynccontextmanager
async def opened(connection: AsyncConnection) -> AsyncIterator[None]:
    """Begins now: a writer takes the lock before it reads, so that it never fails for what it has read."""
    await connection.begin()
    yield


def _connected(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("sqlite_begin", "BEGIN"))
