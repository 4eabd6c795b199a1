"""The schema on one page and the migrations say the same."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from bot.store.engine import Database
from bot.store.schema import is_current, migrate
from bot.store.tables import metadata


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Procrastinate's tables are its own affair."""
    return kind != "table" or name is None or not name.startswith("procrastinate_")


def differences(connection: Connection) -> list[object]:
    opts = {"compare_type": True, "compare_server_default": True, "include_name": is_ours}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


async def test_the_migrations_make_exactly_the_tables_of_the_page(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(differences) == []


async def test_a_migrated_database_is_current_and_stays_so(database: Database) -> None:
    assert await is_current(database)
    await migrate(database)
    assert await is_current(database)


async def test_a_database_of_an_older_or_newer_release_is_not_current(database: Database) -> None:
    async with database.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not await is_current(database)
    async with database.begin() as connection:
        await connection.execute(text("DROP TABLE alembic_version"))
    assert not await is_current(database)


async def test_a_migration_that_fails_leaves_nothing_behind(database: Database) -> None:
    """`audit` is the second table of the first version: the first one must go again."""
    async with database.begin() as connection:
        for table in (*metadata.tables, "alembic_version"):
            await connection.execute(text(f"DROP TABLE {table}"))
        await connection.execute(text("CREATE TABLE audit (x INTEGER)"))
    with pytest.raises(DBAPIError, match="audit"):
        await migrate(database)
    async with database.read() as connection:
        names = await connection.run_sync(lambda sync: set(sync.dialect.get_table_names(sync)))
    assert {name for name in names if is_ours(name, "table", {})} == {"audit"}


async def test_the_tables_of_procrastinate_may_be_there_already(database: Database) -> None:
    """Somebody else in the same database may use it as well."""
    async with database.begin() as connection:
        for table in (*metadata.tables, "alembic_version"):
            await connection.execute(text(f"DROP TABLE {table}"))
    await migrate(database)
    assert await is_current(database)
