"""The search itself: it finds what it is shown."""

import logging

import pytest
from sqlalchemy import insert, update

from bot.store.engine import Database
from bot.store.tables import pins
from tests.stage import leaks
from tests.stage.stage import raised

SECRET = "xoxb-0123456789abcdef"


async def log_a_token(database_url: str) -> None:
    async with raised(database_url) as stage:
        token = stage.sides.emulator.bot_token
        await stage.http.post(f"{stage.slack_url}/api/auth.test", headers={"authorization": f"Bearer {token}"})
        logging.getLogger("bot.dispatch").debug("the token is %s", token)


async def test_a_token_that_is_logged_is_found(database_url):
    with pytest.raises(AssertionError, match=r"authorization \(….{4}\) stands in the clear in the log"):
        await log_a_token(database_url)


async def log_a_name(database_url: str) -> None:
    async with raised(database_url) as stage:
        logging.getLogger("bot.dispatch").info("asked by %s", stage.person(1).who.name)


async def test_a_name_that_is_logged_is_found(database_url):
    with pytest.raises(AssertionError, match=r"a name .* stands in the clear in the log"):
        await log_a_name(database_url)


async def test_a_secret_is_found_in_the_database_even_after_it_was_overwritten(database: Database):
    """SQLite keeps what was overwritten in its log and its free pages; a server's answers show the present alone."""
    async with database.begin() as tx:
        await tx.execute(insert(pins).values(name="organisation", value=SECRET))
    assert SECRET in leaks.stored(database.url)

    async with database.begin() as tx:
        await tx.execute(update(pins).values(value="gone"))

    assert (SECRET in leaks.stored(database.url)) is database.is_sqlite
