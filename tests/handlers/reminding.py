"""Reminders on the stage: set as people do it, and brought by the moved clock."""

import asyncio
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from bot.store.tables import firings
from tests.stage.stage import Person, Said, Stage

WITHIN_S = 10.0
SAID = re.compile(r"\*Reminder [A-Z0-9]+:\*")
AGAIN_S = 0.05


@dataclass(frozen=True)
class Desk:
    """Somebody with reminders, in their direct messages with the bot."""

    stage: Stage
    person: Person

    def at(self, moment: str) -> datetime:
        return datetime.fromisoformat(f"{moment}+01:00")

    async def to(self, moment: str) -> None:
        """The clock shows this in Berlin, in winter."""
        self.stage.sides.clock.to(self.at(moment))

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What the clock said, the oldest first."""
        user = self.person.who.slack_user
        seen = self.stage.sides.emulator.window(user).history(f"D{user[1:]}")
        return [message for message in seen if SAID.match(message["text"])]

    async def told(self, count: int) -> Said:
        """The newest message, once there are so many."""
        async with asyncio.timeout(WITHIN_S):
            while len(self.messages) < count:  # noqa: ASYNC110 - nobody tells
                await asyncio.sleep(AGAIN_S)
        assert len(self.messages) == count
        return Said([self.messages[-1]], None)

    async def ended(self, moment: str, schedule_id: str | None = None) -> tuple[str, str | None]:
        """What became of what came due then: its state and its reason, once it has ended or is held."""
        fire_at = self.at(moment)
        query = select(firings.c.state, firings.c.reason).where(
            firings.c.fire_at >= fire_at, firings.c.fire_at < fire_at + timedelta(minutes=1)
        )
        if schedule_id:
            query = query.where(firings.c.schedule_id == schedule_id)
        async with asyncio.timeout(WITHIN_S):
            while True:
                async with self.stage.app.database.read() as tx:
                    rows = [tuple(row) for row in await tx.execute(query)]
                if rows and all(state in {"sent", "skipped", "held"} for state, _ in rows):
                    return rows[0]
                await asyncio.sleep(AGAIN_S)

    async def sets(self, words: str) -> str:
        """The id of the reminder that these words set."""
        said = await self.person.says(f"/gc remind {words}")
        assert "is set:" in said.text, said.text
        return said.text.split("*Reminder ")[-1].split(" ")[0]
