"""The first command of an installation, before there is anything else to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.slack.manifest import SCOPES

ROOT = Path(__file__).parents[2]


def test_the_manifest_needs_the_public_address_alone(tmp_path: Path):
    known = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "GENESYS_"))}
    environment = known | {"PUBLIC_URL": "https://onqueue.example.com", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "manifest"]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert json.loads(told.stdout)["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert all(f"{scope}: {reason}" in told.stderr for scope, reason in SCOPES.items())
