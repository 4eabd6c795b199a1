"""The first command of an installation, before there is anything else to set."""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.app import manifest_of
from bot.cli.main import main
from bot.sandbox.slack.manifest import read_manifest
from bot.slack.manifest import APP_SCOPES, SCOPES, USER_SCOPES
from tests.cli.manifest_rules import mistakes

PUBLIC = "https://onqueue.example.com"
EVENTS = f"{PUBLIC}/slack/events"


@pytest.fixture
def printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The subcommand in an empty folder: its exit code, standard output and standard error."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(("SLACK_", "GENESYS_", "PUBLIC_URL"))]:
        monkeypatch.delenv(name)

    def said(*arguments: str, public_url: str | None = PUBLIC) -> tuple[int, str, str]:
        if public_url:
            monkeypatch.setenv("PUBLIC_URL", public_url)
        code = main(["manifest", *arguments])
        return code, *capsys.readouterr()

    return said


def test_the_manifest_needs_the_public_address_alone(printed: Callable[..., tuple[int, str, str]]):
    _, out, err = printed()
    oauth = json.loads(out)["oauth_config"]
    assert oauth["scopes"] == {"bot": list(SCOPES), "user": list(USER_SCOPES)}
    assert oauth["redirect_urls"] == [f"{PUBLIC}/link/slack", f"{PUBLIC}/slack/oauth_redirect"]
    reasons = dict(line.split(": ", 1) for line in err.splitlines())
    assert reasons == SCOPES | USER_SCOPES


def test_for_socket_mode_nothing_is_needed_and_the_apps_own_scope_is_named(
    printed: Callable[..., tuple[int, str, str]],
):
    code, out, err = printed("--socket", public_url=None)
    assert code == 0
    assert json.loads(out)["settings"]["socket_mode_enabled"] is True
    assert "http" not in out
    assert all(f"{scope}: {reason}" in err for scope, reason in (SCOPES | USER_SCOPES | APP_SCOPES).items())
    assert "PUBLIC_URL is not set" in err


def test_over_http_everything_goes_to_one_address():
    manifest = manifest_of("/gc", PUBLIC)
    assert {command["url"] for command in manifest["features"]["slash_commands"]} == {EVENTS}
    assert manifest["settings"]["interactivity"]["request_url"] == EVENTS
    assert manifest["settings"]["event_subscriptions"]["request_url"] == EVENTS


def test_over_a_socket_only_browsers_have_an_address():
    addresses = [value for value in leaves(manifest_of("/gc", PUBLIC, socket=True)) if "http" in str(value)]
    assert addresses == [f"{PUBLIC}/link/slack", f"{PUBLIC}/slack/oauth_redirect"]


def leaves(whole: Any) -> list[Any]:
    if isinstance(whole, dict):
        return [leaf for part in whole.values() for leaf in leaves(part)]
    if isinstance(whole, list):
        return [leaf for part in whole for leaf in leaves(part)]
    return [whole]


@pytest.mark.parametrize("socket", [False, True])
@pytest.mark.parametrize("command", ["/gc", "/abcdefghij-klmnopqrs"])
def test_slacks_published_rules_hold(socket, command):
    assert list(mistakes(manifest_of(command, PUBLIC, socket=socket))) == []


@pytest.mark.parametrize("socket", [False, True])
def test_the_emulated_slack_reads_it(socket):
    read = read_manifest(manifest_of("/gc", PUBLIC, socket=socket))
    assert read.socket_mode is socket
    assert read.interactive
    assert read.home_enabled
    assert (read.events_path, read.interactivity_path) == ((None, None) if socket else ("/slack/events",) * 2)
    assert {command.path for command in read.commands} == {None if socket else "/slack/events"}
    assert read.command("/gc-on") is not None


BROKEN: dict[str, tuple[tuple[str | int, ...], Any]] = {
    "an address in the clear": (("settings", "interactivity", "request_url"), "http://onqueue.example.com"),
    "a name that is too long": (("display_information", "name"), "OnQueue" * 6),
    "a colour in words": (("display_information", "background_color"), "blue"),
    "what Slack does not know": (("settings", "hermes_app_type"), "local"),
    "no commands at all": (("features", "slash_commands"), []),
    "a command without its slash": (("features", "slash_commands", 0, "command"), "gc"),
    "eleven shortcuts": (("features", "shortcuts"), [{"name": "x"}] * 11),
    "a shortcut of another kind": (("features", "shortcuts", 0, "type"), "local"),
    "a scope twice": (("oauth_config", "scopes", "bot"), ["commands", "commands"]),
    "yes in words": (("settings", "socket_mode_enabled"), "yes"),
}


@pytest.mark.parametrize(("where", "what"), BROKEN.values(), ids=BROKEN)
def test_the_rules_find_what_slack_would_refuse(where, what):
    manifest = deepcopy(manifest_of("/gc", PUBLIC))
    part: Any = manifest
    for name in where[:-1]:
        part = part[name]
    part[where[-1]] = what
    assert list(mistakes(manifest))
