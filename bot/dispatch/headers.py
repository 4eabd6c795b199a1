"""What every answer tells browsers about what they may do with it."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: For whatever sets no policy of its own: plain texts, refusals, errors.
POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
YEAR_S = 365 * 24 * 3600


class Headers:
    """Around everything that browsers read, so that its own errors have them too.

    `https`: whether PUBLIC_URL is. What the request says of itself (`Host`, `X-Forwarded-Proto`) counts for nothing.
    """

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        given = {
            "content-security-policy": POLICY,
            "referrer-policy": "no-referrer",
            "x-content-type-options": "nosniff",
            "cache-control": "no-store",
        }
        if https:
            given["strict-transport-security"] = f"max-age={YEAR_S}"
        self._headers = [(name.encode(), value.encode()) for name, value in given.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with(message: Message) -> None:
            if message["type"] == "http.response.start":
                has = {name.lower() for name, _ in message["headers"]}
                added = [pair for pair in self._headers if pair[0] not in has]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(scope, receive, send_with)
