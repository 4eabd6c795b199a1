"""Slack as the rows of its side break it, and as they then look at it."""

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

from pydantic import SecretStr

from bot.app import running
from bot.cli.serving import Servers, Site, bound, url_of
from tests.dispatch.signed import Signed
from tests.stage.looking import Behind
from tests.stage.stage import LOOPBACK, Person, Stage

RESPONSE = "/response/*"
POST = "/api/chat.postMessage"
UPDATE = "/api/chat.update"
WHISPER = "/api/chat.postEphemeral"
OPEN = "/api/views.open"
SHOW = "/api/views.update"


@dataclass(frozen=True)
class SlackSide:
    """The stage, seen from Slack."""

    stage: Stage

    @property
    def signed(self) -> Signed:
        return Signed(self.stage)

    @property
    def behind(self) -> Behind:
        return Behind(self.stage)

    async def fault(self, path: str, **fault: Any) -> None:
        await self.stage.fault("slack", path=path, **fault)

    async def refuses(self, path: str, error: str, **fault: Any) -> None:
        """As Slack refuses: 200, and the reason in the body."""
        body = json.dumps({"ok": False, "error": error})
        await self.fault(path, do="status", status=200, body=body, **fault)

    async def mend(self) -> None:
        (await self.stage.http.delete(f"{self.stage.slack_url}/sandbox/faults")).raise_for_status()

    async def met(self, path: str = "") -> int:
        """How many calls met a fault."""
        entries = await self.stage.ledger("slack")
        return sum(entry["kind"] == "fault" and path.rstrip("*") in entry["path"] for entry in entries)

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """What Slack was asked, and took or refused."""
        entries = await self.stage.ledger("slack")
        return [entry for entry in entries if entry["kind"] == "call" and entry["method"] == method]

    def reads(self, person: Person, channel: str | None = None) -> list[str]:
        """What stands before this person, in their DM with the bot or in a channel, the oldest first."""
        dm = f"D{person.who.slack_user[1:]}"
        emulator = self.stage.sides.emulator
        messages = emulator.workspace.conversations.visible(channel or dm, person.who.slack_user)
        return [message.text for message in messages if message.user == emulator.bot_user_id]

    def read(self, person: Person, text: str, channel: str | None = None) -> int:
        """In how many messages this person reads a text."""
        return sum(text in message for message in self.reads(person, channel))

    async def until_read(self, person: Person, text: str, times: int = 1) -> None:
        """Waits until they read it in so many messages of their DM."""
        await so(lambda: self.read(person, text) >= times)


async def so(what: Callable[[], Awaitable[bool] | bool], within_s: float = 12) -> None:
    """Waits until it is so: Slack's side has no event to wait for."""
    async with asyncio.timeout(within_s):
        while True:
            found = what()
            if found if isinstance(found, bool) else await found:
                return
            await asyncio.sleep(0.02)


async def linked(stage: Stage, index: int = 0) -> Person:
    """Ana unless said otherwise: Available, Returns joined, a member of Billing and Support."""
    person = stage.person(index)
    await person.links()
    return person


@asynccontextmanager
async def other_process(stage: Stage) -> AsyncIterator[Stage]:
    """The same bot once more on the same PostgreSQL; a SQLite file lets only one in, which stands for both."""
    database = stage.app.database
    if database.is_sqlite:
        yield stage
        return
    settings = stage.sides.settings.model_copy(update={"database_url": SecretStr(database.url)})
    async with running(settings, stage.sides.clock) as app:
        listener = bound(LOOPBACK, 0)
        servers = Servers([Site(app.asgi, listener)])
        await servers.start()
        yield replace(stage, app=app, bot_url=url_of(listener))
        await servers.stop()


class _Kept(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.lines: list[str] = []
        self.setFormatter(logging.Formatter())

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def logged() -> Iterator[list[str]]:
    """Every line that goes to the log meanwhile, with its traceback."""
    handler = _Kept()
    logging.getLogger().addHandler(handler)
    try:
        yield handler.lines
    finally:
        logging.getLogger().removeHandler(handler)
