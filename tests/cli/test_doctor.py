"""Set-ups that are broken in one place each: its line names the setting and the mend, and shows no secret."""

import os
import shutil
import stat
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from bot.cli.doctor import examined
from bot.cli.keys import new_key
from bot.cli.sandbox import Sides, make_sides
from bot.cli.serving import Servers, Site, bound, url_of
from bot.genesys.oauth import Tokens
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId
from bot.identity.vault import Vault
from bot.settings import Settings, decode_keys
from bot.store.engine import Database
from bot.store.tables import asked, links
from tests.cli.test_commands import free_port

FOREIGN_KEY = b"another key of thirty-two bytes!"
LOOPBACK = "127.0.0.1"
Set = dict[str, str | None]


@dataclass
class World:
    """Both sides on real ports, the settings that fit them, and a folder with a migrated database."""

    sides: Sides
    right: dict[str, str]
    folder: Path

    @property
    def secrets(self) -> set[str]:
        names = ("TOKEN", "SECRET", "KEYS")
        return {value for name, value in self.right.items() if any(part in name for part in names)}

    @property
    def database(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'onqueue.db'}"


@pytest.fixture(scope="module")
async def sides() -> AsyncIterator[Sides]:
    genesys, slack = bound(LOOPBACK, 0), bound(LOOPBACK, 0)
    bot = f"http://{LOOPBACK}:{free_port()}"
    made = make_sides(genesys_url=url_of(genesys), slack_url=url_of(slack), bot_url=bot, database="sqlite:///x", seed=1)
    servers = Servers([Site(made.simulator.app, genesys, dated=True), Site(made.emulator.app, slack, dated=True)])
    await servers.start()
    yield made
    await made.emulator.aclose()
    await servers.stop()
    made.simulator.close()


@pytest.fixture
def world(sides: Sides, sqlite_template: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """An installation in which everything is right."""
    shutil.copyfile(sqlite_template, tmp_path / "onqueue.db")
    monkeypatch.chdir(tmp_path)
    settings, emulator, floor = sides.settings, sides.emulator, sides.simulator.floor
    right = {
        "SLACK_BOT_TOKEN": emulator.bot_token,
        "SLACK_SIGNING_SECRET": emulator.signing_secret,
        "SLACK_APP_TOKEN": emulator.app_token,
        "SLACK_CLIENT_ID": emulator.client_id,
        "SLACK_CLIENT_SECRET": emulator.client_secret,
        "SLACK_API_URL": settings.slack_api_url,
        "SLACK_WEB_URL": settings.slack_web_url,
        "GENESYS_API_URL": settings.api_url,
        "GENESYS_LOGIN_URL": settings.login_url,
        "GENESYS_CLIENT_ID": sides.simulator.client_id,
        "GENESYS_CLIENT_SECRET": sides.simulator.client_secret,
        "GENESYS_ORG_ID": floor.organization.id,
        "TOKEN_KEYS": new_key(),
        "PUBLIC_URL": settings.public_url or "",
        "DATABASE_URL": f"sqlite+aiosqlite:///{tmp_path / 'onqueue.db'}",
    }
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    for name, value in right.items():
        monkeypatch.setenv(name, value)
    return World(sides, right, tmp_path)


async def told(world: World) -> list[str]:
    """The lines; none holds a secret."""
    lines = [finding.line() for finding in await examined()]
    assert not [line[:20] for line in lines for secret in world.secrets if secret in line]
    assert all("\n" not in line for line in lines)
    return lines


def line_of(lines: list[str], level: str, name: str, words: str) -> str:
    found = [line for line in lines if line.startswith(f"{level:<5}{name}: ") and words in line]
    assert len(found) == 1, "\n".join(lines)
    return found[0]


async def test_where_everything_is_right_nothing_is_to_mend(world):
    lines = await told(world)
    assert not [line for line in lines if line.startswith("bad")]
    for name in ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "GENESYS_CLIENT_ID", "GENESYS_ORG_ID", "TOKEN_KEYS", "clock"):
        assert any(line.startswith(f"ok   {name}: ") for line in lines)


CLOSED = "http://127.0.0.1:9"
BOT, APP = "xoxb-1-abcdef", "xapp-1-abcdef"
#: What is set otherwise (None: not at all), how bad it is, whose line it is, what it says, and the mend.
BROKEN: dict[str, tuple[Set, str, str, str, str]] = {
    "no bot token": (
        {"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_ID": None, "SLACK_CLIENT_SECRET": None},
        "bad", "SLACK_BOT_TOKEN", "it is missing", "OAuth & Permissions",
    ),
    "a user token for the bot's": ({"SLACK_BOT_TOKEN": "xoxp-1-abcdef"}, "bad", "SLACK_BOT_TOKEN", "it is a user token", "xoxb-"),
    "an app-level token for the bot's": ({"SLACK_BOT_TOKEN": APP}, "bad", "SLACK_BOT_TOKEN", "an app-level token", "OAuth & Permissions"),
    "a bot token for the app's": ({"SLACK_APP_TOKEN": BOT}, "bad", "SLACK_APP_TOKEN", "it belongs into SLACK_BOT_TOKEN", "connections:write"),
    "no token at all": ({"SLACK_BOT_TOKEN": "hunter2"}, "bad", "SLACK_BOT_TOKEN", "no token of Slack's", "xoxb-"),
    "a token that no header takes": ({"SLACK_BOT_TOKEN": "xoxb-1 2\u00fc"}, "bad", "SLACK_BOT_TOKEN", "characters", "xoxb-"),
    "a bot token that is refused": ({"SLACK_BOT_TOKEN": BOT}, "bad", "SLACK_BOT_TOKEN", "refuses it (invalid_auth)", "OAuth & Permissions"),
    "an app token that is refused": ({"SLACK_APP_TOKEN": APP}, "bad", "SLACK_APP_TOKEN", "refuses it (invalid_auth)", "Socket Mode"),
    "no signing secret": (
        {"SLACK_SIGNING_SECRET": None, "SLACK_APP_TOKEN": None},
        "bad", "SLACK_SIGNING_SECRET", "it is missing", "Basic Information",
    ),
    "a signing secret of another kind": ({"SLACK_SIGNING_SECRET": "secret"}, "warn", "SLACK_SIGNING_SECRET", "does not look like one", "Basic Information"),
    "a client that Slack does not know": ({"SLACK_CLIENT_ID": "1.2"}, "bad", "SLACK_CLIENT_ID", "no app with this client id", "Basic Information"),
    "another app's secret": ({"SLACK_CLIENT_SECRET": "0" * 32}, "bad", "SLACK_CLIENT_SECRET", "not the secret of", "Basic Information"),
    "half of what signs in with Slack": ({"SLACK_CLIENT_SECRET": None}, "bad", "SLACK_CLIENT_SECRET", "it is missing", "Basic Information"),
    "a Slack that nobody answers at": ({"SLACK_API_URL": f"{CLOSED}/api"}, "bad", "SLACK_API_URL", "nothing listens there", "reach it by https"),
    "an OAuth client that Genesys does not know": ({"GENESYS_CLIENT_ID": "another"}, "bad", "GENESYS_CLIENT_ID", "knows no such client", "in another region"),
    "another client's secret": ({"GENESYS_CLIENT_SECRET": "another"}, "bad", "GENESYS_CLIENT_SECRET", "it is not the secret of GENESYS_CLIENT_ID", "copy the client's secret"),
    "no client secret": ({"GENESYS_CLIENT_SECRET": None}, "warn", "GENESYS_CLIENT_SECRET", "people sign in again", "copy the client's secret"),
    "a region that is none": ({"GENESYS_REGION": "moon.cloud"}, "bad", "GENESYS_REGION", "not a known Genesys region", "sign in to Genesys"),
    "an API that nobody answers at": ({"GENESYS_API_URL": CLOSED}, "bad", "GENESYS_API_URL", "nothing listens there", "reach it by https"),
    "a sign-in that nobody answers at": ({"GENESYS_LOGIN_URL": CLOSED}, "bad", "GENESYS_LOGIN_URL", "nothing listens there", "reach it by https"),
    "a host that is none": ({"GENESYS_API_URL": "https://api.invalid"}, "bad", "GENESYS_API_URL", "no host of that name", "correct the setting"),
    "another organisation": ({"GENESYS_ORG_ID": "another"}, "bad", "GENESYS_ORG_ID", "another organisation", "Account Settings"),
    "no organisation": ({"GENESYS_ORG_ID": None}, "warn", "GENESYS_ORG_ID", "the first who links", "Account Settings"),
    "an address in the clear": ({"PUBLIC_URL": "http://bot.example.com"}, "bad", "PUBLIC_URL", "must begin with https://", "https address"),
    "an address that is none": ({"PUBLIC_URL": "https://bot.invalid"}, "bad", "PUBLIC_URL", "no host of that name", "lead the address to the bot"),
    "an address that Genesys does not know": ({"PUBLIC_URL": CLOSED}, "bad", "PUBLIC_URL", "Authorized redirect URIs", "add it to the client"),
    "an address that Slack does not know": ({"PUBLIC_URL": CLOSED}, "bad", "PUBLIC_URL", "/link/slack among its Redirect URLs", "OAuth & Permissions"),
    "no address": ({"PUBLIC_URL": None}, "bad", "PUBLIC_URL", "it is missing", "https address"),
    "a bot that does not run": ({}, "warn", "PUBLIC_URL", "nothing listens there", "start the bot"),
    "no keys": ({"TOKEN_KEYS": None}, "bad", "TOKEN_KEYS", "it is missing", "keys new"),
    "a key that is none": ({"TOKEN_KEYS": "hunter2"}, "bad", "TOKEN_KEYS", "it has a key (number 1)", "keys new"),
    "a database that is none": ({"DATABASE_URL": "mysql://u:hunter2@db/x"}, "bad", "DATABASE_URL", "mysql", "postgresql+psycopg://"),
    "a database that does not answer": ({"DATABASE_URL": "postgresql://u:hunter2@127.0.0.1:9/x"}, "bad", "DATABASE_URL", "cannot be used", "start it"),
    "a file that is not there": ({"DATABASE_URL": "sqlite:///other.db"}, "bad", "DATABASE_URL", "does not exist yet", "python -m bot migrate"),
    "a folder that is not there": ({"DATABASE_URL": "sqlite:///no/such/x.db"}, "bad", "DATABASE_URL", "the folder of", "make the folder"),
    "a zone that is none": ({"DEFAULT_ZONE": "Mars/Base"}, "bad", "DEFAULT_ZONE", "not a time zone", "the README"),
    "a command that is none": ({"COMMAND": "GC"}, "bad", "COMMAND", "must be a slash", "the README"),
    "a token for the figures that is too short": ({"METRICS_TOKEN": "short"}, "bad", "METRICS_TOKEN", "16", "random word"),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
async def test_a_broken_set_up_is_one_line_with_its_name_and_the_mend(world, monkeypatch, broken):
    changed, level, name, words, mend = broken
    for variable, value in changed.items():
        monkeypatch.delenv(variable) if value is None else monkeypatch.setenv(variable, value)
    lines = await told(world)
    assert mend in line_of(lines, level, name, words).partition("To mend it: ")[2]
    assert "hunter2" not in "".join(lines)
    assert len(lines) > 4, "what is well is still looked at"
    assert not (world.folder / "other.db").exists()


async def test_without_a_bot_token_workspaces_install_the_app(world, monkeypatch):
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    lines = await told(world)
    assert not [line for line in lines if line.startswith("bad")]
    line_of(lines, "ok", "SLACK_BOT_TOKEN", "/slack/install")
    line_of(lines, "ok", "PUBLIC_URL", "/slack/oauth_redirect")


async def test_an_address_that_installs_do_not_come_back_to_is_named(world, monkeypatch):
    monkeypatch.delenv("SLACK_BOT_TOKEN")
    monkeypatch.setenv("PUBLIC_URL", CLOSED)
    line_of(await told(world), "bad", "PUBLIC_URL", "/slack/oauth_redirect among its Redirect URLs")


async def test_for_socket_mode_no_signing_secret_is_asked_for(world, monkeypatch):
    monkeypatch.delenv("SLACK_SIGNING_SECRET")
    lines = await told(world)
    assert not [line for line in lines if line.startswith("bad") or "SLACK_SIGNING_SECRET" in line]
    line_of(lines, "ok", "SLACK_APP_TOKEN", "may open connections")


async def test_swapped_tokens_are_both_named(world, monkeypatch):
    monkeypatch.setenv("SLACK_BOT_TOKEN", world.right["SLACK_APP_TOKEN"])
    monkeypatch.setenv("SLACK_APP_TOKEN", world.right["SLACK_BOT_TOKEN"])
    lines = await told(world)
    line_of(lines, "bad", "SLACK_BOT_TOKEN", "it belongs into SLACK_APP_TOKEN")
    line_of(lines, "bad", "SLACK_APP_TOKEN", "it belongs into SLACK_BOT_TOKEN")


async def test_the_client_secret_in_the_signing_secrets_place_is_seen(world, monkeypatch):
    monkeypatch.setenv("SLACK_SIGNING_SECRET", world.right["SLACK_CLIENT_SECRET"])
    line_of(await told(world), "bad", "SLACK_SIGNING_SECRET", "the same as SLACK_CLIENT_SECRET")


async def test_a_scope_that_slack_was_not_asked_for_is_named_with_its_reason(world):
    workspace = world.sides.emulator.workspace
    whole = workspace.manifest
    workspace.manifest = replace(whole, scopes=whole.scopes - {"im:write"})
    try:
        line = line_of(await told(world), "bad", "SLACK_BOT_TOKEN", "im:write (opening the direct message")
    finally:
        workspace.manifest = whole
    assert "install it to the workspace again" in line


@contextmanager
def client_of(world: World, **changes: Any) -> Iterator[None]:
    floor = world.sides.simulator.floor
    whole = floor.organization
    floor.organization = replace(whole, **changes)
    try:
        yield
    finally:
        floor.organization = whole


async def test_a_scope_that_the_oauth_client_lacks_is_named_with_its_reason(world):
    with client_of(world, scopes=("users:readonly", "user-basic-info", "presence", "routing", "analytics", "stations")):
        lines = await told(world)
    line = line_of(lines, "bad", "GENESYS_CLIENT_ID", "lacks 2 of the scopes")
    assert "users (profiles" in line
    assert "organization:readonly (" in line
    assert "Integrations, OAuth" in line


async def test_without_tokens_of_its_own_the_scopes_wait_for_the_first_link(world):
    with client_of(world, has_own_tokens=False):
        line = line_of(await told(world), "warn", "GENESYS_CLIENT_ID", "before somebody has linked")
    assert "user-basic-info" in line


async def test_after_the_first_link_its_token_tells_the_scopes_and_stays(world):
    """As in Genesys, where a client for Code Authorization has no tokens of its own."""
    floor, slack = world.sides.simulator.floor, SlackId("T1", "U1")
    grant = world.sides.simulator._tokens.grant(next(iter(floor.users)), floor.now(), refreshable=True)
    seals = TokenSeals(Vault(decode_keys(world.right["TOKEN_KEYS"])))
    tokens = Tokens(grant.access.value, grant.refresh.value if grant.refresh else None, 3600)
    row = {
        "id": "L1",
        "team_id": "T1",
        "slack_user": "U1",
        "org_id": "o",
        "genesys_user": "g",
        "email": "e",
        "name": "n",
    }
    times = {"linked_at": floor.now(), "expires_at": floor.now() + timedelta(hours=1)}
    database = Database(world.database)
    async with database.begin() as tx:
        await tx.execute(insert(links).values(state="live", **row, **times, **seals.sealed(tokens, slack, "o", 1)))
    await database.aclose()
    with client_of(world, has_own_tokens=False, scopes=("users", "presence", "routing", "analytics", "stations")):
        lines = await told(world)
        assert "user-basic-info" in line_of(lines, "bad", "GENESYS_CLIENT_ID", "lacks 2 of the scopes")
    assert grant.access.value in world.sides.simulator._tokens.access
    assert not [line for line in lines if grant.access.value in line]


async def test_a_clock_that_is_off_is_told_with_how_much(world):
    clock = world.sides.clock
    clock.by(timedelta(minutes=-10))
    try:
        lines = await told(world)
    finally:
        clock.to(datetime.now(UTC))
    assert "NTP" in line_of(lines, "bad", "clock", "10 minutes ahead of Slack's")
    assert "NTP" in line_of(lines, "bad", "clock", "10 minutes ahead of Genesys's")


async def test_an_old_schema_names_migrate(world, monkeypatch):
    (world.folder / "old.db").touch()
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{world.folder / 'old.db'}")
    assert "python -m bot migrate" in line_of(await told(world), "bad", "DATABASE_URL", "an old schema, or none")


async def test_what_no_key_opens_is_counted(world):
    database = Database(world.database)
    sealed = Vault([FOREIGN_KEY]).seal("https://hooks.slack.com/1", "asked", "A1")
    row = {"id": "A1", "team_id": "T1", "slack_user": "U1", "words": "on", "said": "", "channel": "D1"}
    async with database.begin() as tx:
        await tx.execute(insert(asked).values(asked_at=datetime.now(UTC), response_url_sealed=sealed, **row))
    await database.aclose()
    assert "put the key that is missing behind" in line_of(await told(world), "bad", "TOKEN_KEYS", "1 of 1 sealed")


async def test_a_file_that_others_may_read_and_a_name_with_a_slip_are_told(world):
    file = world.folder / ".env"
    file.write_text("SLACK_BOT_TOKN=xoxb-1\n")
    file.chmod(0o644)
    lines = await told(world)
    assert "chmod 600 .env" in line_of(lines, "warn", ".env", "others on this machine")
    assert "SLACK_BOT_TOKEN" in line_of(lines, "warn", "SLACK_BOT_TOKN", "no setting of this name")
    assert stat.S_IMODE(file.stat().st_mode) == 0o644
