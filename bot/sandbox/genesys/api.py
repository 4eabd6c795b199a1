"""The API's front: token, rate limit, permission, the area's answer, and errors in Genesys's form."""

from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.faults import is_ignored
from bot.sandbox.genesys import (
    analytics,
    callforwarding,
    languages,
    organization,
    outofoffice,
    presence,
    queues,
    routingstatus,
    search,
    skills,
    stations,
    users,
)
from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, error_response
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.limits import RateLimits
from bot.sandbox.genesys.permissions import ADMIN, check
from bot.sandbox.genesys.receiving import correlation_id, line_of
from bot.sandbox.genesys.tokens import AccessToken, TokenBook

LARGEST_BODY = 1_000_000
#: `search` comes before `users`, whose /users/{userId} would take its path.
ENDPOINTS: list[Endpoint] = [
    *organization.ENDPOINTS,
    *search.ENDPOINTS,
    *users.ENDPOINTS,
    *presence.ENDPOINTS,
    *routingstatus.ENDPOINTS,
    *outofoffice.ENDPOINTS,
    *queues.ENDPOINTS,
    *analytics.ENDPOINTS,
    *stations.ENDPOINTS,
    *callforwarding.ENDPOINTS,
    *skills.ENDPOINTS,
    *languages.ENDPOINTS,
]


class Api:
    """Everything below `/api/v2`."""

    def __init__(self, floor: Floor, tokens: TokenBook) -> None:
        self._floor = floor
        self._tokens = tokens
        self.limits = RateLimits()

    def routes(self) -> list[Route]:
        return [Route(at.path, self._entrance(at), methods=[at.method]) for at in ENDPOINTS]

    def _entrance(self, endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
        async def enter(request: Request) -> Response:
            body = await request.body()
            headers: dict[str, str] = {}
            try:
                return self._answer(endpoint, request, body, headers)
            except ApiError as error:
                return error_response(error, correlation_id(request.scope), headers)

        return enter

    def _answer(self, endpoint: Endpoint, request: Request, body: bytes, headers: dict[str, str]) -> Response:
        """From here to the answer nothing is awaited, so a call is never in the middle of another."""
        self._floor.advance()
        token = self._token(request)
        self._count(token, headers)
        _check_body(request, body)
        check(endpoint.operation, self._held(token))
        with ExitStack() as stack:
            if is_ignored(request.scope):
                stack.enter_context(self._floor.unapplied())
                stack.enter_context(self._tokens.unrevoked())
            content = endpoint.answer(
                Call(
                    floor=self._floor,
                    tokens=self._tokens,
                    operation=endpoint.operation,
                    token=token,
                    path=request.url.path,
                    params=request.path_params,
                    query=request.query_params,
                    body=body,
                )
            )
            return _response(content, endpoint.status, headers)

    def _token(self, request: Request) -> AccessToken:
        scheme, _, value = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not value:
            message = "No authentication bearer token specified in authorization header."
            raise ApiError(401, "authentication.required", message)
        token = self._tokens.access.get(value.strip())
        line = line_of(request.scope)
        line.token = value.strip()[-4:]
        if token is None or not self._is_living(token):
            raise ApiError(401, "bad.credentials", "Invalid login credentials.")
        line.user = token.user_id
        if token.expires_at <= self._floor.now():
            raise ApiError(401, "credentials.expired", "The supplied credentials are expired and cannot be used.")
        token.was_used = True
        return token

    def _is_living(self, token: AccessToken) -> bool:
        return token.user_id is None or self._floor.users[token.user_id].state == "active"

    def _count(self, token: AccessToken, headers: dict[str, str]) -> None:
        counted, is_allowed = self.limits.count(token.value, self._floor.now())
        headers.update(counted)
        if is_allowed:
            return
        headers["Retry-After"] = counted["inin-ratelimit-reset"]
        message = "Rate limit exceeded the maximum. Retry the request in [{seconds}] seconds"
        raise ApiError(429, "too.many.requests.retry.after", message, seconds=headers["Retry-After"])

    def _held(self, token: AccessToken) -> set[str] | frozenset[str]:
        """The OAuth client of client credentials is granted the administrator's role."""
        return self._floor.users[token.user_id].permissions if token.user_id else ADMIN


def _check_body(request: Request, body: bytes) -> None:
    if len(body) > LARGEST_BODY:
        raise ApiError(413)
    said = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if body and said != "application/json":
        raise ApiError(415)


def _response(content: Any, status: int, headers: dict[str, str]) -> Response:
    if content is None:
        return Response(status_code=status, headers=headers)
    return JSONResponse(content, status, headers)
