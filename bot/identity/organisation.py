"""The one organisation whose users may link: given by GENESYS_ORG_ID, or pinned by the first link on loopback."""

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.engine import Database
from bot.store.tables import pins

_NAME = "organisation"


class Organisation:
    """`given` is the id of GENESYS_ORG_ID, or None."""

    def __init__(self, database: Database, given: str | None) -> None:
        self._database = database
        self._given = given

    async def admits(self, org_id: str) -> bool:
        """Whether this is the organisation, or could become it."""
        if self._given is not None:
            return _same(org_id, self._given)
        async with self._database.read() as connection:
            pinned = await _pinned(connection)
        return pinned is None or _same(org_id, pinned)

    async def pin(self, connection: AsyncConnection, org_id: str) -> bool:
        """Within the transaction of a link: false when another organisation was first."""
        if self._given is not None:
            return _same(org_id, self._given)
        insert = insert_sqlite if self._database.is_sqlite else insert_postgresql
        await connection.execute(insert(pins).values(name=_NAME, value=org_id).on_conflict_do_nothing())
        return _same(org_id, await _pinned(connection) or "")


async def _pinned(connection: AsyncConnection) -> str | None:
    return (await connection.execute(select(pins.c.value).where(pins.c.name == _NAME))).scalar_one_or_none()


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold() != ""
