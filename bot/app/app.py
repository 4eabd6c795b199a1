"""The running bot, as those see it who serve it and who play with it."""

from dataclasses import dataclass

from starlette.types import ASGIApp

from bot.changes.sweeping import Sweep
from bot.dispatch.router import Router
from bot.dispatch.turn import Desk
from bot.dispatch.work import Work
from bot.identity.delegation_news import DelegationNews
from bot.identity.leaving import Leaving
from bot.schedules.sweeping import Tick
from bot.slack.installation import Installations
from bot.slack.sender import Sender
from bot.slack.sockets import Sockets
from bot.store.engine import Database
from bot.store.schema import is_current


@dataclass(frozen=True)
class App:
    """The running bot."""

    asgi: ASGIApp
    database: Database
    desk: Desk
    router: Router
    work: Work
    sweep: Sweep
    leaving: Leaving
    sender: Sender
    tick: Tick
    installations: Installations
    sockets: Sockets | None
    delegation_news: DelegationNews

    async def schema_is_current(self) -> bool:
        return await is_current(self.database)
