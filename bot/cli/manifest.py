"""`manifest`: prints the Slack app manifest for PUBLIC_URL and COMMAND."""

import argparse
import json
import sys

from bot.app import manifest_of
from bot.settings import Settings
from bot.slack.manifest import SCOPES, USER_SCOPES

HELP = "print the Slack app manifest (JSON); the reason for each scope goes to standard error"


def arguments(_: argparse.ArgumentParser) -> None:
    """It takes none."""


def run(_: argparse.Namespace) -> int:
    settings = Settings.load(["public_url"])
    sys.stdout.write(json.dumps(manifest_of(settings.command, settings.public_url or ""), indent=2) + "\n")
    for scope, reason in (SCOPES | USER_SCOPES).items():
        sys.stderr.write(f"{scope}: {reason}\n")
    return 0
