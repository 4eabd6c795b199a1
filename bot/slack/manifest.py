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
    *, public_url: str, commands: Sequence[Command], shortcuts: Sequence[GlobalShortcut], events: Sequence[str]
) -> dict[str, Any]:
    """The manifest for HTTP mode; every address is below `public_url`."""
    url = f"{public_url}{EVENTS}"
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
        "oauth_config": {
            "redirect_urls": [f"{public_url}{SIGNED_IN}"],
            "scopes": {"bot": list(SCOPES), "user": list(USER_SCOPES)},
        },
        "settings": {
            "event_subscriptions": {"request_url": url, "bot_events": list(events)},
            "interactivity": {"is_enabled": True, "request_url": url, "message_menu_options_url": url},
            "org_deploy_enabled": False,
            "socket_mode_enabled": False,
            "token_rotation_enabled": False,
        },
    }


def _command(command: Command, url: str) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "command": command.name,
        "description": command.description,
        "should_escape": True,
        "url": url,
    }
    return drawn | ({"usage_hint": command.usage_hint} if command.usage_hint else {})
