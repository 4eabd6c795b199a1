"""Traps in the database, set from outside: whoever writes a certain row waits there, or finds no room."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from bot.store.engine import Database

#: SQLite has no sleep: counting this many rows takes minutes, and ends with the process that counts.
_FOR_MINUTES = "SELECT count(*) FROM " + ", ".join(f"sqlite_schema AS t{number}" for number in range(9))
_SQLITE = "CREATE TRIGGER trap BEFORE {event} ON {table} WHEN {when} BEGIN {wait}; END"
_POSTGRESQL = (
    "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$",
    "CREATE TRIGGER trap BEFORE {event} ON {table} FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION trap()",
)
_CAUGHT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"


@asynccontextmanager
async def trap(database: Database, table: str, when: str, *, event: str = "UPDATE") -> AsyncIterator[None]:
    """`when` speaks of OLD and NEW. At the end whoever was caught must be dead, or be given up by its server."""
    set_up = (_SQLITE,) if database.is_sqlite else _POSTGRESQL
    async with database.begin() as tx:
        for statement in set_up:
            await tx.execute(text(statement.format(event=event, table=table, when=when, wait=_FOR_MINUTES)))
    try:
        yield
    finally:
        await _release(database, table)


async def _release(database: Database, table: str) -> None:
    if database.is_sqlite:
        async with database.begin() as tx:
            await tx.execute(text("DROP TRIGGER trap"))
        return
    async with database.begin() as tx:
        await tx.execute(text(_CAUGHT))
    async with database.begin() as tx:
        await tx.execute(text(f"DROP TRIGGER trap ON {table}"))
        await tx.execute(text("DROP FUNCTION trap"))


@asynccontextmanager
async def full_disk(database: Database, *tables: str) -> AsyncIterator[None]:
    """PostgreSQL refuses every write to these tables with the words and the code of a full disk."""
    full = "$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END $$"
    when = "BEFORE INSERT OR UPDATE OR DELETE ON {table} EXECUTE FUNCTION full_disk()"
    async with database.begin() as tx:
        await tx.execute(text(f"CREATE FUNCTION full_disk() RETURNS trigger LANGUAGE plpgsql AS {full}"))
        for table in tables:
            await tx.execute(text(f"CREATE TRIGGER full_disk {when.format(table=table)}"))
    yield
    async with database.begin() as tx:
        await tx.execute(text("DROP FUNCTION full_disk CASCADE"))
