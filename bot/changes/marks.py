"""The mark that something about a request has changed, so that whoever looks brings its cards up to it."""

from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.jobs.port import Jobs
from bot.store.tables import requests

LOOK = "requests.look"  #: the job that brings people and cards to what the rows say


async def touched(tx: AsyncConnection, jobs: Jobs, change_id: str, **values: Any) -> None:
    """Writes to the request in the caller's transaction, and promises a look at it."""
    values = {"drawing": requests.c.drawing + 1, **values}
    done = await tx.execute(update(requests).where(requests.c.change_id == change_id).values(values))
    if done.rowcount:  # Most changes were never a request.
        await jobs.defer(tx, LOOK, change_id)
