"""What every answer of the page tells the browser about what it may do."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.sandbox.page.markup import IMPORTS_HASH

#: Nothing from elsewhere: pictures that a bot names by URL are linked, not shown.
POLICY = "; ".join(
    (
        "default-src 'none'",
        f"script-src 'self' '{IMPORTS_HASH}'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-src 'self'",  # several people's windows side by side
        "frame-ancestors 'self'",
    )
)


class Headers:
    """Adds the content policy and its like. Files are asked for again each time, so an upgrade shows at once."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "no-referrer"
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await self._app(scope, receive, send_with if scope["type"] == "http" else send)
