"""The Genesys simulator: API and login host on one port, over a floor that lives.

Only `bot/cli/sandbox.py` and tests build one.
"""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response

from bot.clock import MovableClock
from bot.sandbox.dated import Dated
from bot.sandbox.faults import FaultLevers, Faults
from bot.sandbox.genesys.api import Api
from bot.sandbox.genesys.client_lever import client_lever
from bot.sandbox.genesys.errors import ApiError, error_body, error_response
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.levers import Levers
from bot.sandbox.genesys.oauth import LoginHost
from bot.sandbox.genesys.receiving import Receiving, correlation_id
from bot.sandbox.genesys.tokens import TokenBook

#: How often the floor catches up with the clock while nobody asks, so that a page that watches `version` sees it live.
TICK_S = 0.25


class Simulator:
    """One organisation. Serve `app` with uvicorn; `close` ends the background life."""

    def __init__(self, *, clock: MovableClock, seed: int = 1) -> None:
        self._clock = clock
        self.floor = Floor(clock, seed)
        self.faults = Faults()
        self._tokens = TokenBook()
        self._login = LoginHost(self.floor, self._tokens)
        self._api = Api(self.floor, self._tokens)
        self._levers = Levers(self.floor, self._tokens, clock)
        self._life: asyncio.Task[None] | None = None
        self.client_id = self.floor.organization.client_id
        self.client_secret = self.floor.organization.client_secret
        self.app = self._built()

    def register_redirect(self, uri: str) -> None:
        """Lets `/oauth/authorize` send people back to `uri`, compared exactly."""
        self._login.redirects.add(uri)

    def close(self) -> None:
        if self._life is not None:
            self._life.cancel()
            self._life = None

    def _built(self) -> Starlette:
        return Starlette(
            routes=[
                *self._api.routes(),
                *self._login.routes(),
                *self._levers.routes(),
                *client_lever(self.floor),
                *self.faults.routes(),
            ],
            middleware=[
                Middleware(Dated, clock=self._clock),
                Middleware(Receiving, ledger=self.floor.ledger, now=self.floor.now),
                Middleware(FaultLevers, faults=self.faults, error_body=_fault_body),
            ],
            exception_handlers={HTTPException: _refused},
            lifespan=self._lifespan,
        )

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._life = asyncio.create_task(self._live())
        try:
            yield
        finally:
            self.close()

    async def _live(self) -> None:
        while True:
            self.floor.advance()
            await asyncio.sleep(TICK_S)


async def _refused(request: Request, refused: Exception) -> Response:
    """A path or a method that is not offered, in Genesys's form."""
    status = refused.status_code if isinstance(refused, HTTPException) else 500
    return error_response(ApiError(status), correlation_id(request.scope))


def _fault_body(status: int) -> str:
    return json.dumps(error_body(ApiError(status), ""))
