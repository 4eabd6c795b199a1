"""A bot of a few lines for tests of the page alone: it answers with what `kitchen` draws."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.browser import figures, forms, kitchen
from tests.sandbox.slack.receiver import decoded

Json = dict[str, Any]

PEOPLE = ["Bo Lindqvist", "Bianca Costa", "Carla Moretti", "Cyrus Tehrani", *(f"Agent Number {n}" for n in range(12))]

MANIFEST: Json = {
    "display_information": {"name": "OnQueue"},
    "features": {
        "bot_user": {"display_name": "OnQueue"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True, "messages_tab_read_only_enabled": False},
        "slash_commands": [
            {
                "command": name,
                "description": does,
                "usage_hint": hint,
                "should_escape": True,
                "url": "https://bot.example.com/slack/events",
            }
            for name, does, hint in (
                ("/gc", "Your Genesys day", "[on | off | join QUEUE | help]"),
                ("/gc-on", "Go on queue", ""),
                ("/gc-join", "Start taking work from queues", "QUEUE[, QUEUE…]"),
            )
        ],
        "shortcuts": [
            {"name": "My status", "type": "global", "callback_id": "status", "description": "Shows your state"},
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "Keeps a message"},
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["commands", "chat:write", "im:write", "im:history", "app_mentions:read", "users:read"]}
    },
    "settings": {
        "event_subscriptions": {
            "request_url": "https://bot.example.com/slack/events",
            "bot_events": ["message.im", "app_mention", "app_home_opened"],
        },
        "interactivity": {
            "is_enabled": True,
            "request_url": "https://bot.example.com/slack/events",
            "message_menu_options_url": "https://bot.example.com/slack/events",
        },
    },
}


@dataclass
class StubBot:
    """`heard` keeps every delivery, `tasks` what goes on after an answer."""

    slack: AsyncWebClient
    heard: list[Json] = field(default_factory=list)
    tasks: list[asyncio.Future[Any]] = field(default_factory=list)
    _came: asyncio.Event = field(default_factory=asyncio.Event)
    released: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def app(self) -> Starlette:
        return Starlette(routes=[Route("/{path:path}", self._receive, methods=["POST"])])

    def actions(self) -> list[Json]:
        """Every click and choice that came, as the bot reads it."""
        return [action for content in self.heard for action in content.get("actions", [])]

    async def told(self, action_id: str, count: int = 1) -> Json:
        """What it was told of this element the `count`th time; waits for it."""
        async with asyncio.timeout(5):
            while len(found := [action for action in self.actions() if action["action_id"] == action_id]) < count:
                self._came.clear()
                await self._came.wait()
        return found[count - 1]

    def submitted(self) -> Json:
        """The values of the last submission."""
        views = [content["view"] for content in self.heard if content.get("type") == "view_submission"]
        values: Json = views[-1]["state"]["values"]
        return values

    async def _receive(self, request: Request) -> Response:
        content = decoded(await request.body(), request.headers["content-type"])
        self.heard.append(content)
        self._came.set()
        kind = content.get("type", "command")
        answer = await _ANSWERS.get(kind, _nothing)(self, content)
        return JSONResponse(answer) if answer else Response()

    async def settled(self) -> None:
        """Nothing that it began is left; what was silent on purpose is ended."""
        self.released.set()
        await asyncio.gather(*self.tasks)

    def later(self, call: Awaitable[Any]) -> None:
        self.tasks.append(asyncio.ensure_future(call))


async def _command(bot: StubBot, form: Json) -> Json | None:
    match form["text"].split():
        case ["form"]:
            await bot.slack.views_open(trigger_id=form["trigger_id"], view=forms.form())
        case ["stack"]:
            await bot.slack.views_open(trigger_id=form["trigger_id"], view=forms.note("First", button_label="Further"))
        case ["all"]:
            return {"response_type": "in_channel", "text": "Your day, for all", "blocks": kitchen.panel()}
        case ["choose"]:
            return {"text": "Choose", "blocks": kitchen.choosers()}
        case ["read"]:
            return {"text": "Read", "blocks": kitchen.reading()}
        case ["charts"]:
            return {"text": "Charts", "blocks": figures.charts()}
        case ["courses"]:
            return {"text": "Courses", "blocks": figures.courses()}
        case ["tables"]:
            return {"text": "Tables", "blocks": [figures.data_table(), figures.table()]}
        case ["silent"]:
            await bot.released.wait()
        case _:
            return {"text": "Your day", "blocks": kitchen.panel()}
    return None


async def _acted(bot: StubBot, payload: Json) -> None:
    match payload["actions"][0]["action_id"]:
        case "push":
            await bot.slack.views_push(trigger_id=payload["trigger_id"], view=forms.note("Second", submit="Done"))
        case "home.remind":
            values = payload["view"]["state"]["values"]
            said = f"Noted: {values['words']['v']['value']} at {values['at']['v']['selected_time']}."
            await bot.slack.views_publish(user_id=payload["user"]["id"], view=forms.home(said))
        case "go.on" if "message" in payload:
            message = payload["message"]
            await bot.slack.chat_update(
                channel=payload["channel"]["id"], ts=message["ts"], text="On queue", blocks=kitchen.panel("On queue")
            )


async def _submitted(_: StubBot, payload: Json) -> Json | None:
    view = payload["view"]
    if view["callback_id"] == "form" and "holiday" in view["state"]["values"]["reason"]["v"]["value"]:
        return {"response_action": "errors", "errors": {"reason": "Say it in other words.", "day": "That day is over."}}
    return None


async def _options(_: StubBot, payload: Json) -> Json:
    found = [name for name in PEOPLE if payload["value"].lower() in name.lower()]
    return {"options": [kitchen.option(name) for name in found]}


async def _shortcut(bot: StubBot, payload: Json) -> None:
    await bot.slack.views_open(trigger_id=payload["trigger_id"], view=forms.note("Shortcut", submit="Keep"))


async def _event(bot: StubBot, content: Json) -> None:
    event = content["event"]
    match event["type"]:
        case "app_home_opened":
            bot.later(bot.slack.views_publish(user_id=event["user"], view=forms.home()))
        case "app_mention" | "message" if "bot_id" not in event:
            thread = event.get("thread_ts") or (event["ts"] if event["type"] == "app_mention" else None)
            bot.later(bot.slack.chat_postMessage(channel=event["channel"], text="Heard.", thread_ts=thread))


async def _nothing(_: StubBot, __: Json) -> None:
    return None


_Answer = Callable[[StubBot, Json], Awaitable[Json | None]]
_ANSWERS: dict[str, _Answer] = {
    "command": _command,
    "block_actions": _acted,
    "view_submission": _submitted,
    "block_suggestion": _options,
    "shortcut": _shortcut,
    "message_action": _shortcut,
    "event_callback": _event,
}
