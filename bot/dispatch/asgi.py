"""The HTTP side: Slack's deliveries, the link pages, and what a load balancer asks."""

import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from slack_bolt.async_app import AsyncApp
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.dispatch.bolt import KEY, dispatched
from bot.dispatch.guard import Guard, Refused
from bot.dispatch.headers import Headers
from bot.dispatch.shapes import Malformed
from bot.log import new_request_id, request
from bot.metrics import ACK_SECONDS, DELIVERIES, Metrics

Answer = Callable[[Request], Awaitable[Response]]
Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]

EVENTS = "/slack/events"


def deliveries(*, guard: Guard, bolt: AsyncApp, metrics: Metrics) -> Answer:
    """Answers what Slack sends over HTTP."""

    async def answered(asked: Request) -> Response:
        if asked.method != "POST":
            return PlainTextResponse("only POST", status_code=405, headers={"Allow": "POST"})
        try:
            body = await guard.body(asked)
        except Refused as refused:
            metrics.count(DELIVERIES, "unread", "refused")
            return refused.response
        try:
            answer = await dispatched(bolt, body, asked.headers[KEY])
        except Malformed as error:
            return PlainTextResponse(str(error), status_code=400)
        content_type = answer.first_headers().get("content-type", "text/plain")
        return Response(answer.body, status_code=answer.status, media_type=content_type)

    return answered


def web_app(
    *, heard: Answer | None, pages: Sequence[BaseRoute], lifespan: Lifespan, https: bool, metrics: Metrics
) -> ASGIApp:
    """Everything that answers over HTTP. `heard`: Slack's deliveries, if they come here; `https`: as browsers come."""
    app = Starlette(routes=pages, lifespan=lifespan)
    # It would lead "/link/" to "/link" on whatever host the request names.
    app.router.redirect_slashes = False
    browsers = Headers(app, https=https)

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        """Slack's deliveries go past all that browsers need: it took a sixth of an acknowledgement's time."""
        if heard and scope["type"] == "http" and scope["path"] == EVENTS:
            began_s = time.monotonic()
            response = await heard(Request(scope, receive))
            await response(scope, receive, send)
            metrics.measure(ACK_SECONDS, time.monotonic() - began_s)
        elif scope["type"] == "http":
            with request(new_request_id(), kind="page"):
                await browsers(scope, receive, send)
        else:
            await browsers(scope, receive, send)

    return whole
