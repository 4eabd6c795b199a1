"""The HTTP side: Slack's deliveries, the link pages, and what a load balancer asks."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager

from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.dispatch.guard import Guard, Refused
from bot.dispatch.headers import Headers

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]
Ready = Callable[[], Awaitable[dict[str, bool]]]

EVENTS = "/slack/events"


def web_app(
    *, guard: Guard, bolt: AsyncApp, pages: Sequence[BaseRoute], ready: Ready, lifespan: Lifespan, https: bool
) -> ASGIApp:
    """Everything that answers over HTTP. `https`: whether browsers reach it so."""

    async def answered(request: Request) -> Response:
        if request.method != "POST":
            return PlainTextResponse("only POST", status_code=405, headers={"Allow": "POST"})
        try:
            body = await guard.body(request)
        except Refused as refused:
            return refused.response
        headers: dict[str, str | Sequence[str]] = dict(request.headers)
        try:
            # As in Socket Mode, already read: Bolt would parse it again, and takes a command whose text has the word
            # "payload" in it for an empty one.
            asked = AsyncBoltRequest(body=body, headers=headers, mode="socket_mode")
        except (TypeError, AttributeError, LookupError):  # Bolt looks into more parts than we do.
            return PlainTextResponse("not as Slack sends it", status_code=400)
        answer = await bolt.async_dispatch(asked)
        content_type = answer.first_headers().get("content-type", "text/plain")
        return Response(answer.body, status_code=answer.status, media_type=content_type)

    async def healthz(_: Request) -> Response:
        return PlainTextResponse("ok")

    async def readyz(_: Request) -> Response:
        checks = await ready()
        return JSONResponse(checks, status_code=200 if all(checks.values()) else 503)

    app = Starlette(routes=[Route("/healthz", healthz), Route("/readyz", readyz), *pages], lifespan=lifespan)
    # It would lead "/link/" to "/link" on whatever host the request names.
    app.router.redirect_slashes = False
    browsers = Headers(app, https=https)

    async def whole(scope: Scope, receive: Receive, send: Send) -> None:
        """Slack's deliveries go past all that browsers need: it took a sixth of an acknowledgement's time."""
        if scope["type"] == "http" and scope["path"] == EVENTS:
            response = await answered(Request(scope, receive))
            await response(scope, receive, send)
        else:
            await browsers(scope, receive, send)

    return whole
