"""What is turned from outside: a member changes, the app is taken out of the workspace or put back."""

from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.sandbox.slack.events import tell_uninstalled, tell_user_changed
from bot.sandbox.slack.teams import HOME
from bot.sandbox.slack.wire import Impossible
from bot.sandbox.slack.workspace import Workspace


class MemberOrder(BaseModel):
    """What becomes of one member; what is not named stays. The bot hears `user_change`."""

    model_config = ConfigDict(extra="forbid")

    user: str
    email: str | None = None
    real_name: str | None = None
    zone: str | None = None
    deleted: bool | None = None
    is_restricted: bool | None = None
    is_ultra_restricted: bool | None = None
    is_email_confirmed: bool | None = None


class AppOrder(BaseModel):
    """Out of the workspace: its last events, then dead tokens and no deliveries. Back: with the token it had."""

    model_config = ConfigDict(extra="forbid")

    installed: bool
    team: str = HOME.id


class Levers:
    """`POST /sandbox/member` and `POST /sandbox/app`."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    def routes(self) -> list[Route]:
        return [
            Route("/sandbox/member", self.member, methods=["POST"]),
            Route("/sandbox/app", self.app, methods=["POST"]),
        ]

    async def member(self, request: Request) -> Response:
        try:
            order = MemberOrder.model_validate_json(await request.body())
            changes = order.model_dump(exclude={"user"}, exclude_unset=True)
            there = self._ws.of_person(order.user)
            member = there.changed_member(there.member(order.user).id, **changes)
        except (ValidationError, Impossible) as error:
            return _wrong(error)
        tell_user_changed(there, member)
        return JSONResponse({"user": member.id, **changes})

    async def app(self, request: Request) -> Response:
        try:
            order = AppOrder.model_validate_json(await request.body())
        except ValidationError as error:
            return _wrong(error)
        there = self._ws.family.get(order.team)
        if there is None or (order.installed and not there.tokens):
            return _wrong(Impossible(f"the app was never in {order.team}"))
        if there.is_installed and not order.installed:
            tell_uninstalled(there)
        there.is_installed = order.installed
        return JSONResponse({"installed": order.installed})


def _wrong(error: Exception) -> Response:
    return JSONResponse({"error": str(error)}, status_code=400)
