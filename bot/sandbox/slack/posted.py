"""The HTTP side of `response_url`."""

import json

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.sandbox.faults import is_ignored
from bot.sandbox.slack.responses import post_response
from bot.sandbox.slack.workspace import Workspace

_GONE = {"used_url", "expired_url", "no_service"}


async def answer_post(ws: Workspace, request: Request) -> Response:
    """`ok`, or Slack's word for the refusal: 404 for an address that is used up, expired or unknown, else 400."""
    try:
        answer = json.loads(await request.body())
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        refusal: str | None = "invalid_payload"
    elif is_ignored(request.scope):
        refusal = None
    else:
        refusal = post_response(ws, request.path_params["secret"], answer)
    args = answer if isinstance(answer, dict) else {}
    ws.ledger.note("call", method="response_url", args=args, ok=refusal is None, error=refusal)
    if refusal is None:
        return PlainTextResponse("ok")
    return PlainTextResponse(refusal, status_code=404 if refusal in _GONE else 400)
