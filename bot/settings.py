"""Settings from the environment or `.env`, checked at start: one clear sentence for each mistake."""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import SettingsError

REGIONS = (
    "mypurecloud.com",
    "use2.us-gov-pure.cloud",
    "usw2.pure.cloud",
    "cac1.pure.cloud",
    "mxc1.pure.cloud",
    "sae1.pure.cloud",
    "mypurecloud.ie",
    "euw2.pure.cloud",
    "mypurecloud.de",
    "euc2.pure.cloud",
    "edee1.eusc-pure.cloud",
    "mec1.pure.cloud",
    "aps1.pure.cloud",
    "mypurecloud.jp",
    "apne2.pure.cloud",
    "apne3.pure.cloud",
    "apse1.pure.cloud",
    "mypurecloud.com.au",
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
COMMAND = re.compile(r"/[a-z0-9_-]{1,20}")  # Room is left for "-manager" within Slack's 32 characters.
KEY_BYTES = 32


def is_loopback(url: str) -> bool:
    """Whether an address never leaves this machine."""
    return urlsplit(url).hostname in LOOPBACK


def _address(url: str) -> str:
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("is not an http or https address")
    if parts.scheme == "http" and not is_loopback(url):
        raise ValueError("must begin with https:// (plain http is for this machine only)")
    return url.rstrip("/")


def _region(domain: str) -> str:
    if domain not in REGIONS:
        raise ValueError(f"is not a known Genesys region; known are {', '.join(REGIONS)}")
    return domain


def _command(name: str) -> str:
    if not COMMAND.fullmatch(name):
        raise ValueError("must be a slash and 1 to 20 lower-case letters, digits, - or _, like /gc")
    return name


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("is not a time zone; use a name like Europe/Berlin")
    return name


@cache
def _zones() -> set[str]:
    """Read once: each zone is a file."""
    return available_timezones()


def _keys(text: SecretStr) -> SecretStr:
    decode_keys(text.get_secret_value())
    return text


def decode_keys(text: str) -> list[bytes]:
    """The keys of `TOKEN_KEYS`; raises ValueError with what is wrong, never with a key in it."""
    keys = []
    for number, part in enumerate(filter(None, (part.strip() for part in text.split(","))), 1):
        try:
            key = base64.b64decode(part, validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != KEY_BYTES:
            raise ValueError(f"has a key (number {number}) that is not 32 bytes in base64; `keys new` makes one")
        keys.append(key)
    if not keys:
        raise ValueError("holds no key; `python -m bot keys new` makes one")
    return keys


Address = Annotated[str, AfterValidator(_address)]


class Settings(BaseSettings):
    """Each field is the environment variable of the same name in capitals; `docs/settings` in the README lists them."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore", frozen=True
    )

    slack_bot_token: SecretStr | None = Field(
        None,
        description="bot token (xoxb-…) of the one workspace; without it, where `SLACK_CLIENT_ID` and "
        "`SLACK_CLIENT_SECRET` are set, any number of workspaces install the app at `/slack/install`",
    )
    slack_signing_secret: SecretStr | None = Field(None, description="signing secret, proves that Slack is speaking")
    slack_app_token: SecretStr | None = Field(
        None, description="app-level token (xapp-…) with `connections:write`, for Socket Mode"
    )
    slack_client_id: str | None = Field(
        None, description="the app's client id, for Sign in with Slack and for installs"
    )
    slack_client_secret: SecretStr | None = Field(None, description="its secret")
    slack_api_url: Address = Field("https://slack.com/api", description="base of Slack's Web API")
    slack_web_url: Address = Field(
        "https://slack.com", description="base of Slack's pages in browsers, and the issuer of Sign in with Slack"
    )
    genesys_region: Annotated[str, AfterValidator(_region)] = Field(
        "mypurecloud.com", description="region domain of your Genesys organisation"
    )
    genesys_api_url: Address | None = Field(None, description="Genesys API host, if not the region's")
    genesys_login_url: Address | None = Field(None, description="Genesys login host, if not the region's")
    genesys_client_id: str | None = Field(None, description="OAuth client (Code Authorization)")
    genesys_client_secret: SecretStr | None = Field(
        None, description="its secret; without it people sign in again when their token ends"
    )
    genesys_org_id: str | None = Field(None, description="organisation whose users may link")
    link_proof: Literal["slack", "email"] | None = Field(
        None,
        description="what proves that both accounts are one person's: `slack` (Sign in with Slack) or `email` (the "
        "same address on both sides); `slack` where `SLACK_CLIENT_ID` is set, else `email`",
    )
    database_url: SecretStr = Field(
        SecretStr("sqlite+aiosqlite:///onqueue.db"), description="SQLite file or PostgreSQL address"
    )
    token_keys: Annotated[SecretStr, AfterValidator(_keys)] | None = Field(
        None, description="keys for tokens at rest, comma-separated; the first encrypts, all decrypt"
    )
    public_url: Address | None = Field(None, description="where browsers reach the bot")
    host: str = Field("127.0.0.1", description="listen address")
    port: int = Field(3000, ge=0, le=65535, description="listen port")
    command: Annotated[str, AfterValidator(_command)] = Field("/gc", description="root slash command")
    default_zone: Annotated[str, AfterValidator(_zone)] = Field("UTC", description="time zone where Slack tells none")
    policy_file: Path | None = Field(
        None, description="file of rules (TOML) about who may do what and what asks first; without it, built-in ones"
    )
    metrics_token: SecretStr | None = Field(
        None,
        min_length=16,
        description="bearer token for `/metrics` from elsewhere than this machine; without it, none",
    )
    log_format: Literal["console", "json"] = Field("console", description="console or json")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field("INFO", description="how much is logged")

    @property
    def api_url(self) -> str:
        return self.genesys_api_url or f"https://api.{self.genesys_region}"

    @property
    def login_url(self) -> str:
        return self.genesys_login_url or f"https://login.{self.genesys_region}"

    @property
    def proof(self) -> Literal["slack", "email"]:
        return self.link_proof or ("slack" if self.slack_client_id else "email")

    @property
    def installs(self) -> bool:
        """Whether workspaces install the app by themselves; a bot token wins, and means its one workspace."""
        return self.slack_bot_token is None and bool(self.slack_client_id and self.slack_client_secret)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.default_zone)

    @property
    def keys(self) -> list[bytes]:
        return decode_keys(self.token_keys.get_secret_value()) if self.token_keys else []

    @classmethod
    def load(cls, needs: Iterable[str] = ()) -> Self:
        """Reads and checks; `needs` names fields that must be set. Raises `SettingsError` with all mistakes at once."""
        problems: list[str] = []
        settings: Self | None = None
        try:
            settings = cls()
        except ValidationError as error:
            problems = said_wrong(error)
        if settings is not None:
            problems = lacks(settings, needs)
        if problems or settings is None:
            raise SettingsError(problems)
        return settings


WEB_NEEDS = ("slack_bot_token", "slack_signing_secret", "genesys_client_id", "token_keys", "public_url")
WORKER_NEEDS = tuple(name for name in WEB_NEEDS if name != "slack_signing_secret")
SOCKET_NEEDS = (*WORKER_NEEDS, "slack_app_token")


def said_wrong(error: ValidationError) -> list[str]:
    """One sentence for each setting that cannot be read; it begins with the name, and holds no value."""
    return [_sentence(details["loc"], details["msg"]) for details in error.errors(include_input=False)]


def lacks(settings: Settings, needs: Iterable[str]) -> list[str]:
    """One sentence for each setting that is missing; it begins with the name."""
    checks = (_missing, _organisation, _sign_in_with_slack, _many_workspaces)
    return [problem for check in checks for problem in check(settings, needs)]


def _sentence(where: Sequence[int | str], message: str) -> str:
    name = str(where[0]).upper() if where else "Settings"
    return f"{name} {message.removeprefix('Value error, ')[:300]}."


def _missing(settings: Settings, needs: Iterable[str]) -> list[str]:
    fields = type(settings).model_fields
    without_token = settings.installs or _half_an_app(settings)
    wanted = [name for name in needs if not (name == "slack_bot_token" and without_token)]
    return [
        f"{name.upper()} is missing: {fields[name].description}." for name in wanted if getattr(settings, name) is None
    ]


def _organisation(settings: Settings, needs: Iterable[str]) -> list[str]:
    """Anybody with a trial organisation could be the first to link, unless only this machine can."""
    asked = "genesys_client_id" in needs and settings.public_url and not settings.genesys_org_id
    if not asked or is_loopback(settings.public_url or ""):
        return []
    return ["GENESYS_ORG_ID is missing: the organisation whose users may link (needed where PUBLIC_URL is public)."]


def _sign_in_with_slack(settings: Settings, needs: Iterable[str]) -> list[str]:
    """The proof `slack` is the app's own sign-in; with half of what it needs nobody could link."""
    if "genesys_client_id" not in needs or settings.proof != "slack" or _half_an_app(settings):
        return []
    has = {"SLACK_CLIENT_ID": settings.slack_client_id, "SLACK_CLIENT_SECRET": settings.slack_client_secret}
    lacking = [name for name, value in has.items() if not value]
    if not lacking:
        return []
    verb = "is" if len(lacking) == 1 else "are"
    way_out = "with LINK_PROOF=email the same e-mail on both sides does"
    return [f"{' and '.join(lacking)} {verb} missing: Sign in with Slack proves who links ({way_out})."]


def _half_an_app(settings: Settings) -> bool:
    """Neither a bot token nor all that an install takes."""
    return settings.slack_bot_token is None and bool(settings.slack_client_id) != bool(settings.slack_client_secret)


def _many_workspaces(settings: Settings, needs: Iterable[str]) -> list[str]:
    """The same e-mail on both sides trusts the administrators of the workspace, and here they may be anybody."""
    if "slack_bot_token" in needs and _half_an_app(settings):
        name = "SLACK_CLIENT_SECRET" if settings.slack_client_id else "SLACK_CLIENT_ID"
        return [
            f"{name} is missing: without SLACK_BOT_TOKEN workspaces install the app, which takes its id and secret."
        ]
    asked = "slack_bot_token" in needs and settings.installs and settings.proof == "email"
    if not asked or is_loopback(settings.public_url or ""):
        return []
    reason = "the administrators of each could give anybody's address to themselves"
    way_out = "leave it out, and Sign in with Slack proves who links"
    return [f"LINK_PROOF cannot be email where many workspaces install the app, because {reason}: {way_out}."]
