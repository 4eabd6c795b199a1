"""Deliveries made by hand: signed as Slack signs, or not quite."""

import asyncio
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx2

from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@dataclass(frozen=True)
class Signed:
    """Posts to `/slack/events` over plain HTTP."""

    stage: Stage

    def timestamp(self, off_s: float = 0) -> str:
        return str(int(self.stage.sides.clock.now().timestamp() + off_s))

    def signature(self, body: bytes, timestamp: str) -> str:
        secret = self.stage.sides.emulator.signing_secret.encode()
        return "v0=" + hmac.new(secret, b"v0:" + timestamp.encode() + b":" + body, hashlib.sha256).hexdigest()

    def headers(self, body: bytes, *, content_type: str = FORM, off_s: float = 0) -> dict[str, str]:
        timestamp = self.timestamp(off_s)
        return {
            "Content-Type": content_type,
            "X-Slack-Request-Timestamp": timestamp,
            "X-Slack-Signature": self.signature(body, timestamp),
        }

    async def raw(self, body: bytes, headers: dict[str, Any]) -> httpx2.Response:
        return await self.stage.http.post(f"{self.stage.bot_url}/slack/events", content=body, headers=headers)

    async def form(self, fields: dict[str, str], **how: Any) -> httpx2.Response:
        body = urlencode(fields).encode()
        return await self.raw(body, self.headers(body, **how))

    async def payload(self, payload: dict[str, Any]) -> httpx2.Response:
        return await self.form({"payload": json.dumps(payload)})

    async def event(self, event: dict[str, Any], **how: Any) -> httpx2.Response:
        body = json.dumps(event).encode()
        return await self.raw(body, self.headers(body, content_type=JSON, **how))


def command(person: Person, text: str, **other: str) -> dict[str, str]:
    """`/gc …` in the person's DM with the bot, which is where the answer goes without a `response_url`."""
    fields = {
        "command": "/gc",
        "text": text,
        "team_id": "T0SANDBOX",
        "user_id": person.who.slack_user,
        "channel_id": f"D{person.who.slack_user[1:]}",
        "trigger_id": "1.2.3",
    }
    return fields | other


def click(person: Person, action_id: str, value: str) -> dict[str, Any]:
    """A button pressed by somebody, whatever message it was in."""
    return {
        "type": "block_actions",
        "team": {"id": "T0SANDBOX"},
        "user": {"id": person.who.slack_user, "team_id": "T0SANDBOX"},
        "channel": {"id": f"D{person.who.slack_user[1:]}"},
        "trigger_id": "1.2.3",
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    }


def words(person: Person, text: str, event_id: str) -> dict[str, Any]:
    """Words in the DM, as an event."""
    return {
        "type": "event_callback",
        "team_id": "T0SANDBOX",
        "event_id": event_id,
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": f"D{person.who.slack_user[1:]}",
            "user": person.who.slack_user,
            "text": text,
            "ts": "1.0",
        },
    }


async def told(behind: Behind, text: str) -> int:
    """Waits until the bot has said it, and answers how often."""
    async with asyncio.timeout(8):
        while not (times := await behind.told(text)):  # noqa: ASYNC110 - Slack's side has no event to wait for
            await asyncio.sleep(0.05)
    return times
