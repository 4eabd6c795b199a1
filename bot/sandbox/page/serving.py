"""The page as one ASGI app: its files, what a window shows and does as JSON, and one event stream a window."""

from collections.abc import Awaitable, Callable

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.sandbox.clock_lever import ClockOrder
from bot.sandbox.genesys import Simulator
from bot.sandbox.page.deeds import DEEDS, Deed
from bot.sandbox.page.files import Assets
from bot.sandbox.page.headers import Headers
from bot.sandbox.page.markup import beside, markup
from bot.sandbox.page.seen import Scene
from bot.sandbox.page.stream import Streams
from bot.sandbox.slack import Emulator
from bot.sandbox.slack.wire import Impossible


def page(emulator: Emulator, simulator: Simulator, *, clock: MovableClock, install: str | None = None) -> Starlette:
    """`/`, `/assets/…` and `/page/…`. Who acts is always the address's `as`, a Slack user id.

    `install` is where the bot is installed into a workspace, if it has to be.
    """
    scene = Scene(emulator, simulator, clock, install)
    assets = Assets()
    answers = Answers(scene, clock, markup(assets.modules))
    return Starlette(
        routes=[
            Route("/", answers.html),
            Route("/beside", answers.beside),
            Route("/page/window", answers.window),
            Route("/page/history", answers.history),
            Route("/page/events", Streams(scene)),
            Route("/page/clock", answers.turn_clock, methods=["POST"]),
            *(Route(f"/page/{name}", answers.to(deed), methods=["POST"]) for name, deed in DEEDS.items()),
            Route("/assets/{path:path}", assets.answer),
        ],
        middleware=[Middleware(Headers)],
        exception_handlers={Impossible: _impossible, ValidationError: _malformed},
    )


class Answers:
    """What each address of the page answers."""

    def __init__(self, scene: Scene, clock: MovableClock, document: str) -> None:
        self._scene = scene
        self._document = document
        self._clock = clock

    async def html(self, request: Request) -> Response:
        """The document; who comes as nobody becomes the first agent."""
        if not _person(request):
            return RedirectResponse(f"/?as={self._scene.newcomer()}")
        return HTMLResponse(self._document)

    async def beside(self, request: Request) -> Response:
        """Each `as` has a window of its own."""
        people = [self._scene.window(user).me for user in request.query_params.getlist("as")]
        return HTMLResponse(beside([(person.id, person.real_name) for person in people]))

    async def window(self, request: Request) -> Response:
        return JSONResponse(self._scene.seen_by(_person(request)))

    async def history(self, request: Request) -> Response:
        asked = request.query_params
        window = self._scene.window(_person(request))
        return JSONResponse({"messages": window.history(asked.get("channel", ""), asked.get("thread_ts"))})

    def to(self, deed: type[Deed]) -> Callable[[Request], Awaitable[Response]]:
        """The answer to one kind of deed."""

        async def answer(request: Request) -> Response:
            if not _is_own(request):
                return JSONResponse({"error": "only this page may act"}, status_code=403)
            done = deed.model_validate_json(await request.body())
            return JSONResponse(await done.do(self._scene.window(_person(request))))

        return answer

    async def turn_clock(self, request: Request) -> Response:
        if not _is_own(request):
            return JSONResponse({"error": "only this page may act"}, status_code=403)
        ClockOrder.model_validate_json(await request.body()).turn(self._clock)
        return JSONResponse(self._scene.time())


def _person(request: Request) -> str:
    return request.query_params.get("as", "")


def _is_own(request: Request) -> bool:
    """Foreign pages cannot send this type without asking first, and they are never let."""
    return request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"


async def _impossible(_: Request, tried: Exception) -> Response:
    return JSONResponse({"error": str(tried)}, status_code=409)


async def _malformed(_: Request, found: Exception) -> Response:
    return JSONResponse({"error": str(found)}, status_code=400)
