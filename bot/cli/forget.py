"""`forget USER`: ends somebody's link at Genesys and here, and deletes what is kept of them."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import SystemClock
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.forgetting import Forgetting, Forgotten, Kept
from bot.identity.identity import Identity
from bot.identity.links import Links
from bot.identity.slack_people import SlackPeople
from bot.identity.vault import Vault
from bot.settings import Settings
from bot.slack.installation import OneInstallation
from bot.store.engine import Database
from bot.store.schema import OLD_SCHEMA, is_current

HELP = "end a person's link and delete what is kept of them; the audit keeps its entries, with ids only"
NEEDS = ("genesys_client_id", "token_keys")
#: A running bot writes to the same database; its SQLite file is locked for moments.
WAIT_S = 30.0


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("user", help="a Slack user id, or the e-mail or the id of the linked Genesys user")
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(chosen: argparse.Namespace) -> int:
    return asyncio.run(_forget(Settings.load(NEEDS), chosen.user.strip(), sure=chosen.yes))


async def _forget(settings: Settings, user: str, *, sure: bool) -> int:
    async with _opened(settings) as (database, forgetting):
        if not await is_current(database):
            sys.stderr.write(OLD_SCHEMA)
            return 1
        found = await forgetting.find(user)
        if len({kept.slack.user_id for kept in found}) != 1:
            sys.stderr.write(_unclear(user, found))
            return 1
        for kept in found:
            sys.stdout.write(_shown(kept))
        if not (sure or _agreed()):
            sys.stdout.write("Nothing was changed.\n")
            return 1
        for kept in found:
            sys.stdout.write(_told(await forgetting.forget(kept.slack)))
    return 0


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[tuple[Database, Forgetting]]:
    """No more of the bot than this needs. Slack is asked nothing."""
    secret = settings.genesys_client_secret.get_secret_value() if settings.genesys_client_secret else None
    database, clock = Database(settings.database_url.get_secret_value(), wait_s=WAIT_S), SystemClock()
    transport = Transport(settings.api_url)
    login = Login(settings.login_url, settings.genesys_client_id or "", secret)
    identity = Identity(
        database=database,
        links=Links(database, clock),
        people=SlackPeople(OneInstallation(AsyncWebClient()), clock=clock, default_zone=settings.zone),
        login=login,
        transport=transport,
        vault=Vault(settings.keys),
        clock=clock,
    )
    async with AsyncExitStack() as stack:
        for closing in (database, transport, login, identity):
            stack.push_async_callback(closing.aclose)
        yield database, Forgetting(database, identity)


def _unclear(user: str, found: Sequence[Kept]) -> str:
    if not found:
        return f"Nothing is kept of {user}. Nothing was changed.\n"
    ids = ", ".join(kept.slack.user_id for kept in found)
    return f"{user} could be several people: {ids}. Name one of them. Nothing was changed.\n"


def _shown(kept: Kept) -> str:
    whose = f", linked to {kept.name} ({kept.email})" if kept.email else ""
    return (
        f"{kept.slack.user_id} of {kept.slack.team_id}{whose}: {kept.addresses} addresses for linking, "
        f"{kept.questions} open questions, {kept.schedules} reminders and digests, {kept.changes} changes. "
        f"The audit keeps its {kept.audited} entries.\n"
    )


def _agreed() -> bool:
    sys.stdout.write("Forget this person? Type yes: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip().casefold() == "yes"


def _told(forgotten: Forgotten) -> str:
    lines = ["Forgotten."]
    if forgotten.revoked:
        lines.append("The sign-in at Genesys is revoked.")
    if forgotten.revoked is False:
        lines.append(
            "The sign-in at Genesys could not be revoked and ends by itself; an administrator can end it there at once."
        )
    if forgotten.under_way:
        lines.append(
            f"{forgotten.under_way} changes are still under way, and stay until they end: run this again in a while."
        )
    return " ".join(lines) + "\n"
