"""What reaches outside: the database, Slack, Genesys. Closed in reverse order."""

from contextlib import AsyncExitStack
from dataclasses import dataclass

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.genesys.oauth import Login
from bot.genesys.transport import Transport
from bot.genesys.watching import Watch
from bot.metrics import Metrics
from bot.readiness import OtherClocks
from bot.settings import Settings
from bot.slack.session import ANSWERS_WITHIN_S, slack_session
from bot.slack.waiting import LOOP_TIME, Waiting
from bot.slack.watching import Watch as SlackWatch
from bot.store.claim import claim_file
from bot.store.engine import Database


@dataclass(frozen=True)
class Wires:
    """Open until the stack that they were made on is closed."""

    database: Database
    slack: AsyncWebClient
    pace: Waiting  #: the time by which messages are paced
    transport: Transport
    login: Login
    metrics: Metrics
    clocks: OtherClocks


async def wired(settings: Settings, clock: Clock, stack: AsyncExitStack, pace: Waiting = LOOP_TIME) -> Wires:
    """Opens them. A SQLite file is claimed until the stack is closed."""
    metrics, clocks = Metrics(), OtherClocks(clock)
    database = Database(settings.database_url.get_secret_value(), metrics=metrics)
    stack.push_async_callback(database.aclose)
    stack.enter_context(claim_file(database))
    slack = _slack_client(settings, await stack.enter_async_context(slack_session(SlackWatch(metrics, clocks))))
    watch = Watch(metrics, clocks)
    transport = Transport(settings.api_url, watch=watch)
    stack.push_async_callback(transport.aclose)
    secret = settings.genesys_client_secret.get_secret_value() if settings.genesys_client_secret else None
    login = Login(settings.login_url, settings.genesys_client_id or "", secret, watch=watch)
    stack.push_async_callback(login.aclose)
    return Wires(database, slack, pace, transport, login, metrics, clocks)


def _slack_client(settings: Settings, session: aiohttp.ClientSession) -> AsyncWebClient:
    token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
    return AsyncWebClient(token=token, base_url=f"{settings.slack_api_url}/", session=session, timeout=ANSWERS_WITHIN_S)
