"""The emulated Slack as one ASGI app: Web API, response_url, Sign in with Slack and the sandbox's own addresses."""

from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute

from bot.clock import MovableClock
from bot.sandbox.clock_lever import ClockLever
from bot.sandbox.dated import Dated
from bot.sandbox.faults import FaultLevers, Faults
from bot.sandbox.slack.acting import Acting
from bot.sandbox.slack.channels import channels, other_channels
from bot.sandbox.slack.events import tell_uninstalled, tell_user_changed
from bot.sandbox.slack.installing.authorize import Authorizing
from bot.sandbox.slack.levers import Levers
from bot.sandbox.slack.manifest import read_manifest
from bot.sandbox.slack.members import Member, members, other_members
from bot.sandbox.slack.openid.authorize import SignIns
from bot.sandbox.slack.posted import answer_post
from bot.sandbox.slack.socket_levers import SocketLevers
from bot.sandbox.slack.sockets import PATH
from bot.sandbox.slack.teams import HOME, NORTH
from bot.sandbox.slack.webapi import WebApi
from bot.sandbox.slack.window import Window
from bot.sandbox.slack.wire import BOT_USER, TEAM, Json
from bot.sandbox.slack.workspace import Workspace, shared


class Emulator:
    """A Slack of two workspaces with one app, known from its manifest alone; it is installed in the first one.

    `base_url` is its own address without `/api/`, `bot_url` that of the bot; both may be set later, when the ports are
    known. Deliveries go to `bot_url` and the path of the manifest's request URLs, or through Socket Mode.
    """

    team_id = TEAM
    bot_user_id = BOT_USER

    def __init__(self, *, clock: MovableClock, seed: int = 1, manifest: Json, base_url: str, bot_url: str) -> None:
        self.clock = clock
        self._slack = shared(clock=clock, manifest=read_manifest(manifest), base_url=base_url, bot_url=bot_url)
        bot_name, token = self._slack.manifest.bot_name, self._slack.credentials.bot_token
        home, north = members(seed, bot_name), other_members(NORTH.id, seed, bot_name)
        #: The floor's home, which the bot's own token is of.
        self.workspace = Workspace(self._slack, HOME, home, channels(home.values()), [token])
        #: Another one, into which the app can be installed.
        self.other = Workspace(self._slack, NORTH, north, other_channels(NORTH.id, north.values()))
        self.faults = Faults(note=self._note_fault)
        credentials = self.workspace.credentials
        self.bot_token = credentials.bot_token
        self.app_token = credentials.app_token
        self.signing_secret = credentials.signing_secret
        self.client_id = credentials.client_id
        self.client_secret = credentials.client_secret
        self.app = Starlette(
            routes=self._routes(),
            middleware=[Middleware(Dated, clock=clock), Middleware(FaultLevers, self.faults, error_body=_error)],
        )

    @property
    def base_url(self) -> str:
        return self._slack.base_url

    @base_url.setter
    def base_url(self, url: str) -> None:
        self._slack.base_url = url

    @property
    def bot_url(self) -> str:
        return self.workspace.courier.posts.bot_url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self.workspace.courier.posts.bot_url = url

    def window(self, user_id: str) -> Window:
        return Window(self.workspace.of_person(user_id), user_id)

    def member(self, user_id: str) -> Member:
        return self.workspace.of_person(user_id).members[user_id]

    def change_person(self, user_id: str, **changes: Any) -> Member:
        """Changes fields of a person (email, is_restricted, deleted, zone, …); the bot hears user_change."""
        there = self.workspace.of_person(user_id)
        member = there.changed_member(user_id, **changes)
        tell_user_changed(there, member)
        return member

    def uninstall(self) -> None:
        """The app leaves the workspace: its last events, then dead tokens and no deliveries."""
        tell_uninstalled(self.workspace)
        self.workspace.is_installed = False

    def install(self) -> None:
        """The app comes back, with the token it had."""
        self.workspace.is_installed = True

    async def aclose(self) -> None:
        for there in self._slack.family.values():
            await there.aclose()
        await self._slack.courier.aclose()

    def _note_fault(self, kind: str, *, path: str, **what: Any) -> None:
        """A response_url is a secret: of one only the end is noted."""
        shown = f"/response/…{path[-4:]}" if path.startswith("/response/") else path
        self.workspace.ledger.note(kind, path=shown, **what)

    def _routes(self) -> list[BaseRoute]:
        return [
            Route("/api/{method}", WebApi(self.workspace).answer, methods=["GET", "POST"]),
            Route("/response/{secret:path}", self._posted, methods=["POST"]),
            *SignIns(self.workspace).routes(),
            *Authorizing(self.workspace).routes(),
            *self.faults.routes(),
            *Acting(self.workspace).routes(),
            *Levers(self.workspace).routes(),
            *SocketLevers(self.workspace.sockets).routes(),
            *ClockLever(self.clock).routes(),
            Route("/sandbox/ledger", self._ledger),
            WebSocketRoute(PATH, self.workspace.sockets),
        ]

    async def _posted(self, request: Request) -> Response:
        return await answer_post(self.workspace, request)

    async def _ledger(self, _: Request) -> Response:
        return PlainTextResponse(self.workspace.ledger.lines(), media_type="application/x-ndjson")


def _error(status: int) -> str:
    return '{"ok":false,"error":"%s"}' % ("ratelimited" if status == 429 else "fatal_error")  # noqa: PLR2004 - braces
