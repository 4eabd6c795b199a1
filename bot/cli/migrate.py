"""`migrate`: brings the database to the newest schema."""

import argparse
import asyncio
import sys

from bot.settings import Settings
from bot.store.engine import Database
from bot.store.schema import migrate

HELP = "bring the database to the newest schema"


def arguments(_: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:
    settings = Settings.load()
    asyncio.run(_migrate(settings.database_url.get_secret_value()))
    sys.stdout.write("The database has the newest schema.\n")
    return 0


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.aclose()
