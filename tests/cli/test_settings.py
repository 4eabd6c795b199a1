"""A wrong setting is one clear sentence and exit code 2, never a traceback."""

import base64
import os
import re

import pytest

from bot.cli.main import main
from bot.settings import Settings

RIGHT = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": "0123",
    "GENESYS_CLIENT_ID": "client",
    "TOKEN_KEYS": base64.b64encode(b"k" * 32).decode(),
    "PUBLIC_URL": "http://127.0.0.1:3000",
}
WRONG = {
    "missing token": ({"SLACK_BOT_TOKEN": None}, "SLACK_BOT_TOKEN is missing: bot token"),
    "missing signing secret": ({"SLACK_SIGNING_SECRET": None}, "SLACK_SIGNING_SECRET is missing: signing secret"),
    "missing client": ({"GENESYS_CLIENT_ID": None}, "GENESYS_CLIENT_ID is missing: OAuth client"),
    "missing keys": ({"TOKEN_KEYS": None}, "TOKEN_KEYS is missing: keys for tokens at rest"),
    "missing address": ({"PUBLIC_URL": None}, "PUBLIC_URL is missing: where browsers reach the bot"),
    "short key": ({"TOKEN_KEYS": "c2hvcnQ="}, "TOKEN_KEYS has a key (number 1) that is not 32 bytes in base64"),
    "no base64": ({"TOKEN_KEYS": "%%%"}, "TOKEN_KEYS has a key (number 1) that is not 32 bytes in base64"),
    "no key": ({"TOKEN_KEYS": " , "}, "TOKEN_KEYS holds no key"),
    "no address": ({"PUBLIC_URL": "bot.example.com"}, "PUBLIC_URL is not an http or https address"),
    "plain http": ({"PUBLIC_URL": "http://bot.example.com"}, "PUBLIC_URL must begin with https://"),
    "public without organisation": ({"PUBLIC_URL": "https://bot.example.com"}, "GENESYS_ORG_ID is missing"),
    "unknown region": ({"GENESYS_REGION": "moon.cloud"}, "GENESYS_REGION is not a known Genesys region; known are"),
    "bad api address": ({"GENESYS_API_URL": "ftp://x"}, "GENESYS_API_URL is not an http or https address"),
    "bad command": ({"COMMAND": "GC"}, "COMMAND must be a slash and 1 to 20 lower-case letters"),
    "bad zone": ({"DEFAULT_ZONE": "Mars/Base"}, "DEFAULT_ZONE is not a time zone; use a name like Europe/Berlin"),
    "sign in with slack without its secret": (
        {"SLACK_CLIENT_ID": "1.2"},
        "SLACK_CLIENT_SECRET is missing: Sign in with Slack proves who links (with LINK_PROOF=email",
    ),
    "sign in with slack without its client": (
        {"LINK_PROOF": "slack"},
        "SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are missing: Sign in with Slack proves who links",
    ),
    "half of what an install takes": (
        {"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_ID": "1.2"},
        "SLACK_CLIENT_SECRET is missing: without SLACK_BOT_TOKEN workspaces install the app",
    ),
    "the other half": (
        {"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_SECRET": "s3cret"},
        "SLACK_CLIENT_ID is missing: without SLACK_BOT_TOKEN workspaces install the app",
    ),
    "unknown proof": ({"LINK_PROOF": "sms"}, "LINK_PROOF Input should be 'slack' or 'email'."),
    "port no number": ({"PORT": "http"}, "PORT "),
    "port too high": ({"PORT": "70000"}, "PORT "),
}


@pytest.fixture
def told(monkeypatch, tmp_path, capsys):
    """Runs `web` with these settings alone, away from any `.env`; answers the exit code and the sentences."""

    def run(changed: dict[str, str | None]) -> tuple[int, list[str]]:
        for name in list(os.environ):
            if re.match(r"SLACK_|LINK_|GENESYS_|TOKEN_|PUBLIC_|DATABASE_|COMMAND|DEFAULT_|PORT$|HOST$|LOG_", name):
                monkeypatch.delenv(name)
        for name, value in (RIGHT | changed).items():
            if value is not None:
                monkeypatch.setenv(name, value)
        monkeypatch.chdir(tmp_path)
        code = main(["web"])
        shown = capsys.readouterr()
        assert shown.out == ""
        return code, shown.err.splitlines()

    return run


@pytest.mark.parametrize(("changed", "sentence"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_is_one_sentence(told, changed, sentence):
    code, lines = told(changed)
    assert code == 2
    assert len(lines) == 1
    assert lines[0].startswith(sentence)
    assert lines[0].endswith(".") or lines[0].endswith(").")
    assert "Traceback" not in lines[0]


def test_every_mistake_is_told_at_once(told):
    code, lines = told({"COMMAND": "GC", "PORT": "http", "DEFAULT_ZONE": "Mars/Base"})
    assert code == 2
    assert {line.split()[0] for line in lines} == {"COMMAND", "PORT", "DEFAULT_ZONE"}


def test_no_secret_is_repeated(told):
    _, lines = told({"TOKEN_KEYS": "hunter2-hunter2"})
    assert "hunter2" not in "".join(lines)


@pytest.mark.parametrize(
    ("link_proof", "client_id", "proof"),
    [
        (None, None, "email"),
        (None, "1.2", "slack"),
        ("email", "1.2", "email"),
        ("slack", "1.2", "slack"),
        ("email", None, "email"),
    ],
)
def test_sign_in_with_slack_is_the_proof_where_the_app_can_ask_for_it(link_proof, client_id, proof):
    assert Settings(_env_file=None, link_proof=link_proof, slack_client_id=client_id).proof == proof


MANY = {"SLACK_BOT_TOKEN": None, "SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s3cret", "GENESYS_ORG_ID": "org"}


def test_many_workspaces_need_no_bot_token(told):
    assert "SLACK_BOT_TOKEN is missing" not in " ".join(told({**MANY, "SLACK_SIGNING_SECRET": None})[1])


def test_many_workspaces_are_no_proof_by_email(told):
    code, lines = told({**MANY, "PUBLIC_URL": "https://bot.example.com", "LINK_PROOF": "email"})
    assert code == 2
    assert [line[:72] for line in lines] == ["LINK_PROOF cannot be email where many workspaces install the app, becaus"]
