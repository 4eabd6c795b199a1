"""Who plays when real processes are killed: a sandbox that stays, one or more `web`s, and somebody who looks on."""

import asyncio
import hashlib
import hmac
import itertools
import signal
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
from sqlalchemy import Row, select

from bot.store.engine import Database
from bot.store.tables import audit, changes, links
from tests.faults.balancer import LOOPBACK, balancer
from tests.faults.bench import Ground
from tests.faults.processes import Sides, sandbox, settings_of
from tests.processes import STARTS_WITHIN_S, answering, free_port, until
from tests.stage import leaks
from tests.unencrypted import UNENCRYPTED

TEAM = "T0SANDBOX"
NUMBERS = itertools.count(1)
SECRETS = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET", "GENESYS_CLIENT_SECRET", "TOKEN_KEYS")


@dataclass(frozen=True)
class Player:
    """One of the forty, as both sides know them."""

    slack_user: str
    genesys_user: str
    email: str


class Bot:
    """One process of the bot, which can be started again; `role` is its subcommand."""

    def __init__(self, role: str, env: dict[str, str], port: int, folder: Path) -> None:
        self.role = role
        self.env = env
        self.url = f"http://{LOOPBACK}:{port}"
        self._port = port
        self._log = folder / f"{role}-{port}.log"
        self._process: asyncio.subprocess.Process | None = None

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started"
        return self._process

    async def start(self) -> None:
        """Answers when it takes traffic."""
        command = [sys.executable, "-m", "bot", self.role, "--port", str(self._port)]
        with self._log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(*command, env=self.env, stdout=log, stderr=log)
        await answering(f"{self.url}/readyz", self.process, f"{self.role}, whose log is {self._log},")
        await until(self.is_reached, STARTS_WITHIN_S)

    async def is_reached(self) -> bool:
        """Whether Slack's deliveries come in; a `socket` is ready before its connections stand."""
        async with httpx2.AsyncClient(verify=UNENCRYPTED) as http:
            return bool((await http.get(f"{self.url}/readyz")).json().get("socket", True))

    def log(self) -> str:
        return self._log.read_text()

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def end(self, within_s: float = 40) -> int:
        """SIGTERM; answers the exit code."""
        self.send(signal.SIGTERM)
        return await asyncio.wait_for(self.process.wait(), within_s)

    async def aclose(self) -> None:
        if self._process is not None and self._process.returncode is None:
            await self.kill()


@dataclass(frozen=True)
class Cast:
    """Everybody. `database` is looked at from outside, past all processes."""

    sides: Sides
    webs: Sequence[Bot]
    workers: Sequence[Bot]
    database: Database
    everybody: Sequence[Player]

    @property
    def web(self) -> Bot:
        return self.webs[0]

    async def link(self, *players: Player) -> None:
        for player in players:
            await self.sides.link({"slack_user": player.slack_user, "email": player.email})

    async def says(self, player: Player, text: str) -> str:
        """What they then read."""
        seen = await self.sides.act(player.slack_user, say=text)
        return "\n".join(str(message["text"]) for message in seen["messages"])

    async def link_for(self, player: Player, span: timedelta) -> None:
        """Their access token ends after `span`, as Genesys sees it; the bot was told 24 hours."""
        await self.link(player)
        await self.sides.floor(user=player.email, tokens_end_in_s=span.total_seconds())

    async def deliver(self, web: Bot, player: Player, text: str) -> int:
        """A command as Slack sends it, to one of the `web`s past the others; answered in the DM. The status."""
        fields = {
            "command": "/gc",
            "text": text,
            "team_id": TEAM,
            "user_id": player.slack_user,
            "channel_id": f"D{player.slack_user[1:]}",
            "trigger_id": f"{next(NUMBERS)}.1.1",
        }
        body, timestamp = urlencode(fields).encode(), str(int(time.time()))
        secret = str(self.sides.told["slack_signing_secret"]).encode()
        signature = hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": f"v0={signature}",
        }
        answer = await self.sides.http.post(f"{web.url}/slack/events", content=body, headers=headers)
        return answer.status_code

    async def read(self, player: Player, text: str) -> int:
        """How many texts with this in it came into their DM."""
        calls = [entry for entry in await self.sides.ledger(self.sides.slack) if entry["kind"] == "call"]
        theirs = (player.slack_user, f"D{player.slack_user[1:]}")
        return sum(
            entry["ok"] and entry["args"].get("channel") in theirs and text in str(entry["args"].get("text", ""))
            for entry in calls
        )

    async def rows(self, player: Player | None = None) -> list[Row[Any]]:
        """Changes, the oldest first."""
        query = select(changes).order_by(changes.c.asked_at)
        query = query.where(changes.c.slack_user == player.slack_user) if player else query
        async with self.database.read() as tx:
            return list((await tx.execute(query)).all())

    async def link_of(self, player: Player) -> Row[Any]:
        async with self.database.read() as tx:
            return (await tx.execute(select(links).where(links.c.slack_user == player.slack_user))).one()

    async def audited(self, change_id: str) -> int:
        async with self.database.read() as tx:
            return len((await tx.execute(select(audit).where(audit.c.change_id == change_id))).all())

    async def told(self, change_id: str) -> int:
        """How many messages with this request's number Slack took."""
        calls = [entry for entry in await self.sides.ledger(self.sides.slack) if entry["kind"] == "call"]
        texts = [str(entry["args"].get("text", "")) for entry in calls if entry.get("ok")]
        return sum(f"#{change_id}" in text for text in texts)

    async def token_calls(self) -> int:
        return sum(entry.get("path") == "/oauth/token" for entry in await self.sides.ledger(self.sides.genesys))


@asynccontextmanager
async def cast(
    ground: Ground, *, webs: int = 1, workers: int = 0, role: str = "web", **settings: str
) -> AsyncIterator[Cast]:
    """A sandbox and started `web`s, behind one address if they are several, and `worker`s.

    `settings` win over the usual ones; with the role `socket` the `web`s hear Slack through Socket Mode.
    """
    port = free_port()
    ports = [free_port() for _ in range(webs)] if webs > 1 else [port]
    bot_url = f"http://{LOOPBACK}:{port}"
    async with AsyncExitStack() as stack:
        sides = await stack.enter_async_context(sandbox(bot_url))
        env = settings_of(sides.told, bot_url=bot_url, database_url=ground.database_url) | settings
        hearing = [Bot(role, env, number, ground.folder) for number in ports]
        working = [Bot("worker", env, free_port(), ground.folder) for _ in range(workers)]
        for bot in (*hearing, *working):
            stack.push_async_callback(bot.aclose)
        await asyncio.gather(*(bot.start() for bot in (*hearing, *working)))
        if webs > 1:
            await stack.enter_async_context(balancer(port, ports))
        database = Database(ground.database_url)
        stack.push_async_callback(database.aclose)
        yield Cast(sides, hearing, working, database, await _everybody(sides))
        told = _told_to_nobody(env, sides)
        leaks.assert_none(told, {f"log of {bot.url}": bot.log() for bot in (*hearing, *working)})


def _told_to_nobody(env: dict[str, str], sides: Sides) -> dict[str, str]:
    """What no log of a process may hold: its secrets, addresses for answers, and who somebody is."""
    people = sides.told["people"]
    return {
        **{part: name for name in SECRETS for part in env[name].split(",")},
        f"{sides.slack}/response/": "a response_url",
        "ticket=": "an address for linking",
        "code=": "a code",
        **{str(one[field]): f"somebody's {field}" for one in people for field in ("name", "email")},
    }


async def _everybody(sides: Sides) -> list[Player]:
    floor = (await sides.http.get(f"{sides.genesys}/sandbox/floor")).json()["people"]
    ids = {person["email"]: person["user_id"] for person in floor}
    return [Player(one["slack_user"], ids[one["email"]], one["email"]) for one in sides.told["people"]]
