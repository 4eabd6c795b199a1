"""What every request passes first: its line in the ledger and its correlation id."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import cast

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.genesys.ledger import Ledger, RequestLine

_LINE = "sandbox.line"


def line_of(scope: Scope) -> RequestLine:
    return cast(RequestLine, scope[_LINE])


def correlation_id(scope: Scope) -> str:
    return line_of(scope).correlation_id


class Receiving:
    """ASGI middleware. The line is written when the request comes; its status stays None when no answer leaves."""

    def __init__(self, app: ASGIApp, ledger: Ledger, now: Callable[[], datetime]) -> None:
        self._app = app
        self._ledger = ledger
        self._now = now

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        line = RequestLine(self._now(), scope["method"], scope["path"], str(uuid.uuid4()))
        if not scope["path"].startswith("/sandbox/"):
            self._ledger.add(line)

        async def send_known(message: Message) -> None:
            if message["type"] == "http.response.start":
                line.status = message["status"]
                MutableHeaders(scope=message)["ININ-Correlation-Id"] = line.correlation_id
            await send(message)

        await self._app({**scope, _LINE: line}, receive, send_known)
