"""The HTTP side of `/sandbox/act`."""

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.acting.deeds import Deeds
from bot.sandbox.slack.acting.order import ActOrder
from bot.sandbox.slack.acting.settling import Settling
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import Impossible, Json
from bot.sandbox.slack.workspace import Workspace


class Acting:
    """Answers {"messages", "view"}, and "errors" by label when a form was refused; 400 for what nobody could do."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace
        self._at_home: set[str] = set()

    def routes(self) -> list[Route]:
        return [Route("/sandbox/act", self._answer, methods=["POST"])]

    async def _answer(self, request: Request) -> Response:
        try:
            order = ActOrder.model_validate_json(await request.body())
            return JSONResponse(await self._done(order))
        except (ValidationError, Impossible) as error:
            return JSONResponse({"error": str(error)}, status_code=400)

    async def _done(self, order: ActOrder) -> Json:
        there = self._ws.of_person(order.person)
        window = Window(there, order.person)
        self._turn(order)
        settling = Settling(order.person, window.events(), there.stir)
        deeds = Deeds(window, order, home_first=order.person in self._at_home)
        await deeds.do()
        news = await settling.rest(is_answered=bool(deeds.errors))
        shown = window.snapshot()
        view = shown["view"] or (shown["home"] if order.open else news.view)
        return {"messages": news.messages, "view": view, **({"errors": deeds.errors} if deeds.errors else {})}

    def _turn(self, order: ActOrder) -> None:
        """Whoever opened the Home looks at it until they say something elsewhere."""
        if order.open is not None:
            self._at_home.add(order.person)
        elif order.say is not None or order.channel is not None:
            self._at_home.discard(order.person)
