"""The first command of an installation, before there is anything else to set."""

import json
import os
import subprocess
import sys
from pathlib import Path

from bot.slack.manifest import SCOPES, USER_SCOPES

ROOT = Path(__file__).parents[2]


def test_the_manifest_needs_the_public_address_alone(tmp_path: Path):
    known = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "GENESYS_"))}
    environment = known | {"PUBLIC_URL": "https://onqueue.example.com", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "bot", "manifest"]
    told = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    oauth = json.loads(told.stdout)["oauth_config"]
    assert oauth["scopes"] == {"bot": list(SCOPES), "user": list(USER_SCOPES)}
    assert oauth["redirect_urls"] == ["https://onqueue.example.com/link/slack"]
    assert all(f"{scope}: {reason}" in told.stderr for scope, reason in (SCOPES | USER_SCOPES).items())
