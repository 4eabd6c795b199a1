"""Sealing everything at rest anew with the first key, so that an older one can be removed.

It runs beside the bot. A value is replaced only while it is still the one that was read, a few rows at a time: whoever
stores something new at the same moment wins, and a run that was killed goes on with the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Row, Table, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.identity.vault import Unreadable, Vault
from bot.store.engine import Database

AT_ONCE = 50
#: Rounds go on until one finds nothing to do; many are needed only where another process still seals with an older key.
MOST_ROUNDS = 5


@dataclass(frozen=True)
class Sealed:
    """A sealed column, and the context of its value in a row. Each room lists its own."""

    column: Column[Any]
    context: Callable[[Row[Any]], tuple[str, ...]]

    @property
    def table(self) -> Table:
        return self.column.table

    @property
    def name(self) -> str:
        return f"{self.table.name}.{self.column.name}"


@dataclass(frozen=True)
class Rotated:
    """What one column holds: values under the first key, of them sealed anew by us; those that no key opens."""

    name: str
    first: int = 0
    anew: int = 0
    unreadable: int = 0
    left: int = 0  #: still under another key: something newer was stored meanwhile, and with that key

    def __add__(self, other: "Rotated") -> "Rotated":
        counts = ("first", "anew", "unreadable", "left")
        return replace(self, **{count: getattr(self, count) + getattr(other, count) for count in counts})


class Rotation:
    """Seals the values of some columns anew."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def run(self, columns: Sequence[Sealed]) -> list[Rotated]:
        """What each column holds afterwards. Raises StoreUnavailable; run again, it goes on."""
        return [await self._rotated(column) for column in columns]

    async def _rotated(self, sealed: Sealed) -> Rotated:
        found = await self._round(sealed)
        anew, rounds = found.anew, 1
        while (found.anew or found.left) and rounds < MOST_ROUNDS:
            found = await self._round(sealed)
            anew, rounds = anew + found.anew, rounds + 1
        return replace(found, anew=anew)

    async def _round(self, sealed: Sealed) -> Rotated:
        found, last = Rotated(sealed.name), ""
        query = select(sealed.table).where(sealed.column.is_not(None)).order_by(sealed.table.c.id).limit(AT_ONCE)
        while True:
            async with self._database.read() as connection:
                rows = (await connection.execute(query.where(sealed.table.c.id > last))).all()
            if not rows:
                return found
            found, last = found + await self._some(sealed, rows), rows[-1].id

    async def _some(self, sealed: Sealed, rows: Sequence[Row[Any]]) -> Rotated:
        found = Rotated(sealed.name)
        fresh: list[tuple[Row[Any], bytes]] = []
        for row in rows:
            try:
                again = self._vault.resealed(getattr(row, sealed.column.name), *sealed.context(row))
            except Unreadable:
                found += Rotated(sealed.name, unreadable=1)
            else:
                found += Rotated(sealed.name, first=again is None)
                fresh += [(row, again)] if again else []
        if fresh:
            async with self._database.begin() as connection:
                for row, again in fresh:
                    found += await self._swapped(connection, sealed, row, again)
        return found

    async def _swapped(self, connection: AsyncConnection, sealed: Sealed, row: Row[Any], again: bytes) -> Rotated:
        same = (sealed.table.c.id == row.id) & (sealed.column == getattr(row, sealed.column.name))
        done = await connection.execute(update(sealed.table).where(same).values({sealed.column.name: again}))
        return Rotated(sealed.name, first=1, anew=1) if done.rowcount else Rotated(sealed.name, left=1)
