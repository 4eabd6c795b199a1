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
    who = "a Slack user id, or the e-mail or the id of the linked Genesys user"
    parser.add_argument("user", nargs="?", default="", help=who)
    team = "a workspace's id (T…): the user of that one; without a user, all of a workspace that took the app out"
    parser.add_argument("--team", default="", help=team)
    parser.add_argument("--yes", action="store_true", help="do not ask")


def run(chosen: argparse.Namespace) -> int:
    user, team = chosen.user.strip(), chosen.team.strip()
    if not (user or team):
        sys.stderr.write("Say whom: a user, or a workspace with --team. Nothing was changed.\n")
        return 2
    return asyncio.run(_forget(Settings.load(NEEDS), user, team, sure=chosen.yes))


async def _forget(settings: Settings, user: str, team: str, *, sure: bool) -> int:
    async with _opened(settings) as (database, forgetting):
        if not await is_current(database):
            sys.stderr.write(OLD_SCHEMA)
            return 1
        if user:
            return await forget_user(forgetting, user, team, sure=sure)
        return await forget_workspace(forgetting, team, sure=sure)


async def forget_user(forgetting: Forgetting, user: str, team: str, *, sure: bool) -> int:
    """One person; where several could be meant, `team` says whose. Answers the exit code."""
    found = [kept for kept in await forgetting.find(user) if team in {"", kept.slack.team_id}]
    if len(found) != 1:
        sys.stderr.write(_unclear(user, found))
        return 1
    sys.stdout.write(_shown(found[0]))
    if not (sure or _agreed("Forget this person?")):
        sys.stdout.write("Nothing was changed.\n")
        return 1
    sys.stdout.write(_told(await forgetting.forget(found[0].slack)))
    return 0


async def forget_workspace(forgetting: Forgetting, team: str, *, sure: bool) -> int:
    """All that is kept of it, unless it still has the app; answers the exit code."""
    if await forgetting.is_installed(team):
        sys.stderr.write(f"OnQueue is still installed in {team}: take it out in Slack first. Nothing was changed.\n")
        return 1
    people = await forgetting.people_of(team)
    sys.stdout.write(f"{team}: {len(people)} people of whom something is kept.\n")
    if not (sure or _agreed("Forget them all, and the workspace?")):
        sys.stdout.write("Nothing was changed.\n")
        return 1
    for slack in people:
        sys.stdout.write(f"{slack.user_id}: {_told(await forgetting.forget(slack))}")
    was_here = await forgetting.forget_workspace(team)
    sys.stdout.write(f"{team} is forgotten.\n" if was_here or people else f"Nothing was kept of {team}.\n")
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
        yield database, Forgetting(database, identity, clock)


def _unclear(user: str, found: Sequence[Kept]) -> str:
    if not found:
        return f"Nothing is kept of {user}. Nothing was changed.\n"
    ids = ", ".join(f"{kept.slack.user_id} of {kept.slack.team_id}" for kept in found)
    return f"{user} could be several people: {ids}. Name one of them, with --team. Nothing was changed.\n"


def _shown(kept: Kept) -> str:
    whose = f", linked to {kept.name} ({kept.email})" if kept.email else ""
    return (
        f"{kept.slack.user_id} of {kept.slack.team_id}{whose}: {kept.addresses} addresses for linking, "
        f"{kept.questions} open questions, {kept.schedules} reminders and digests, {kept.changes} changes. "
        f"The audit keeps its {kept.audited} entries.\n"
    )


def _agreed(question: str) -> bool:
    sys.stdout.write(f"{question} Type yes: ")
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
