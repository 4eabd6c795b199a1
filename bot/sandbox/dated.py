"""The `Date` of every answer, by the sandbox's own clock: who compares it with theirs sees one time everywhere."""

from email.utils import formatdate

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.clock import Clock


class Dated:
    """Serve it without the server's own `Date`, which knows the machine's time alone."""

    def __init__(self, app: ASGIApp, clock: Clock) -> None:
        self._app = app
        self._clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                date = formatdate(self._clock.now().timestamp(), usegmt=True)
                message["headers"] = [*message.get("headers", ()), (b"date", date.encode())]
            await send(message)

        await self._app(scope, receive, dated)
