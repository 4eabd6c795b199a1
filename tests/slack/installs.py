"""Bringing the app into workspaces, as an administrator does with a browser."""

from dataclasses import dataclass, replace
from typing import Any

import httpx2
from sqlalchemy import select

from bot.sandbox.people import people
from bot.sandbox.slack.teams import HOME, NORTH
from bot.store.tables import installations
from tests.stage.linking import Browser, browser
from tests.stage.stage import Person, Stage

__all__ = ["HOME", "NORTH", "Installer"]


@dataclass(frozen=True)
class Installer:
    """Whoever may let apps into workspaces; `stage` is a bot that nobody has installed yet."""

    stage: Stage

    def northerner(self, index: int) -> Person:
        """Somebody of the other workspace, who is one of the floor's last in Genesys."""
        members = [one for one in self.stage.sides.emulator.other.members.values() if not one.is_bot]
        found = next(one for one in people(1) if one.email == members[index].email)
        return Person(self.stage, replace(found, slack_user=members[index].id))

    async def to_slack(self, visitor: Browser) -> str:
        """Where the button of the page leads."""
        page = await visitor.get(f"{self.stage.bot_url}/slack/install")
        assert page.status_code == 200, page.text
        return page.text.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")

    async def back(self, visitor: Browser, team: str, *, decision: str = "allow") -> str:
        """The address to which Slack leads after its question."""
        question = await visitor.get(await self.to_slack(visitor))
        answer = await visitor.send(question, team=team, decision=decision)
        assert answer.status_code == 302, answer.text
        return str(answer.headers["location"])

    async def installs(self, team: str) -> httpx2.Response:
        """The whole way; answers the last page."""
        async with browser() as visitor:
            return await visitor.get(await self.back(visitor, team))

    async def rows(self) -> dict[str, Any]:
        async with self.stage.app.database.read() as tx:
            return {row.id: row for row in (await tx.execute(select(installations))).all()}

    async def calls(self, method: str) -> list[dict[str, Any]]:
        return [line for line in await self.stage.ledger("slack") if line.get("method") == method]
