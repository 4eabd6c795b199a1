"""The subcommands as processes: what they print, and how they end."""

import asyncio
import base64
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx2
import pytest

from bot.cli.main import main
from bot.cli.serving import bound
from tests.cli.test_settings import RIGHT
from tests.unencrypted import UNENCRYPTED

ROOT = Path(__file__).parents[2]


def surroundings(folder: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'bot.db'}",
        **RIGHT,
    }


def ran(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder, env=surroundings(folder), capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def free_port() -> int:
    with bound("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
    return port


@asynccontextmanager
async def web(folder: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    """`web`, once it answers."""
    port = free_port()
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "web", "--port", str(port), cwd=folder, env=surroundings(folder)
    )
    try:
        async with httpx2.AsyncClient(verify=UNENCRYPTED) as http, asyncio.timeout(60):
            while not await answers(http, port):
                assert process.returncode is None
                await asyncio.sleep(0.05)
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def answers(http: httpx2.AsyncClient, port: int) -> bool:
    try:
        return (await http.get(f"http://127.0.0.1:{port}/readyz")).is_success
    except httpx2.TransportError:
        return False


def test_keys_new_prints_the_key_alone(tmp_path):
    made = ran(tmp_path, "keys", "new")
    assert made.returncode == 0
    assert len(base64.b64decode(made.stdout, validate=False)) == 32
    assert len(made.stdout.split()) == 1
    assert made.stderr == ""


def test_manifest_prints_json_and_reasons_apart(tmp_path):
    printed = ran(tmp_path, "manifest")
    assert printed.returncode == 0
    manifest = json.loads(printed.stdout)
    assert manifest["settings"]["event_subscriptions"]["request_url"] == f"{RIGHT['PUBLIC_URL']}/slack/events"
    reasons = dict(line.split(": ", 1) for line in printed.stderr.splitlines())
    scopes = manifest["oauth_config"]["scopes"]
    assert list(reasons) == [*scopes["bot"], *scopes["user"]]


def test_web_on_an_old_schema_names_migrate(tmp_path):
    ended = ran(tmp_path, "web", "--port", "0")
    assert ended.returncode == 1
    assert "python -m bot migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


async def test_web_runs_once_migrated_alone_on_its_file_and_ends_well(tmp_path):
    migrated = ran(tmp_path, "migrate")
    assert (migrated.returncode, migrated.stderr) == (0, "")
    async with web(tmp_path) as process:
        second = await asyncio.to_thread(ran, tmp_path, "web", "--port", "0")
        assert second.returncode == 2  # the database is a setting that cannot be used
        assert "Traceback" not in second.stderr
        assert "bot.db" in second.stderr
        assert "serves only one" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert await asyncio.wait_for(process.wait(), 30) == 0


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("keys", "old")])
def test_a_wrong_command_line_is_told_with_its_usage(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert (told.out, "usage: python -m bot" in told.err) == ("", True)
