"""What a test of faults and changes looks at behind the scenes."""

import asyncio
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from bot.store.tables import audit, changes, put_backs
from tests.stage.stage import Stage

#: A sweep, and a job on either database, by their coroutines: the app tells nobody that they run.
UNDER_WAY = {"_swept", "InProcess._run", "Worker._process_job"}


@dataclass(frozen=True)
class Behind:
    """The rows, what Slack was told, and how Genesys is well again."""

    stage: Stage

    async def rows(self) -> list[Row[Any]]:
        """All changes, the oldest first."""
        async with self.stage.app.database.read() as tx:
            return list((await tx.execute(select(changes).order_by(changes.c.asked_at, changes.c.id))).all())

    async def states(self) -> list[str]:
        return [row.state for row in await self.rows()]

    async def audited(self) -> list[Row[Any]]:
        async with self.stage.app.database.read() as tx:
            return list((await tx.execute(select(audit).order_by(audit.c.at))).all())

    async def told(self, text: str) -> int:
        """How often the bot sent a text with this in it."""
        calls = [entry for entry in await self.stage.ledger("slack") if entry["kind"] == "call"]
        return sum(text in str(entry["args"].get("text", "")) for entry in calls)

    async def mend(self) -> None:
        """Genesys is well again."""
        (await self.stage.http.delete(f"{self.stage.genesys_url}/sandbox/faults")).raise_for_status()

    async def put_back(self, **after: float) -> None:
        """So much later, all that was due has been put back and told, or its people are asked."""
        self.stage.later(**after)
        await self.stage.app.desk.put_backs.once()
        async with asyncio.timeout(10):
            while await self._is_due() or await self._untold():  # noqa: ASYNC110 - the bot's own job may be at it
                await asyncio.sleep(0.02)

    async def _is_due(self) -> bool:
        now = self.stage.sides.clock.now()
        due = select(put_backs).where(put_backs.c.due_at <= now, put_backs.c.state != "asked")
        async with self.stage.app.database.read() as tx:
            return (await tx.execute(due)).first() is not None

    async def _untold(self) -> bool:
        return any(row.undoes and not row.told for row in await self.rows())

    async def sweeps(self, **after: float) -> None:
        """So much later the sweep comes by, and the app's own and its jobs, which may be faster, have ended too."""
        self.stage.later(**after)
        await self.stage.app.sweep.once()
        if own := [task for task in asyncio.all_tasks() if getattr(task.get_coro(), "__qualname__", "") in UNDER_WAY]:
            await asyncio.wait(own, timeout=5)
