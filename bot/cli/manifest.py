"""`manifest`: prints the Slack app manifest for PUBLIC_URL and COMMAND, for HTTP or for Socket Mode."""

import argparse
import json
import sys

from bot.app import manifest_of
from bot.settings import Settings
from bot.slack.manifest import APP_SCOPES, SCOPES, USER_SCOPES

HELP = "print the Slack app manifest (JSON); the reason for each scope goes to standard error"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--socket", action="store_true", help="for Socket Mode: Slack needs no address of the bot to deliver to"
    )


def run(chosen: argparse.Namespace) -> int:
    """PUBLIC_URL is needed for deliveries over HTTP; with Socket Mode alone for the pages that browsers see."""
    settings = Settings.load([] if chosen.socket else ["public_url"])
    printed = manifest_of(settings.command, settings.public_url, socket=chosen.socket)
    sys.stdout.write(json.dumps(printed, indent=2) + "\n")
    for scope, reason in (SCOPES | USER_SCOPES | (APP_SCOPES if chosen.socket else {})).items():
        sys.stderr.write(f"{scope}: {reason}\n")
    if chosen.socket and settings.public_url is None:
        sys.stderr.write("PUBLIC_URL is not set: Sign in with Slack and installing need it among the redirect URLs.\n")
    return 0
