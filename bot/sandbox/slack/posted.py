"""The HTTP side of `response_url`."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.faults import is_ignored
from bot.sandbox.slack.responses import post_response
from bot.sandbox.slack.wire import Json, Refused
from bot.sandbox.slack.workspace import Workspace

_GONE = {"used_url", "expired_url", "no_service"}


async def answer_post(ws: Workspace, request: Request) -> Response:
    """`ok`, or Slack's word for the refusal: 404 for an address that is used up, expired or unknown, else 400."""
    secret = request.path_params["secret"]
    ws = next((there for there in ws.family.values() if there.response_urls.find(secret)), ws)
    args: Json = {}
    try:
        args = _read(await request.body())
        if not is_ignored(request.scope):
            post_response(ws, secret, args)
    except Refused as refused:
        ws.ledger.note("call", method="response_url", args=args, ok=False, error=refused.error, **refused.beside)
        return PlainTextResponse(refused.error, status_code=404 if refused.error in _GONE else 400)
    ws.ledger.note("call", method="response_url", args=args, ok=True, error=None)
    return PlainTextResponse("ok")


def _read(body: bytes) -> Json:
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise Refused("invalid_payload")
    return answer
