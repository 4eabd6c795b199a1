"""`keys new` makes a key for TOKEN_KEYS; `keys rotate` seals everything at rest anew with the first one."""

import argparse
import asyncio
import base64
import secrets
import sys
from collections.abc import Sequence

from bot.dispatch import asked
from bot.identity import installations, proof, sealing
from bot.identity.rotating import Rotated, Rotation
from bot.identity.vault import Vault
from bot.settings import KEY_BYTES, Settings
from bot.store.engine import Database
from bot.store.schema import OLD_SCHEMA, is_current

HELP = "make a key for TOKEN_KEYS, or seal everything anew with the first one"
SEALED = (*sealing.SEALED, *asked.SEALED, *proof.SEALED, *installations.SEALED)
#: A running bot writes to the same database; its SQLite file is locked for moments.
WAIT_S = 30.0

UNREADABLE = (
    "values were altered, or open with no key of TOKEN_KEYS: whoever they belong to will be asked to sign in again.\n"
)
LEFT = (
    "Something is still sealed with another key: a running process has another first key. Restart all of them with the "
    "same TOKEN_KEYS, then run this again.\n"
)
WELL = (
    "Nothing needs another key than the first any more. Once every running process has it as its first, the others can "
    "be taken out of TOKEN_KEYS.\n"
)


def arguments(parser: argparse.ArgumentParser) -> None:
    what = "new: print a fresh key, alone on a line; rotate: seal what the database keeps anew with the first key"
    parser.add_argument("what", choices=["new", "rotate"], help=what)


def run(chosen: argparse.Namespace) -> int:
    if chosen.what == "new":
        sys.stdout.write(new_key() + "\n")
        return 0
    return asyncio.run(_rotate(Settings.load(["token_keys"])))


def new_key() -> str:
    """32 random bytes in base64."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


async def _rotate(settings: Settings) -> int:
    database = Database(settings.database_url.get_secret_value(), wait_s=WAIT_S)
    try:
        if not await is_current(database):
            sys.stderr.write(OLD_SCHEMA)
            return 1
        found = await Rotation(database, Vault(settings.keys)).run(SEALED)
    finally:
        await database.aclose()
    return _told(found)


def _told(found: Sequence[Rotated]) -> int:
    for column in found:
        sys.stdout.write(f"{column.name}: {column.first} under the first key, {column.anew} of them sealed anew now.\n")
    if unreadable := sum(column.unreadable for column in found):
        sys.stdout.write(f"{unreadable} {UNREADABLE}")
    if any(column.left for column in found):
        sys.stderr.write(LEFT)
        return 1
    sys.stdout.write(WELL)
    return 0
