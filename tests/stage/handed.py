"""Every secret that crosses a wire of the stage, so that outputs can be searched for it."""

import base64
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

#: Fields that hold a secret wherever they stand: in an address, a form or JSON.
_ANYWHERE = {"access_token", "refresh_token", "id_token", "code_verifier", "client_secret", "response_url"}
#: Of an address or a form alone: in JSON, `code` names an error and `state` holds a form's values.
_SENT = _ANYWHERE | {"code", "state", "ticket", "nonce"}
_SHORTEST = 16


class Handed:
    """Stands before the apps of the stage and notes each secret that comes by: value → where it was seen."""

    def __init__(self) -> None:
        self.secrets: dict[str, str] = {}

    def noting(self, app: ASGIApp) -> ASGIApp:
        async def noted(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "websocket":
                self._pairs(scope["query_string"].decode("latin-1"))
                await app(scope, receive, self._frames(send))
                return
            if scope["type"] != "http":
                await app(scope, receive, send)
                return
            hearing, answered = _Hearing(receive), bytearray()

            async def sending(message: Message) -> None:
                self._headers(message.get("headers", ()))
                answered.extend(message.get("body", b""))
                await send(message)

            self._headers(scope["headers"])
            self._pairs(scope["query_string"].decode("latin-1"))
            try:
                await app(scope, hearing.receive, sending)
            finally:
                self._body(bytes(hearing.body))
                self._body(bytes(answered))

        return noted

    def _frames(self, send: Send) -> Send:
        """What goes out through a socket is noted first."""

        async def sending(message: Message) -> None:
            self._json(message.get("text") or "")
            await send(message)

        return sending

    def _headers(self, headers: Any) -> None:
        for name, value in headers:
            text = value.decode("latin-1")
            match name.decode("latin-1").lower():
                case "authorization":
                    self._authorization(text)
                case "location":
                    self._pairs(urlsplit(text).query)
                case "cookie" | "set-cookie":
                    self._note("cookie", text.partition(";")[0].partition("=")[2])

    def _authorization(self, text: str) -> None:
        scheme, _, value = text.partition(" ")
        if scheme.lower() == "basic":
            value = base64.b64decode(value).decode().partition(":")[2]
        self._note("authorization", value)

    def _body(self, body: bytes) -> None:
        text = body.decode("utf-8", "replace")
        if text.startswith(("{", "[")):
            self._json(text)
        elif "=" in text and len(text) < 100_000:
            self._pairs(text)

    def _pairs(self, text: str) -> None:
        for name, value in parse_qsl(text):
            if name in _SENT:
                self._note(name, value)
            elif name == "payload":
                self._json(value)

    def _json(self, text: str) -> None:
        try:
            whole = json.loads(text)
        except ValueError:
            return
        for name, value in _fields(whole):
            if name in _ANYWHERE:
                self._note(name, value)

    def _note(self, where: str, value: str) -> None:
        if len(value) >= _SHORTEST:
            self.secrets.setdefault(value, where)


class _Hearing:
    """Hears a request's body on its way. It has the server's transport too, because the fault that drops a connection
    looks for it behind `receive`.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.body = bytearray()
        self.transport = getattr(getattr(receive, "__self__", None), "transport", None)

    async def receive(self) -> Message:
        message = await self._receive()
        self.body.extend(message.get("body", b""))
        return message


def _fields(whole: Any) -> Iterator[tuple[str, str]]:
    match whole:
        case dict():
            for name, value in whole.items():
                if isinstance(value, str):
                    yield name, value
                else:
                    yield from _fields(value)
        case list():
            for one in whole:
                yield from _fields(one)
