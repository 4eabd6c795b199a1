"""What the emulator knows of the app, read from its manifest alone."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.sandbox.slack.wire import Json


@dataclass(frozen=True)
class Command:
    """A slash command as registered. `path` is the request URL's path; its host is wherever the bot listens."""

    name: str
    description: str
    usage_hint: str
    should_escape: bool
    path: str | None


@dataclass(frozen=True)
class Shortcut:
    """A shortcut as registered; `type` is global or message."""

    name: str
    type: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """Names, commands, rights and addresses of the app. A path of None: nothing of that kind goes over HTTP."""

    app_name: str
    bot_name: str
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    scopes: frozenset[str]
    user_scopes: frozenset[str]
    redirect_urls: frozenset[str]
    bot_events: frozenset[str]
    events_path: str | None
    interactivity_path: str | None
    options_path: str | None
    interactive: bool
    socket_mode: bool
    home_enabled: bool
    messages_tab_enabled: bool
    messages_tab_writable: bool

    def command(self, name: str) -> Command | None:
        return next((command for command in self.commands if command.name == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        return next((s for s in self.shortcuts if s.callback_id == callback_id and s.type == kind), None)


def read_manifest(raw: Json) -> Manifest:
    """Reads a manifest as the app settings page takes it (facts: App manifest reference)."""
    features = raw.get("features", {})
    settings = raw.get("settings", {})
    events = settings.get("event_subscriptions", {})
    interactivity = settings.get("interactivity", {})
    home = features.get("app_home", {})
    oauth = raw.get("oauth_config", {})
    name = raw["display_information"]["name"]
    return Manifest(
        app_name=name,
        bot_name=features.get("bot_user", {}).get("display_name", name),
        commands=tuple(_command(entry) for entry in features.get("slash_commands", [])),
        shortcuts=tuple(_shortcut(entry) for entry in features.get("shortcuts", [])),
        scopes=frozenset(oauth.get("scopes", {}).get("bot", [])),
        user_scopes=frozenset(oauth.get("scopes", {}).get("user", [])),
        redirect_urls=frozenset(oauth.get("redirect_urls", [])),
        bot_events=frozenset(events.get("bot_events", [])),
        events_path=_path(events.get("request_url")),
        interactivity_path=_path(interactivity.get("request_url")) if interactivity.get("is_enabled") else None,
        options_path=_path(interactivity.get("message_menu_options_url")),
        interactive=interactivity.get("is_enabled", False),
        socket_mode=settings.get("socket_mode_enabled", False),
        home_enabled=home.get("home_tab_enabled", False),
        messages_tab_enabled=home.get("messages_tab_enabled", True),
        messages_tab_writable=home.get("messages_tab_enabled", True)
        and not home.get("messages_tab_read_only_enabled", False),
    )


def _command(entry: Json) -> Command:
    return Command(
        name=entry["command"],
        description=entry.get("description", ""),
        usage_hint=entry.get("usage_hint", ""),
        should_escape=entry.get("should_escape", False),
        path=_path(entry.get("url")),
    )


def _shortcut(entry: Json) -> Shortcut:
    return Shortcut(entry["name"], entry["type"], entry["callback_id"], entry.get("description", ""))


def _path(url: str | None) -> str | None:
    return (urlsplit(url).path or "/") if url else None
