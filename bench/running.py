"""What `bench.ack` measures: the bot between a lean Slack and the sandbox's Genesys, and what it is compared with."""

import asyncio
import json
import secrets
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2

from bench.linked import link_people
from bench.processes import Server, server
from bench.slack import user_of
from bot.cli.keys import new_key
from tests.processes import STARTS_WITHIN_S, free_port, process

SIGNED_IN_FROM = 9_000_000  #: numbers of the Slack users who stand for the people of the simulator's floor


@dataclass(frozen=True)
class Running:
    """`signed_in` are the Slack users whose tokens the simulator takes."""

    servers: Mapping[str, Server]
    slack: Server
    secret: str
    signed_in: Sequence[str]


@asynccontextmanager
async def running(database_url: str, users: Sequence[str]) -> AsyncIterator[Running]:
    """Everything, each a process of its own; `users` are linked."""
    web, slack, bolt, starlette = (f"http://127.0.0.1:{free_port()}" for _ in range(4))
    secret, keys = secrets.token_hex(16), new_key()
    async with AsyncExitStack() as stack:
        slack_side = await stack.enter_async_context(server("bench.slack", _port(slack), url=slack))
        told = await stack.enter_async_context(_sandbox(web))
        floor = await _signed_in(told, web)
        signed_in = {user_of(SIGNED_IN_FROM + number): known for number, known in enumerate(floor)}
        await link_people(database_url, keys, [*users, *signed_in], signed_in)
        ours = {"SLACK_SIGNING_SECRET": secret, "TOKEN_KEYS": keys}
        env = settings(slack, web, database_url) | _at_genesys(told) | ours
        started = {
            "onqueue": server("bot", "web", "--port", _port(web), url=web, path="/readyz", env=env),
            "bolt": server("bench.baselines", "bolt", _port(bolt), f"{slack}/api/", secret, url=bolt),
            "starlette": server(
                "bench.baselines", "starlette", _port(starlette), f"{slack}/api/", secret, url=starlette
            ),
        }
        servers = {name: await stack.enter_async_context(starting) for name, starting in started.items()}
        yield Running(servers, slack_side, secret, list(signed_in))


@asynccontextmanager
async def _sandbox(bot_url: str) -> AsyncIterator[dict[str, Any]]:
    """The simulator, and an emulated Slack that nobody asks."""
    async with process("bot", "sandbox", "--bot", bot_url, "--port", "0", "--json") as started:
        assert started.stdout is not None
        yield json.loads(await asyncio.wait_for(started.stdout.readline(), STARTS_WITHIN_S))


async def _signed_in(told: Mapping[str, Any], bot_url: str) -> list[tuple[str, str]]:
    """Genesys id and access token of everybody on the floor, by the ordinary sign-in."""
    redirect = f"{bot_url}/link/callback"
    client = (told["genesys_client_id"], told["genesys_client_secret"])
    people: list[tuple[str, str]] = []
    async with httpx2.AsyncClient(base_url=told["genesys_api"]) as http:
        for person in told["people"]:
            asked = {"client_id": client[0], "redirect_uri": redirect, "response_type": "code", "state": "bench"}
            answer = await http.get("/oauth/authorize", params=asked | {"login_hint": person["email"]})
            code = parse_qs(urlsplit(answer.headers["location"]).query)["code"][0]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": redirect}
            token = (await http.post("/oauth/token", data=form, auth=client)).json()["access_token"]
            me = await http.get("/api/v2/users/me", headers={"Authorization": f"Bearer {token}"})
            people.append((me.json()["id"], token))
    return people


def settings(slack: str, web: str, database_url: str) -> dict[str, str]:
    """What a deployment sets, save its secrets. The Genesys here is one that nobody answers for."""
    return {
        "SLACK_BOT_TOKEN": "xoxb-bench",
        "SLACK_API_URL": f"{slack}/api",
        "GENESYS_API_URL": "http://127.0.0.1:9",
        "GENESYS_LOGIN_URL": "http://127.0.0.1:9",
        "GENESYS_CLIENT_ID": "bench",
        "PUBLIC_URL": web,
        "DATABASE_URL": database_url,
        "LOG_LEVEL": "WARNING",
    }


def _at_genesys(told: Mapping[str, Any]) -> dict[str, str]:
    return {
        "GENESYS_API_URL": told["genesys_api"],
        "GENESYS_LOGIN_URL": told["genesys_login"],
        "GENESYS_CLIENT_ID": told["genesys_client_id"],
        "GENESYS_CLIENT_SECRET": told["genesys_client_secret"],
    }


def _port(url: str) -> str:
    return str(urlsplit(url).port)
