"""`/api/<method>`: who calls, with which right, and what Slack answers."""

import base64

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bot.sandbox.faults import is_ignored
from bot.sandbox.slack.args import Args, read_args
from bot.sandbox.slack.ledger import veiled
from bot.sandbox.slack.method import Caller, Method, need_scope
from bot.sandbox.slack.methods import METHODS
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace


class WebApi:
    """Answers every call with HTTP 200 and `ok`; other statuses come from fault levers alone."""

    def __init__(self, workspace: Workspace) -> None:
        self._ws = workspace

    async def answer(self, request: Request) -> Response:
        name = request.path_params["method"]
        method, args = METHODS.get(name), Args({})
        beside: Json = {}
        try:
            args = await read_args(request, takes_json=method is None or method.takes_json)
            if method is not None and method.caller in {Caller.CLIENT, Caller.PERSON}:
                args.values |= _credentials(request)
            answer: Json = {"ok": True, **self._beside(request, method, args)}
        except Refused as refused:
            beside = refused.beside
            answer = {"ok": False, "error": refused.error, **beside}
        self._ws.ledger.note(
            "call", method=name, args=veiled(args.values), ok=answer["ok"], error=answer.get("error"), **beside
        )
        return JSONResponse(answer, headers={"X-OAuth-Scopes": ",".join(sorted(self._ws.manifest.scopes))})

    def _beside(self, request: Request, method: Method | None, args: Args) -> Json:
        if method is None:
            raise Refused("unknown_method")
        there = self._admitted(request, method, args) if method.caller is Caller.BOT else self._ws
        if method.caller is Caller.APP:
            self._admit_app(request)
        return self._pretended(args) if is_ignored(request.scope) else method.answer(there, args)

    def _admitted(self, request: Request, method: Method, args: Args) -> Workspace:
        """The workspace that gave the token."""
        header = request.headers.get("authorization", "")
        is_json = request.headers.get("content-type", "").startswith("application/json")
        field = None if is_json else args.text("token")  # Slack takes no token from a JSON body
        token = header.removeprefix("Bearer ").strip() if header.startswith("Bearer ") else field
        if not token:
            raise Refused("not_authed")
        there = self._ws.of_token(token)
        if there is None:
            raise Refused("invalid_auth")
        if not there.is_installed:
            raise Refused("account_inactive")
        need_scope(there, *method.scopes)
        return there

    def _admit_app(self, request: Request) -> None:
        """The app-level token, in the header alone (docs.slack.dev, apps.connections.open)."""
        token = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        credentials = self._ws.credentials
        if not token:
            raise Refused("not_authed")
        if self._ws.of_token(token) is not None:
            raise Refused("not_allowed_token_type")
        if token != credentials.app_token:
            raise Refused("invalid_auth")
        if not self._ws.sockets.app_token_works:
            raise Refused("token_revoked")

    def _pretended(self, args: Args) -> Json:
        """What a success without its effect looks like: the channel as asked, and a time stamp of no message."""
        return {"channel": args.text("channel"), "ts": self._ws.conversations.next_ts()}


def _credentials(request: Request) -> Json:
    """What a client or a person shows in the header, under the names that it has in a form."""
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind == "Bearer":
        return {"token": value.strip()}
    if kind != "Basic":
        return {}
    try:
        client_id, _, secret = base64.b64decode(value, validate=True).decode().partition(":")
    except ValueError:
        return {"client_id": "", "client_secret": ""}
    return {"client_id": client_id, "client_secret": secret}
