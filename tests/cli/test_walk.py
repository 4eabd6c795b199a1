"""A fresh folder, and real processes against both sides' addresses as if they were real: from `init` to a command."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from dotenv import dotenv_values

from bot.cli.doctor import examined
from bot.settings import Settings
from tests.cli.test_commands import free_port
from tests.processes import answering
from tests.stage.linking import link
from tests.unencrypted import UNENCRYPTED

ROOT = Path(__file__).parents[2]


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The environment of a machine on which nothing is set."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.lower() in Settings.model_fields]:
        monkeypatch.delenv(name)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}


def ran(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "bot", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=90, check=False)


@asynccontextmanager
async def process(
    environment: dict[str, str], *arguments: str, log: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    with (log or Path(os.devnull)).open("wb") as errors:
        started = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *arguments, env=environment, stdout=asyncio.subprocess.PIPE, stderr=errors
        )
    try:
        yield started
    finally:
        if started.returncode is None:
            started.terminate()
        await asyncio.wait_for(started.wait(), 30)


async def sides(started: asyncio.subprocess.Process) -> dict[str, Any]:
    assert started.stdout is not None
    told: dict[str, Any] = json.loads(await asyncio.wait_for(started.stdout.readline(), 60))
    return told


def flags(told: dict[str, Any], bot: str) -> list[str]:
    """What an administrator of both sides would copy."""
    known = ("slack_bot_token", "slack_signing_secret", "slack_client_id", "slack_client_secret")
    given = {name: told[name] for name in (*known, "genesys_client_id", "genesys_client_secret")}
    given |= {"public_url": bot, "slack_api_url": told["slack_api"], "slack_web_url": told["slack_web"]}
    given |= {"genesys_api_url": told["genesys_api"], "genesys_login_url": told["genesys_login"]}
    return [word for name, value in given.items() for word in (f"--{name.replace('_', '-')}", value)]


async def test_from_an_empty_folder_to_an_answer_in_slack(fresh, tmp_path):
    port = free_port()
    bot = f"http://127.0.0.1:{port}"
    async with (
        process(fresh, "sandbox", "--json", "--port", "0", "--bot", bot) as sandbox,
        httpx2.AsyncClient(verify=UNENCRYPTED) as http,
    ):
        told = await sides(sandbox)
        made = ran(fresh, "init", "--yes", "--port", str(port), *flags(told, bot))
        assert (made.returncode, made.stderr) == (0, "")
        assert "python -m bot migrate" in made.stdout

        manifest = json.loads(ran(fresh, "manifest").stdout)
        assert manifest["settings"]["event_subscriptions"]["request_url"] == f"{bot}/slack/events"

        migrated = ran(fresh, "migrate")
        assert (migrated.returncode, migrated.stderr) == (0, "")
        well = ran(fresh, "doctor")
        assert well.returncode == 0, well.stdout
        assert "start the bot" in well.stdout

        log = tmp_path / "web.log"
        async with process(fresh | {"LOG_LEVEL": "DEBUG", "LOG_FORMAT": "json"}, "web", log=log) as web:
            await answering(f"{bot}/readyz", web, "web")
            assert await walked(told, http) == "on queue"
            lines = [finding.line() for finding in await examined()]
            assert not [line for line in lines if line.startswith("bad")]
            assert f"ok   PUBLIC_URL: the bot answers at {bot}." in lines
            assert "ok   TOKEN_KEYS: all 2 sealed values in the database open." in lines
            figures = (await http.get(f"{bot}/metrics")).text
        assert 'onqueue_links{state="live"} 1.0' in figures
        assert "PUT /api/v2/users" in log.read_text() or "PATCH /api/v2/users" in log.read_text()
        outputs = "\n".join([made.stdout, well.stdout, *lines, figures, log.read_text()])
        secrets = {value for name, value in told.items() if "token" in name or "secret" in name}
        secrets.add(dotenv_values(tmp_path / ".env")["TOKEN_KEYS"])
        assert not [secret[:8] for secret in secrets if secret in outputs]


async def walked(told: dict[str, Any], http: httpx2.AsyncClient) -> str:
    """Ana links and goes on queue; what Genesys then holds of her."""
    slack, ana = told["slack_api"].removesuffix("/api/"), told["people"][0]

    async def says(text: str) -> Any:
        deed = {"person": ana["slack_user"], "say": text}
        return (await http.post(f"{slack}/sandbox/act", json=deed, timeout=20)).json()["messages"]

    blocks = [block for message in await says("/gc link") for block in message["blocks"] or []]
    buttons = [element for block in blocks if block["type"] == "actions" for element in block["elements"]]
    await link(next(button["url"] for button in buttons if "url" in button), ana["email"])
    return "on queue" if "on queue" in (await says("/gc on"))[-1]["text"].lower() else "not"
