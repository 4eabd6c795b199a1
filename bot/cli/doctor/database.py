"""The database: reachable, migrated, and readable with the keys. Nothing is written, and no file is made."""

import os
from collections.abc import AsyncIterator
from pathlib import Path

from sqlalchemy import select

from bot.cli.doctor.configured import MENDS
from bot.cli.doctor.finding import Finding, bad, ok
from bot.cli.keys import SEALED
from bot.clock import SystemClock
from bot.errors import SettingsError, StoreUnavailable
from bot.identity.links import Links, LinkState
from bot.identity.rotating import Sealed
from bot.identity.sealing import TokenSeals
from bot.identity.vault import Unreadable, Vault
from bot.settings import Settings
from bot.store.engine import Database
from bot.store.schema import is_current
from bot.store.tables import links

NAME = "DATABASE_URL"
MIGRATE = "run: python -m bot migrate"
WAIT_S = 5.0
AT_ONCE = 500


class Store:
    """One look at the database. `token` is that of a person who has linked, if one is there and still good."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self.token: str | None = None

    async def check(self) -> AsyncIterator[Finding]:
        try:
            database = Database(self._settings.database_url.get_secret_value(), wait_s=WAIT_S)
        except SettingsError as error:
            for problem in error.problems:
                yield bad(NAME, problem.removeprefix(f"{NAME} ").rstrip("."), MENDS[NAME])
            return
        try:
            if database.file is not None and (missing := _file(Path(database.file))) is not None:
                yield missing
                return
            async for finding in self._looked(database):
                yield finding
        except StoreUnavailable as error:
            yield bad(NAME, f"the database cannot be used ({error.reason})", "start it, or correct the setting")
        finally:
            await database.aclose()

    async def _looked(self, database: Database) -> AsyncIterator[Finding]:
        if not await is_current(database):
            yield bad(NAME, "the database has an old schema, or none", MIGRATE)
            return
        yield ok(NAME, "the database answers, and has the newest schema")
        if self._settings.keys:
            vault = Vault(self._settings.keys)
            yield await _keys(database, vault)
            self.token = await _token(database, vault)


def _file(path: Path) -> Finding | None:
    """What keeps a SQLite file from being used, without opening it: that would make one."""
    if path.exists():
        if os.access(path, os.R_OK | os.W_OK) and os.access(path.parent, os.W_OK):
            return None
        return bad(NAME, f"{path} or its folder is not writable", "let the user that the bot runs as write there")
    if not path.parent.is_dir():
        return bad(NAME, f"the folder of {path} does not exist", "make the folder, or correct the setting")
    return bad(NAME, f"{path} does not exist yet", MIGRATE)


async def _keys(database: Database, vault: Vault) -> Finding:
    """Whether everything that is sealed opens."""
    name, sealed, shut = "TOKEN_KEYS", 0, 0
    for column in SEALED:
        opens, does_not = await _opened(database, vault, column)
        sealed, shut = sealed + opens + does_not, shut + does_not
    if shut:
        what = f"{shut} of {sealed} sealed values in the database do not open with these keys"
        mend = "put the key that is missing behind the others, with a comma; without it those people sign in again"
        return bad(name, what, mend)
    return ok(name, f"all {sealed} sealed values in the database open")


async def _opened(database: Database, vault: Vault, column: Sealed) -> tuple[int, int]:
    """How many values of a column open, and how many do not."""
    opens, shut, last = 0, 0, ""
    query = select(column.table).where(column.column.is_not(None)).order_by(column.table.c.id).limit(AT_ONCE)
    while True:
        async with database.read() as connection:
            rows = (await connection.execute(query.where(column.table.c.id > last))).all()
        for row in rows:
            try:
                vault.open(getattr(row, column.column.name), *column.context(row))
            except Unreadable:
                shut += 1
            else:
                opens += 1
        if len(rows) < AT_ONCE:
            return opens, shut
        last = rows[-1].id


async def _token(database: Database, vault: Vault) -> str | None:
    """The newest token of a living link. It is never renewed here: that may end the old one."""
    clock = SystemClock()
    good = (links.c.state == LinkState.LIVE) & (links.c.expires_at > clock.now())
    async with database.read() as connection:
        found = (
            await connection.execute(select(links.c.id).where(good).order_by(links.c.expires_at.desc()).limit(1))
        ).scalar_one_or_none()
    link = await Links(database, clock).latest(found) if found else None
    return TokenSeals(vault).last_token(link) if link else None
