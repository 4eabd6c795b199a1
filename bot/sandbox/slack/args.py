"""A Web API call's arguments: query, form and JSON body in one, as clients of every kind send them (facts 10.2)."""

import json
from typing import Any
from urllib.parse import parse_qsl

from starlette.requests import Request

from bot.sandbox.slack.wire import Json, Refused

_OBJECTS = ("blocks", "view", "attachments", "metadata")


class Args:
    """Named values. Forms carry objects as JSON text and booleans as 1 or 0; both forms read the same here."""

    def __init__(self, values: Json) -> None:
        self.values = {name: _decoded(name, value) for name, value in values.items()}

    def get(self, name: str) -> Any:
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        value = self.values.get(name)
        return None if value in (None, "") else str(value)

    def required(self, name: str) -> str:
        """The value as text; a call without it is refused as Slack refuses it."""
        value = self.text(name)
        if value is None:
            raise missing(name)
        return value

    def flag(self, name: str) -> bool:
        return str(self.values.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, otherwise: int) -> int:
        value = self.text(name)
        if value is None:
            return otherwise
        if not value.isdigit():
            raise Refused("invalid_arguments", response_metadata={"messages": [f"[ERROR] must be a number: {name}"]})
        return int(value)


def missing(name: str) -> Refused:
    messages = [f"[ERROR] missing required field: {name}"]
    return Refused("invalid_arguments", response_metadata={"messages": messages})


def _decoded(name: str, value: Any) -> Any:
    if name not in _OBJECTS or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


async def read_args(request: Request, *, takes_json: bool) -> Args:
    """Query first, body over it. A JSON body is as good as none where the method takes only forms (facts 4.1)."""
    body = await request.body()
    kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if kind != "application/json":
        form = parse_qsl(body.decode(errors="replace"), keep_blank_values=True)
        return Args({**request.query_params, **dict(form)})
    if not takes_json or not body:
        return Args(dict(request.query_params))
    try:
        given = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(given, dict):
        raise Refused("json_not_object")
    return Args({**request.query_params, **given})
