import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, ClassVar

import httpx2
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.clock import MovableClock
from bot.sandbox.slack import Emulator, Window
from tests.sandbox.slack.receiver import Receiver
from tests.serving import serving
from tests.unencrypted import UNENCRYPTED

EVENTS_URL = "https://bot.example.com/slack/events"

MANIFEST: dict[str, Any] = {
    "display_information": {"name": "OnQueue"},
    "features": {
        "bot_user": {"display_name": "OnQueue"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [
            {
                "command": "/gc",
                "description": "Your day",
                "usage_hint": "[on | off]",
                "should_escape": True,
                "url": EVENTS_URL,
            },
            {"command": "/plain", "description": "As typed", "url": "https://bot.example.com/slack/plain"},
        ],
        "shortcuts": [
            {"name": "My status", "type": "global", "callback_id": "status.mine", "description": "Shows your state"},
            {"name": "Keep this", "type": "message", "callback_id": "note.keep", "description": "Keeps a message"},
        ],
    },
    "oauth_config": {
        "scopes": {
            "bot": [
                "commands",
                "chat:write",
                "im:write",
                "im:history",
                "im:read",
                "channels:read",
                "app_mentions:read",
                "users:read",
                "users:read.email",
                "team:read",
            ]
        }
    },
    "settings": {
        "event_subscriptions": {
            "request_url": EVENTS_URL,
            "bot_events": ["message.im", "app_mention", "app_home_opened", "user_change", "app_uninstalled"],
        },
        "interactivity": {
            "is_enabled": True,
            "request_url": EVENTS_URL,
            "message_menu_options_url": "https://bot.example.com/slack/options",
        },
    },
}


def manifest_without(*path: str, item: str | None = None) -> dict[str, Any]:
    """The manifest without what the path leads to, or without this item of the list there."""
    manifest = deepcopy(MANIFEST)
    place: Any = manifest
    for step in path[:-1]:
        place = place[step]
    if item is None:
        del place[path[-1]]
    else:
        place[path[-1]].remove(item)
    return manifest


@dataclass
class Stage:
    """The emulator and a small bot, each on a port of its own."""

    slack_url: ClassVar[str]
    bot_url: ClassVar[str]

    emulator: Emulator
    bot: Receiver
    clock: MovableClock
    http: httpx2.AsyncClient

    @property
    def client(self) -> AsyncWebClient:
        return AsyncWebClient(self.emulator.bot_token, base_url=f"{self.emulator.base_url}/api/")

    def window(self, user_id: str = "U01ANA") -> Window:
        return self.emulator.window(user_id)

    async def act(self, person: str = "U01ANA", **deed: Any) -> Any:
        answer = await self.http.post("/sandbox/act", json={"person": person, **deed})
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def ledger(self) -> list[dict[str, Any]]:
        answer = await self.http.get("/sandbox/ledger")
        return [json.loads(line) for line in answer.text.splitlines()]


class Swapped:
    """One port for many apps, one after the other: a server's start and end take longer than most tests."""

    def __init__(self) -> None:
        self.app: ASGIApp = Starlette()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


SLACK, BOT = Swapped(), Swapped()


@pytest.fixture(scope="session", autouse=True)
async def addresses() -> AsyncIterator[None]:
    async with serving(SLACK, ws="websockets-sansio") as slack_url, serving(BOT) as bot_url:
        Stage.slack_url, Stage.bot_url = slack_url, bot_url
        yield


@asynccontextmanager
async def staged(manifest: dict[str, Any]) -> AsyncIterator[Stage]:
    """A fresh workspace with this app, and a fresh bot."""
    clock = MovableClock()
    emulator = Emulator(clock=clock, manifest=manifest, base_url=Stage.slack_url, bot_url=Stage.bot_url)
    bot = Receiver(clock, emulator.signing_secret)
    SLACK.app, BOT.app = emulator.app, bot.app
    async with httpx2.AsyncClient(verify=UNENCRYPTED, base_url=Stage.slack_url, timeout=10) as http:
        yield Stage(emulator, bot, clock, http)
        await emulator.aclose()
        await asyncio.gather(*bot.tasks)


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged(MANIFEST) as here:
        yield here
