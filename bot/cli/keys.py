"""`keys new`: makes a key for TOKEN_KEYS."""

import argparse
import base64
import secrets
import sys

from bot.settings import KEY_BYTES

HELP = "make a key for TOKEN_KEYS"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["new"], help="new: print a fresh key, alone on a line")


def run(_: argparse.Namespace) -> int:
    sys.stdout.write(new_key() + "\n")
    return 0


def new_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()
