"""Fault levers of both emulated sides: what goes wrong between a client and the service, on request.

`FaultLevers` sits around an ASGI app. It must be reached with the server's own `receive` (a middleware outside of it
may wrap `send`, not `receive`), because a dropped connection is the server's transport, closed under its feet.
The paths below `/sandbox/` never fail. Served by uvicorn alone, which is what the sandbox runs on.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_IGNORED = "sandbox.ignored"


class Do(StrEnum):
    """What happens to a request that a fault matches."""

    STATUS = auto()  #: answers with `status`; the service never sees the request
    STATUS_AFTER = auto()  #: the service does its work, and answers with `status` all the same
    DELAY = auto()  #: the service answers at once, the answer leaves after `seconds` of real time
    DROP_BEFORE = auto()  #: the connection ends; the service never sees the request
    DROP_AFTER = auto()  #: the service does its work, the connection ends instead of the answer
    IGNORE = auto()  #: an honest-looking success without its effect; the app asks `is_ignored`
    HTML = auto()  #: a page instead of JSON, as of a proxy; the service never sees the request
    CUT = auto()  #: the service does its work, the second half of the answer's body is missing


class Fault(BaseModel):
    """One lever. `path` is a glob over the whole path, in which `*` crosses slashes; `query` one over what follows `?`.

    `times` None: until cleared.
    """

    model_config = ConfigDict(extra="forbid")

    path: str = "*"
    query: str = "*"
    method: str | None = None
    do: Do
    status: int | None = Field(default=None, ge=200, le=599)
    headers: dict[str, str] = {}
    body: str | None = None
    seconds: float = Field(default=1.0, ge=0, le=600)
    times: int | None = Field(default=None, ge=1)

    def matches(self, method: str, path: str, query: str) -> bool:
        met = fnmatchcase(path, self.path) and fnmatchcase(query, self.query)
        return met and self.method in {None, method}


@dataclass
class Faults:
    """The levers that are pulled now, oldest first."""

    pulled: list[Fault] = field(default_factory=list)
    note: Callable[..., None] | None = None  #: hears of each request that met one

    def add(self, fault: Fault) -> None:
        self.pulled.append(fault)

    def clear(self) -> None:
        self.pulled.clear()

    def take(self, method: str, path: str, query: str) -> Fault | None:
        """The oldest fault that matches, counted down; None when the request goes through untouched."""
        for index, fault in enumerate(self.pulled):
            if fault.matches(method, path, query):
                self._count_down(index, fault)
                if self.note is not None:
                    self.note("fault", path=path, do=fault.do.value, status=fault.status)
                return fault
        return None

    def _count_down(self, index: int, fault: Fault) -> None:
        if fault.times is None:
            return
        if fault.times == 1:
            del self.pulled[index]
        else:
            self.pulled[index] = fault.model_copy(update={"times": fault.times - 1})

    def routes(self) -> list[Route]:
        """`POST` pulls a lever, `GET` lists them, `DELETE` lets all go: `/sandbox/faults`."""
        return [Route("/sandbox/faults", self._answer, methods=["GET", "POST", "DELETE"])]

    async def _answer(self, request: Request) -> Response:
        if request.method == "DELETE":
            self.clear()
        elif request.method == "POST":
            try:
                self.add(Fault.model_validate_json(await request.body()))
            except ValidationError as error:
                return JSONResponse({"error": str(error)}, status_code=400)
        return JSONResponse({"faults": [fault.model_dump(mode="json") for fault in self.pulled]})


def is_ignored(scope: Scope) -> bool:
    """Whether this request is to be answered as a success and to change nothing."""
    return bool(scope.get(_IGNORED))


def plain_error(status: int) -> str:
    """The body of a `status` fault, where a side has no form of its own."""
    return f'{{"error": "fault", "status": {status}}}'


class FaultLevers:
    """ASGI middleware that does what `faults` say; `error_body` is the side's own form of an error."""

    def __init__(self, app: ASGIApp, faults: Faults, *, error_body: Callable[[int], str] = plain_error) -> None:
        self._app = app
        self._faults = faults
        self._error_body = error_body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        fault = self._fault(scope)
        match fault.do if fault else None:
            case Do.STATUS | Do.HTML if fault:
                await self._instead(fault)(scope, receive, send)
            case Do.DELAY | Do.CUT if fault:
                await _altered(fault, await self._held(scope, receive), send)
            case Do.DROP_BEFORE:
                await _drop(receive)
            case Do.STATUS_AFTER if fault:
                await self._held(scope, receive)
                await self._instead(fault)(scope, receive, send)
            case Do.DROP_AFTER:
                await self._held(scope, receive)
                await _drop(receive)
            case Do.IGNORE:
                await self._app({**scope, _IGNORED: True}, receive, send)
            case _:
                await self._app(scope, receive, send)

    def _fault(self, scope: Scope) -> Fault | None:
        if scope["type"] != "http" or scope["path"].startswith("/sandbox/"):
            return None
        return self._faults.take(scope["method"], scope["path"], scope["query_string"].decode("latin-1"))

    def _instead(self, fault: Fault) -> Response:
        if fault.do is Do.HTML:
            page = "<!doctype html><html><body><h1>Bad Gateway</h1></body></html>"
            return Response(fault.body or page, fault.status or 200, fault.headers, "text/html")
        status = fault.status or 503
        body = self._error_body(status) if fault.body is None else fault.body
        return Response(body, status, fault.headers, "application/json")

    async def _held(self, scope: Scope, receive: Receive) -> list[Message]:
        """Runs the service and keeps its answer."""
        answer: list[Message] = []

        async def keep(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, keep)
        return answer


async def _altered(fault: Fault, answer: list[Message], send: Send) -> None:
    if fault.do is Do.DELAY:
        await asyncio.sleep(fault.seconds)
    else:
        answer = _cut(answer)
    for message in answer:
        await send(message)


def _cut(answer: list[Message]) -> list[Message]:
    """The same answer with half a body and the length of that half: HTTP is whole, JSON is not."""
    body = b"".join(message.get("body", b"") for message in answer)
    half = body[: len(body) // 2]
    start = answer[0]
    others = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    headers = [*others, (b"content-length", str(len(half)).encode())]
    return [{**start, "headers": headers}, {"type": "http.response.body", "body": half}]


async def _drop(receive: Receive) -> None:
    """Ends the connection without an answer.

    ASGI has no word for this, and an app that ends early is answered with 500 by the server. So the server's transport
    is aborted; uvicorn then delivers `http.disconnect` and no longer answers.
    """
    cycle = getattr(receive, "__self__", None)
    transport = getattr(cycle, "transport", None)
    if transport is None:
        raise RuntimeError("a connection can only be dropped under uvicorn, with its own receive")
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
