"""The short way through Bolt: what a delivery is says which listener it is for, once its workspace is known."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.context.ack.async_ack import AsyncAck
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

Listener = Callable[[AsyncAck, dict[str, Any], AsyncBoltRequest], Awaitable[None]]
Refusal = Callable[[Mapping[str, Any]], Awaitable[BoltResponse | None]]


class Straight(AsyncMiddleware):
    """Runs before everything else in Bolt; events alone go on to the rest.

    Bolt asks one listener after the other whether a delivery is its own, and gathers arguments by their names for each
    question and for the answer. That was half of what an acknowledgement took in the app.
    """

    def __init__(self, refusal: Refusal, command: Listener, by_type: Mapping[str, Listener]) -> None:
        self._refusal = refusal
        self._command = command
        self._by_type = by_type

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,  # noqa: ARG002 - the signature of every middleware
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - as above
    ) -> BoltResponse | None:
        if (refused := await self._refusal(req.body)) is not None:
            return refused
        listener = self._command if "command" in req.body else self._by_type.get(req.body["type"])
        if listener is None:
            return await next()
        ack = req.context.ack
        await listener(ack, req.body, req)
        return ack.response
