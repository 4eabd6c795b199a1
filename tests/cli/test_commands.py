"""The subcommands: what they print, and how they end."""

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def free_port() -> int:
    with bound("127.0.0.1", 0) as listener:
        port: int = listener.getsockname()[1]
    return port


@contextmanager
def started(role: str, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """`web` or `worker` as a process of its own, once it answers."""
    port = free_port()
    command = [sys.executable, "-m", "bot", role, "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, env=surroundings(folder)) as process:
        try:
            ends_at = time.monotonic() + 60
            while not answers(port):
                assert process.poll() is None
                assert time.monotonic() < ends_at
                time.sleep(0.05)
            yield process
        finally:
            process.kill()


def answers(port: int) -> bool:
    try:
        return httpx2.get(f"http://127.0.0.1:{port}/readyz", verify=UNENCRYPTED).is_success
    except httpx2.TransportError:
        return False


def test_keys_new_prints_the_key_alone(called):
    made = called("keys", "new")
    assert made.returncode == 0
    assert len(base64.b64decode(made.stdout, validate=False)) == 32
    assert len(made.stdout.split()) == 1
    assert made.stderr == ""


def test_manifest_prints_json_and_reasons_apart(called):
    printed = called("manifest")
    assert printed.returncode == 0
    manifest = json.loads(printed.stdout)
    assert manifest["settings"]["event_subscriptions"]["request_url"] == f"{RIGHT['PUBLIC_URL']}/slack/events"
    reasons = dict(line.split(": ", 1) for line in printed.stderr.splitlines())
    scopes = manifest["oauth_config"]["scopes"]
    assert list(reasons) == [*scopes["bot"], *scopes["user"]]


def test_web_on_an_old_schema_names_migrate(called):
    ended = called("web", "--port", "0")
    assert ended.returncode == 1
    assert "python -m bot migrate" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_web_runs_once_migrated_alone_on_its_file_and_ends_well(migrated, called):
    with started("web", migrated) as process:
        for role in ("web", "worker"):
            second = called(role, "--port", "0")
            assert second.returncode == 2  # the database is a setting that cannot be used
            assert "Traceback" not in second.stderr
            assert "bot.db" in second.stderr
            assert "serves only one" in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.parametrize("arguments", [(), ("nonsense",), ("keys", "old")])
def test_a_wrong_command_line_is_told_with_its_usage(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    told = capsys.readouterr()
    assert (told.out, "usage: python -m bot" in told.err) == ("", True)
