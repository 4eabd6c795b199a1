"""What is turned from outside on Socket Mode: `/sandbox/sockets`."""

from enum import StrEnum, auto

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.socket_connection import Reason
from bot.sandbox.slack.sockets import Sockets


class Do(StrEnum):
    """What happens to the open connections."""

    WARNING = auto()  #: the app is told that they end in ten seconds, and then they do
    REFRESH_REQUESTED = auto()  #: the app is asked to leave, and gets nothing more there
    CUT = auto()  #: they end without a word
    SILENCE = auto()  #: they stay open, and nothing gets through any more
    SAY = auto()  #: the app gets `text` as a frame, whatever it is
    SWITCH_OFF = auto()  #: Socket Mode is switched off for the app: link_disabled
    SWITCH_ON = auto()
    REVOKE = auto()  #: the app-level token is refused from now on, and the connections end
    GRANT = auto()  #: it is taken again


class SocketOrder(BaseModel):
    """`connection` is the number of one; without it all are meant."""

    model_config = ConfigDict(extra="forbid")

    do: Do
    connection: int | None = None
    text: str = ""


class SocketLevers:
    """`GET` lists the connections that take deliveries, `POST` does something to them."""

    def __init__(self, sockets: Sockets) -> None:
        self._sockets = sockets

    def routes(self) -> list[Route]:
        return [Route("/sandbox/sockets", self.answer, methods=["GET", "POST"])]

    async def answer(self, request: Request) -> Response:
        if request.method == "POST":
            try:
                await self._do(SocketOrder.model_validate_json(await request.body()))
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        taking = [one.number for one in self._sockets.connections if one.takes]
        return JSONResponse({"connections": taking, "used": self._sockets.are_used})

    async def _do(self, order: SocketOrder) -> None:
        sockets = self._sockets
        match order.do:
            case Do.WARNING:
                await sockets.ask_to_leave(Reason.WARNING, order.connection)
            case Do.REFRESH_REQUESTED:
                await sockets.ask_to_leave(Reason.REFRESH, order.connection)
            case Do.CUT:
                sockets.cut(order.connection)
            case Do.SILENCE:
                sockets.fall_silent(order.connection)
            case Do.SAY:
                await sockets.say(order.text, order.connection)
            case Do.SWITCH_OFF | Do.SWITCH_ON:
                await sockets.switch(on=order.do is Do.SWITCH_ON)
            case Do.REVOKE | Do.GRANT:
                sockets.app_token_works = order.do is Do.GRANT
                sockets.cut() if order.do is Do.REVOKE else None
