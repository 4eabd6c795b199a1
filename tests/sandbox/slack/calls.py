"""One call of each Web API method that the emulated Slack has, as a foreign client makes it, and what must come back.

What a call needs (a message, a trigger, a code) is made first, past the client that is judged.
"""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx2

from tests.sandbox.slack.conftest import MANIFEST, Stage, staged
from tests.sandbox.slack.modals import NOTE, modal

Json = Mapping[str, Any]

ANA, CHANNEL, DM = "U01ANA", "C0GENERAL", "D01ANA"
BACK = "https://bot.example.com/link/slack"
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*Billing* <@U01ANA> & <b>"}}
HOME = {"type": "home", "blocks": [SECTION]}


@dataclass(frozen=True)
class Call:
    """`given` makes the arguments; `holds` looks at the answer, whose `ok` is true."""

    method: str
    given: Callable[[Stage], Awaitable[Json]]
    holds: Callable[[Json], bool]


def always(**given: Any) -> Callable[[Stage], Awaitable[Json]]:
    async def made(_: Stage) -> Json:
        return given

    return made


async def _posted(stage: Stage) -> dict[str, str]:
    answer = await stage.client.chat_postMessage(channel=CHANNEL, text="before")
    return {"channel": CHANNEL, "ts": str(answer["ts"])}


async def _trigger(stage: Stage) -> str:
    await stage.window().say(CHANNEL, "/gc on")
    return str(stage.bot.last["trigger_id"])


async def _opened(stage: Stage) -> dict[str, Any]:
    answer = await stage.client.views_open(trigger_id=await _trigger(stage), view=modal(NOTE))
    return dict(answer["view"])


async def _to_update(stage: Stage) -> Json:
    return {**await _posted(stage), "text": "after", "blocks": [SECTION]}


async def _to_link(stage: Stage) -> Json:
    where = await _posted(stage)
    return {"channel": where["channel"], "message_ts": where["ts"]}


async def _to_open(stage: Stage) -> Json:
    return {"trigger_id": await _trigger(stage), "view": modal(NOTE)}


async def _to_push(stage: Stage) -> Json:
    button = {"type": "button", "text": {"type": "plain_text", "text": "More"}, "action_id": "x"}
    view = modal(NOTE, {"type": "actions", "block_id": "b", "elements": [button]})
    opened = (await stage.client.views_open(trigger_id=await _trigger(stage), view=view))["view"]
    await stage.window().act({"view": opened["id"]}, "b", "x", {})
    return {"trigger_id": stage.bot.last["trigger_id"], "view": modal(NOTE)}


async def _to_change(stage: Stage) -> Json:
    return {"view_id": (await _opened(stage))["id"], "view": modal(NOTE, title={"type": "plain_text", "text": "Now"})}


def _with_code(stage: Stage, back: httpx2.Response) -> Json:
    """What the token methods ask for, with the code that a browser brought back."""
    code = parse_qs(urlsplit(back.headers["location"]).query)["code"][0]
    client = {"client_id": stage.emulator.client_id, "client_secret": stage.emulator.client_secret}
    return {**client, "code": code, "redirect_uri": BACK}


async def _signed_in(stage: Stage) -> Json:
    asked = {"client_id": stage.emulator.client_id, "redirect_uri": BACK, "response_type": "code"}
    more = {"scope": "openid,email", "login_hint": "ana.ruiz@example.com"}
    return _with_code(stage, await stage.http.get(f"/openid/connect/authorize?{urlencode(asked | more)}"))


async def _installed(stage: Stage) -> Json:
    asked = {"client_id": stage.emulator.client_id, "redirect_uri": BACK, "scope": "commands,chat:write"}
    return _with_code(stage, await stage.http.post("/oauth/v2/authorize", data=asked | {"team": "T1NORTH"}))


async def _as_ana(stage: Stage) -> Json:
    given = await _signed_in(stage)
    return {"token": (await stage.http.post("/api/openid.connect.token", data=given)).json()["access_token"]}


async def _as_the_app(stage: Stage) -> Json:
    return {"token": stage.emulator.app_token}


CALLS = (
    Call("api.test", always(), lambda _: True),
    Call("apps.connections.open", _as_the_app, lambda said: said["url"].startswith("ws://127.0.0.1")),
    Call("auth.test", always(), lambda said: said["bot_id"] == "B0ONQUEUE"),
    Call("chat.delete", _posted, lambda said: said["channel"] == CHANNEL),
    Call("chat.getPermalink", _to_link, lambda said: said["permalink"].startswith("https://")),
    Call(
        "chat.postEphemeral",
        always(channel=CHANNEL, user=ANA, text="for you", blocks=[SECTION]),
        lambda said: bool(said["message_ts"]),
    ),
    Call(
        "chat.postMessage",
        always(
            channel=CHANNEL,
            text="to all",
            blocks=[SECTION],
            unfurl_links=False,
            metadata={"event_type": "onqueue", "event_payload": {"key": "k1"}},
        ),
        lambda said: said["message"]["blocks"][0]["text"]["text"] == SECTION["text"]["text"],  # type: ignore[index] # JSON
    ),
    Call("chat.update", _to_update, lambda said: said["text"] == "after"),
    Call("conversations.info", always(channel=CHANNEL), lambda said: said["channel"]["name"] == "general"),
    Call("conversations.members", always(channel=CHANNEL, limit=2), lambda said: len(said["members"]) == 2),
    Call("conversations.open", always(users=ANA), lambda said: said["channel"]["id"] == DM),
    Call("oauth.v2.access", _installed, lambda said: said["access_token"].startswith("xoxb-")),
    Call("openid.connect.token", _signed_in, lambda said: said["id_token"].count(".") == 2),
    Call("openid.connect.userInfo", _as_ana, lambda said: said["https://slack.com/user_id"] == ANA),
    Call("team.info", always(), lambda said: said["team"]["id"] == "T0SANDBOX"),
    Call("users.info", always(user=ANA, include_locale=True), lambda said: said["user"]["tz"] == "Europe/Berlin"),
    Call("users.list", always(limit=3), lambda said: len(said["members"]) == 3),
    Call("users.lookupByEmail", always(email="ana.ruiz@example.com"), lambda said: said["user"]["id"] == ANA),
    Call("views.open", _to_open, lambda said: said["view"]["type"] == "modal"),
    Call("views.publish", always(user_id=ANA, view=HOME), lambda said: said["view"]["type"] == "home"),
    Call("views.push", _to_push, lambda said: bool(said["view"]["previous_view_id"])),
    Call("views.update", _to_change, lambda said: said["view"]["title"]["text"] == "Now"),
)


@asynccontextmanager
async def callable_slack() -> AsyncIterator[Stage]:
    """A workspace whose app may do all of it."""
    manifest = deepcopy(MANIFEST)
    manifest["oauth_config"]["redirect_urls"] = [BACK]
    manifest["oauth_config"]["scopes"]["user"] = ["openid", "email", "profile"]
    async with staged(manifest) as here:
        yield here
