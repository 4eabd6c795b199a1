"""Builds everything once from `Settings` and closes it in reverse order; alone in `bot`, it knows `handlers`."""

import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any

import aiohttp
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import text
from starlette.applications import Starlette

from bot.changes.door import Door
from bot.changes.executing import Executor
from bot.changes.rows import ChangeRow, ChangeRows
from bot.changes.sweeping import Sweep
from bot.clock import Clock
from bot.directory.people import People
from bot.directory.presences import Presences
from bot.dispatch.asgi import web_app
from bot.dispatch.asked import AskedRows
from bot.dispatch.bolt import Listeners, bolt_app
from bot.dispatch.guard import Guard
from bot.dispatch.router import Router
from bot.dispatch.seen import Seen
from bot.dispatch.tasks import Tasks
from bot.dispatch.turn import Desk, Help
from bot.dispatch.work import Delivery, Work
from bot.errors import NotServed, StoreUnavailable
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.identity.identity import Identity
from bot.identity.linking import Linking
from bot.identity.links import Links, Me
from bot.identity.renewals import Renewals
from bot.identity.sealing import TokenSeals
from bot.identity.slack_people import SlackId, SlackPeople
from bot.identity.vault import Vault
from bot.settings import Settings
from bot.slack.manifest import Command, GlobalShortcut, manifest
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender
from bot.store.claim import claim_file
from bot.store.engine import Database
from bot.store.schema import is_current
from handlers import all_routers
from handlers.asking import UNKNOWN
from handlers.linking_pages import routes
from handlers.outcomes import teller
from handlers.presence import labelled
from handlers.refusals import field_sentence, refuse

log = logging.getLogger(__name__)

SWEEP_EVERY_S = 5
DRAIN_WITHIN_S = 25.0


@dataclass(frozen=True)
class App:
    """The running bot."""

    asgi: Starlette
    database: Database
    sweep: Sweep
    router: Router
    desk: Desk

    async def schema_is_current(self) -> bool:
        return await is_current(self.database)


def manifest_of(command: str, public_url: str) -> dict[str, Any]:
    """The Slack manifest, made from the same registry that answers."""
    router = all_routers()
    verbs = [verb for verb in router.verbs.values() if verb.everyday]
    root = Command(command, "Your Genesys state, and everything OnQueue can do.", "[help | on | off | ooo | join …]")
    everyday = [
        Command(f"{command}-{verb.word}", verb.does, verb.usage.removeprefix(verb.word).strip()) for verb in verbs
    ]
    shortcuts = [
        GlobalShortcut(one.name, callback_id, one.description) for callback_id, one in router.shortcuts.items()
    ]
    return manifest(public_url=public_url, commands=[root, *everyday], shortcuts=shortcuts)


@asynccontextmanager
async def running(settings: Settings, clock: Clock) -> AsyncIterator[App]:
    """The bot, ready to be served. The SQLite file is claimed for as long as it runs."""
    async with AsyncExitStack() as stack:
        database = Database(settings.database_url.get_secret_value())
        stack.push_async_callback(database.aclose)
        stack.enter_context(claim_file(database))
        slack = await stack.enter_async_context(_slack_client(settings))
        transport = Transport(settings.api_url)
        stack.push_async_callback(transport.aclose)
        login = _login(settings)
        stack.push_async_callback(login.aclose)
        yield await _assembled(settings, clock, database, slack, transport, login, stack)


async def _assembled(  # noqa: PLR0917 - the composition root hands on what it opened
    settings: Settings,
    clock: Clock,
    database: Database,
    slack: AsyncWebClient,
    transport: Transport,
    login: Login,
    stack: AsyncExitStack,
) -> App:
    vault = Vault(settings.keys)
    seals, links = TokenSeals(vault), Links(database, clock)
    slack_people = SlackPeople(slack, clock=clock, default_zone=settings.zone)
    renewals = Renewals(
        database=database, links=links, login=login, transport=transport, seals=seals, clock=clock
    )
    identity = Identity(
        links=links, people=slack_people, transport=transport, seals=seals, renewals=renewals, clock=clock
    )
    stack.push_async_callback(identity.aclose)
    sender = Sender(slack)
    stack.push_async_callback(sender.aclose)
    tasks, seen, asked = Tasks(), Seen(database, clock), AskedRows(database, vault, clock)
    rows = ChangeRows(database, clock)
    executor = Executor(rows, clock)
    resuming: list[Work] = []

    async def on_linked(who: SlackId, me: Me, asked_id: str | None) -> None:
        """Tells the person, and runs what they asked before they were linked."""
        linked = Reply(
            [mrkdwn("You are linked to *{}* ({}). Type `{}` to begin.", me.name, me.email, settings.command)]
        )
        waiting = await asked.find(asked_id, who) if asked_id else None
        if waiting is None:
            await sender.send(Place(user=who.user_id), linked)
            return
        delivery = Delivery(who, waiting.place, "", words=waiting.words)
        tasks.start(resuming[0].resume(delivery))

    linking = Linking(
        database=database,
        links=links,
        people=slack_people,
        login=login,
        transport=transport,
        vault=vault,
        seals=seals,
        clock=clock,
        public_url=settings.public_url or "",
        login_url=settings.login_url,
        org_id=settings.genesys_org_id,
        on_linked=on_linked,
    )
    router = all_routers()
    desk = Desk(
        door=Door(rows, executor, clock),
        identity=identity,
        slack_people=slack_people,
        linking=linking,
        people=People(identity, slack_people),
        presences=Presences(clock),
        asked=asked,
        clock=clock,
        command=settings.command,
        default_zone=settings.zone,
        help={word: Help(verb.usage, verb.does, verb.aliases, verb.examples) for word, verb in router.verbs.items()},
    )
    work = Work(desk=desk, router=router, labelled=labelled, refuse=refuse, sender=sender, seen=seen)
    resuming.append(work)

    async def zone_of(row: ChangeRow) -> Any:
        try:
            return (await slack_people.person(row.origin.slack)).zone
        except NotServed:
            return settings.zone

    tell = teller(sender, asked.unsealed, zone_of, clock.now)
    sweep = Sweep(rows, executor, identity, tell)
    listeners = Listeners(
        work=work,
        tasks=tasks,
        seen=seen,
        router=router,
        unknown=UNKNOWN,
        command=settings.command,
        field_sentence=field_sentence,
    )
    secret = settings.slack_signing_secret.get_secret_value() if settings.slack_signing_secret else ""
    token = slack.token or ""

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        scheduler = _swept(sweep)
        yield
        scheduler.shutdown(wait=False)
        await tasks.drain(DRAIN_WITHIN_S)

    asgi = web_app(
        guard=Guard(secret, clock),
        bolt=bolt_app(listeners, slack, token),
        pages=routes(linking),
        ready=lambda: _ready(database),
        lifespan=lifespan,
    )
    return App(asgi, database, sweep, router, desk)


def _swept(sweep: Sweep) -> AsyncIOScheduler:
    """A sweep at start, and every five seconds from then on."""
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(sweep.once, "interval", seconds=SWEEP_EVERY_S, max_instances=1, coalesce=True)
    scheduler.add_job(sweep.once)
    scheduler.start()
    return scheduler


async def _ready(database: Database) -> dict[str, bool]:
    """Whether traffic may come: the database answers and has the newest schema."""
    try:
        async with database.read() as tx:
            await tx.execute(text("SELECT 1"))
        return {"database": True, "migrations": await is_current(database)}
    except StoreUnavailable:
        return {"database": False, "migrations": False}


def _login(settings: Settings) -> Login:
    secret = settings.genesys_client_secret.get_secret_value() if settings.genesys_client_secret else None
    return Login(settings.login_url, settings.genesys_client_id or "", secret)


@asynccontextmanager
async def _slack_client(settings: Settings) -> AsyncIterator[AsyncWebClient]:
    """One session for all calls: slack_sdk opens a new one, with its own TLS handshake, for each call otherwise."""
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=15)) as session:
        yield AsyncWebClient(token=token, base_url=f"{settings.slack_api_url}/", session=session, timeout=15)
