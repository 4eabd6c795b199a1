"""The app manifest (docs.slack.dev, "App manifest reference"): what an administrator pastes into Slack."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

MOST_COMMANDS = 25
EVENTS = "/slack/events"
#: The events that bring words to the bot.
SPOKEN = ("app_mention", "message.im")
#: Where Sign in with Slack comes back to.
SIGNED_IN = "/link/slack"
#: Where an installation into a workspace comes back to.
INSTALLED = "/slack/oauth_redirect"

#: Why each scope is asked for; nothing else is.
SCOPES = {
    "commands": "slash commands and shortcuts",
    "chat:write": "answers and messages to people",
    "im:write": "opening the direct message with a person",
    "im:history": "reading what people write to the bot in their direct message",
    "app_mentions:read": "reading what people write after a mention of the bot",
    "channels:read": "who reads a public channel that a digest goes to, and whether other companies share it",
    "groups:read": "the same of private channels that the bot was invited to",
    "users:read": "a person's time zone, and whether they are a guest or deactivated",
    "users:read.email": "matching a Slack person with their Genesys account",
}

#: Of the app-level token, which no manifest can ask for: it is made by hand, for Socket Mode alone.
APP_SCOPES = {"connections:write": "opening the connections of Socket Mode, with SLACK_APP_TOKEN (xapp-…)"}

#: The same, of the person who signs in with Slack while they link; the bot keeps nothing of it.
USER_SCOPES = {
    "openid": "Sign in with Slack, which shows whose Slack account the browser holds that links",
    "email": "naming that account on the page when it is not the one that asked",
    "profile": "naming that account on the page when it is not the one that asked",
}


@dataclass(frozen=True)
class Command:
    """One slash command; `name` with its slash."""

    name: str
    description: str
    usage_hint: str


@dataclass(frozen=True)
class GlobalShortcut:
    """One entry of Slack's shortcuts menu."""

    name: str
    callback_id: str
    description: str


def manifest(
    *,
    public_url: str | None,
    commands: Sequence[Command],
    shortcuts: Sequence[GlobalShortcut],
    events: Sequence[str],
    socket: bool = False,
) -> dict[str, Any]:
    """The manifest; every address is below `public_url`.

    With `socket` deliveries come over Socket Mode and need no address, only the pages that browsers come back to do.
    """
    url = None if socket else f"{public_url}{EVENTS}"
    return {
        "_metadata": {"major_version": 2},
        "display_information": {
            "name": "OnQueue",
            "description": "Run your Genesys Cloud day from Slack, with your own rights.",
            "background_color": "#1d4f91",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": "OnQueue", "always_online": True},
            "slash_commands": [_command(command, url) for command in commands[:MOST_COMMANDS]],
            "shortcuts": [
                {
                    "name": shortcut.name,
                    "type": "global",
                    "callback_id": shortcut.callback_id,
                    "description": shortcut.description,
                }
                for shortcut in shortcuts
            ],
        },
        "oauth_config": _returns(public_url) | {"scopes": {"bot": list(SCOPES), "user": list(USER_SCOPES)}},
        "settings": {
            "event_subscriptions": _at(url, "request_url") | {"bot_events": list(events)},
            "interactivity": {"is_enabled": True} | _at(url, "request_url", "message_menu_options_url"),
            "org_deploy_enabled": False,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": False,
        },
    }


def _command(command: Command, url: str | None) -> dict[str, Any]:
    drawn: dict[str, Any] = {"command": command.name, "description": command.description, "should_escape": True}
    return drawn | _at(url, "url") | ({"usage_hint": command.usage_hint} if command.usage_hint else {})


def _returns(public_url: str | None) -> dict[str, Any]:
    return {"redirect_urls": [f"{public_url}{path}" for path in (SIGNED_IN, INSTALLED)]} if public_url else {}


def _at(url: str | None, *names: str) -> dict[str, str]:
    return {} if url is None else dict.fromkeys(names, url)
