"""The audit: one entry for each write, appended in the transaction that ends its change."""

from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import audit


async def record(tx: AsyncConnection, **entry: Any) -> None:
    """Appends one entry; the columns are those of `tables.audit`. A second entry for one change is refused."""
    await tx.execute(insert(audit).values(entry))
