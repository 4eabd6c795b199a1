"""Genesys as the rows of its side break it, and as its ledger then tells it."""

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from tests.faults.slack_side import SlackSide, so
from tests.stage.looking import Behind
from tests.stage.stage import Person, Said, Stage

ASKING = "Asking Genesys…"
SOON_S = 3.0
LAST_S = 30.0


@dataclass(frozen=True)
class Heard:
    """What a person read of a command: when the first word came, when the last, and what it was."""

    first_s: float
    last_s: float
    text: str


@dataclass(frozen=True)
class GenesysSide:
    """The stage, seen from Genesys."""

    stage: Stage

    @property
    def behind(self) -> Behind:
        return Behind(self.stage)

    async def fault(self, path: str, **fault: Any) -> None:
        await self.stage.fault("genesys", path=path, **fault)

    async def answers(self, path: str, body: str, **fault: Any) -> None:
        """200 with this body instead of the service's own."""
        await self.fault(path, do="status", status=200, body=body, **fault)

    async def requests(self, method: str, tail: str) -> list[dict[str, Any]]:
        """What was asked at addresses that end so, the oldest first."""
        return [
            line
            for line in await self.stage.ledger()
            if line["kind"] == "request" and line["method"] == method and line["path"].endswith(tail)
        ]

    async def token_calls(self) -> int:
        return len(await self.requests("POST", "/oauth/token"))

    async def hears(self, person: Person, text: str) -> Heard:
        """Says something, and waits for the answer that is no mere "asking": within 30 s, whatever happens."""
        slack, began = SlackSide(self.stage), time.monotonic()
        before = len(slack.reads(person))
        first_s: list[float] = []
        asking: asyncio.Task[Said] = asyncio.create_task(person.says(text))

        def read() -> list[str]:
            return slack.reads(person)[before:]

        def answered() -> bool:
            if read() and not first_s:
                first_s.append(time.monotonic() - began)
            return bool(read()) and ASKING not in read()[-1]

        await so(answered, LAST_S)
        last_s = time.monotonic() - began
        await asking
        return Heard(first_s[0], last_s, "\n".join(read()))
