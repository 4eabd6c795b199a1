"""The product as processes of its own: a sandbox that stays, and what is killed and started again."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

from tests.processes import STARTS_WITHIN_S, answering, process
from tests.stage.linking import link
from tests.unencrypted import UNENCRYPTED


async def ran(*arguments: str, env: dict[str, str], before: tuple[str, ...] = ()) -> tuple[int, str]:
    """`python -m bot …` to its own end: the exit code, and what it said on standard error.

    `before` is a program that starts it.
    """
    command = [*before, sys.executable, "-m", "bot", *arguments]
    pipe = asyncio.subprocess.PIPE
    started = await asyncio.create_subprocess_exec(*command, env=env, stdout=pipe, stderr=pipe)
    _, said = await asyncio.wait_for(started.communicate(), STARTS_WITHIN_S)
    assert started.returncode is not None
    return started.returncode, said.decode()


@dataclass(frozen=True)
class Sides:
    """The sandbox's line of JSON, and what can be asked of it."""

    told: dict[str, Any]
    http: httpx2.AsyncClient

    @property
    def slack(self) -> str:
        return str(self.told["slack_api"]).removesuffix("/api/")

    @property
    def genesys(self) -> str:
        return str(self.told["genesys_api"])

    async def ledger(self, side: str) -> list[dict[str, Any]]:
        lines = (await self.http.get(f"{side}/sandbox/ledger")).text.splitlines()
        return [json.loads(line) for line in lines]

    async def fault(self, side: str, **fault: Any) -> None:
        (await self.http.post(f"{side}/sandbox/faults", json=fault)).raise_for_status()

    async def mend(self) -> None:
        for side in (self.slack, self.genesys):
            (await self.http.delete(f"{side}/sandbox/faults")).raise_for_status()

    async def act(self, slack_user: str, **deed: Any) -> dict[str, Any]:
        answer = await self.http.post(f"{self.slack}/sandbox/act", json={"person": slack_user, **deed})
        answer.raise_for_status()
        seen: dict[str, Any] = answer.json()
        return seen

    async def address(self, slack_user: str) -> str:
        """Where they are to link."""
        seen = await self.act(slack_user, say="/gc link")
        blocks = [block for message in seen["messages"] for block in message["blocks"] or []]
        buttons = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
        return next(str(button["url"]) for button in buttons if "url" in button)

    async def link(self, person: dict[str, Any]) -> None:
        await link(await self.address(person["slack_user"]), person["email"])

    async def clock(self, **order: Any) -> None:
        (await self.http.post(f"{self.genesys}/sandbox/clock", json=order)).raise_for_status()

    async def floor(self, **wanted: Any) -> None:
        (await self.http.post(f"{self.genesys}/sandbox/floor", json=wanted)).raise_for_status()

    async def effects(self, operation: str, genesys_user: str) -> int:
        """How often Genesys really did it for this person."""
        wanted = ("effect", operation, genesys_user)
        entries = await self.ledger(self.genesys)
        return sum((entry["kind"], entry.get("operation"), entry["user"]) == wanted for entry in entries)


@asynccontextmanager
async def sandbox(bot_url: str) -> AsyncIterator[Sides]:
    async with process("bot", "sandbox", "--bot", bot_url, "--port", "0", "--json", env=dict(os.environ)) as sides:
        assert sides.stdout is not None
        line = await asyncio.wait_for(sides.stdout.readline(), STARTS_WITHIN_S)
        async with httpx2.AsyncClient(verify=UNENCRYPTED, timeout=30) as http:
            yield Sides(json.loads(line), http)


def settings_of(told: dict[str, Any], *, bot_url: str, database_url: str) -> dict[str, str]:
    """What a deployment sets; nothing comes from this machine's own settings."""
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": told["slack_bot_token"],
        "SLACK_SIGNING_SECRET": told["slack_signing_secret"],
        "SLACK_APP_TOKEN": told["slack_app_token"],
        "SLACK_API_URL": told["slack_api"],
        "GENESYS_API_URL": told["genesys_api"],
        "GENESYS_LOGIN_URL": told["genesys_login"],
        "GENESYS_CLIENT_ID": told["genesys_client_id"],
        "GENESYS_CLIENT_SECRET": told["genesys_client_secret"],
        "PUBLIC_URL": bot_url,
        "DATABASE_URL": database_url,
        "TOKEN_KEYS": told["token_keys"],
        "LOG_LEVEL": "DEBUG",  # so that all that can be written is written, and searched
    }


def settings_without_sides(database_url: str) -> dict[str, str]:
    """For a process that is not to come so far as to speak to anybody."""
    return {
        "PATH": os.environ["PATH"],
        "SLACK_BOT_TOKEN": "xoxb-1-1-none",
        "SLACK_SIGNING_SECRET": "0" * 32,
        "GENESYS_CLIENT_ID": "00000000-0000-4000-8000-000000000000",
        "GENESYS_CLIENT_SECRET": "none",
        "PUBLIC_URL": "http://127.0.0.1:9",
        "DATABASE_URL": database_url,
        "TOKEN_KEYS": "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=",
    }


@asynccontextmanager
async def web(env: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    """A `web` that takes traffic."""
    url = env["PUBLIC_URL"]
    async with process("bot", "web", "--port", url.rpartition(":")[2], env=env) as running:
        await answering(f"{url}/readyz", running, "web")
        yield running
