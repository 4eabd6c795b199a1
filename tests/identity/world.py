"""Both emulated sides, the linking pages and the database of a test."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import MovableClock
from bot.dispatch.headers import Headers
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.identity import Identity
from bot.identity.linking import Linking
from bot.identity.links import Links, Me
from bot.identity.slack_codes import SlackCodes
from bot.identity.slack_people import SlackId, SlackPeople
from bot.identity.slack_sign_in import METHOD, SlackSignIn
from bot.identity.vault import Vault
from bot.sandbox.genesys import Simulator
from bot.sandbox.genesys.ledger import RequestLine
from bot.sandbox.people import Person, people
from bot.sandbox.slack import Emulator
from bot.slack.installation import OneInstallation
from bot.store.engine import Database
from handlers.linking_pages import routes
from tests.stage.handed import Handed
from tests.stage.linking import browser

PEOPLE = people(1)
ANA, BO, CARLA = PEOPLE[:3]
TEAM = "T0SANDBOX"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MANIFEST: dict[str, Any] = {
    "display_information": {"name": "OnQueue"},
    "features": {"bot_user": {"display_name": "OnQueue"}},
    "oauth_config": {
        "scopes": {"bot": ["users:read", "users:read.email"], "user": ["openid", "email", "profile"]},
    },
    "settings": {},
}
KEYS = (b"k" * 32, b"o" * 32)
BOTH_PROOFS = ("email", "slack")


class Swapped:
    """One port for many apps, one after the other."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()
        self.url = ""
        self.handed = Handed()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.handed.noting(self.app)(scope, receive, send)


@dataclass
class Ports:
    genesys: Swapped
    slack: Swapped
    pages: Swapped


@dataclass
class Process:
    """What one process of the bot has of identity; several may stand on one database."""

    identity: Identity
    linking: Linking
    links: Links
    people: SlackPeople
    transport: Transport
    login: Login
    told: list[tuple[SlackId, Me, str | None]] = field(default_factory=list)

    async def aclose(self) -> None:
        await self.identity.aclose()
        await self.linking.aclose()
        await self.transport.aclose()
        await self.login.aclose()


@dataclass
class World:
    database: Database
    clock: MovableClock
    simulator: Simulator
    emulator: Emulator
    ports: Ports
    proof: str
    processes: list[Process] = field(default_factory=list)

    @property
    def bot(self) -> Process:
        return self.processes[0]

    def process(self, **settings: Any) -> Process:
        """One more process; the pages are those of the newest. `proof` is the world's unless it is given."""
        given: dict[str, Any] = {
            "database": self.database,
            "keys": KEYS,
            "org_id": None,
            "public_url": self.ports.pages.url,
            "proof": self.proof,
            "slack_client_secret": self.emulator.client_secret,
        } | settings
        secret = given.get("client_secret", self.simulator.client_secret)
        links = Links(given["database"], self.clock)
        base_url = f"{self.ports.slack.url}/api/"
        installed = OneInstallation(AsyncWebClient(self.emulator.bot_token, base_url=base_url))
        people = SlackPeople(installed, clock=self.clock, default_zone=ZoneInfo("UTC"))
        shared: dict[str, Any] = {
            "database": given["database"],
            "links": links,
            "people": people,
            "login": Login(self.ports.genesys.url, self.simulator.client_id, secret),
            "transport": Transport(self.ports.genesys.url),
            "vault": Vault(given["keys"]),
            "clock": self.clock,
        }
        told: list[tuple[SlackId, Me, str | None]] = []

        async def on_linked(slack: SlackId, me: Me, asked_id: str | None) -> None:
            told.append((slack, me, asked_id))

        codes = SlackCodes(
            AsyncWebClient(base_url=base_url),
            method=METHOD,
            client_id=self.emulator.client_id,
            client_secret=given["slack_client_secret"],
            redirect_uri=f"{self.ports.pages.url}/link/slack",
        )
        slack_sign_in = SlackSignIn(codes, web_url=self.ports.slack.url, clock=self.clock)
        linking = Linking(
            **shared,
            login_url=self.ports.genesys.url,
            public_url=given["public_url"],
            org_id=given["org_id"],
            command="/gc",
            slack_sign_in=slack_sign_in if given["proof"] == "slack" else None,
            on_linked=on_linked,
        )
        process = Process(Identity(**shared), linking, links, people, shared["transport"], shared["login"], told)
        self.ports.pages.app = Headers(Starlette(routes=routes(linking)), https=linking.is_https)
        self.processes.append(process)
        return process

    async def link(self, person: Person, *, by: Process | None = None) -> None:
        async with browser() as visitor:
            address = await (by or self.bot).linking.offer(slack_of(person))
            page = await visitor.confirm(await visitor.to_question(address, person))
            assert page.status_code == 200, page.text

    def token_calls(self) -> int:
        return sum(path == "/oauth/token" for path in self.paths())

    async def until_token_calls(self, number: int) -> None:
        async with asyncio.timeout(5):
            while self.token_calls() < number:  # noqa: ASYNC110 - the simulator is watched from outside
                await asyncio.sleep(0.01)

    def paths(self) -> list[str]:
        """The paths that the simulator was asked for, in order."""
        return [line.path for line in self.simulator.floor.ledger.lines if isinstance(line, RequestLine)]

    def sign_ins_used(self) -> int:
        """How many codes were exchanged, at Slack and at Genesys."""
        methods = [entry.get("method") for entry in self.emulator.workspace.ledger.entries]
        return self.token_calls() + methods.count("openid.connect.token")

    def good_tokens(self) -> int:
        """How many access tokens Genesys still takes."""
        return len(self.simulator._tokens.access)

    def wait(self, **span: float) -> None:
        self.clock.by(timedelta(**span))

    async def rows(self, table: Any) -> list[Any]:
        async with self.database.read() as connection:
            return list(await connection.execute(select(table)))


def manifest(pages_url: str) -> dict[str, Any]:
    """The app's manifest, whose pages are at this address."""
    oauth = MANIFEST["oauth_config"] | {"redirect_urls": [f"{pages_url}/link/slack"]}
    return MANIFEST | {"oauth_config": oauth}


def slack_of(person: Person) -> SlackId:
    return SlackId(TEAM, person.slack_user)


def assert_refused(page: httpx2.Response, status: int, *facts: str) -> None:
    assert page.status_code == status, page.text
    for fact in (*facts, "Nothing was linked, and nothing was changed."):
        assert fact in page.text
    assert "<code>/gc link</code>" in page.text or "cannot be linked" in page.text, "it names the way on"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
