"""The leanest Slack that the bot can be measured against: who people are, and a count of the answers it is given.

A process of its own (`python -m bench.slack PORT`), so that its time is nobody else's.
"""

import asyncio
import json
import sys
from typing import cast
from urllib.parse import parse_qs, urlsplit

import httptools
import uvloop

TEAM = "T0BENCH"
ANSWERS = "/answers/"
FIRST_SIGN = b"Asking Genesys"  #: says that an answer is to come, and is none


def user_of(number: int) -> str:
    return f"U{number:07}"


def email_of(user: str) -> str:
    return f"{user.lower()}@bench.example"


class Counted:
    """Which commands were answered, by the name that stands at the end of their `response_url`."""

    def __init__(self) -> None:
        self.names: set[str] = set()
        self.posts = 0

    def answer(self, url: str, body: bytes) -> bytes:
        path = urlsplit(url).path
        if path.startswith(ANSWERS):
            self.posts += 1
            if FIRST_SIGN not in body:
                self.names.add(path.removeprefix(ANSWERS))
            return b"ok"
        if path == "/count":
            return json.dumps({"answered": len(self.names), "posts": self.posts}).encode()
        if path == "/forget":
            self.names.clear()
            self.posts = 0
            return b"{}"
        if path == "/api/users.info":
            return json.dumps({"ok": True, "user": _user(_asked(url, body))}).encode()
        return json.dumps({"ok": True, "team_id": TEAM, "user_id": "U0BOT", "bot_id": "B0BOT"}).encode()


class Connection(asyncio.Protocol):
    """One connection, read by the parser that uvicorn uses too."""

    def __init__(self, counted: Counted) -> None:
        self._counted = counted
        self._parser = httptools.HttpRequestParser(self)
        self._url = ""
        self._body = bytearray()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are no subclass

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_url(self, url: bytes) -> None:
        self._url = url.decode()
        self._body.clear()

    def on_body(self, body: bytes) -> None:
        self._body += body

    def on_message_complete(self) -> None:
        answer = self._counted.answer(self._url, bytes(self._body))
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(answer)
        self._transport.write(head + answer)


def _asked(url: str, body: bytes) -> str:
    given = parse_qs(urlsplit(url).query) | parse_qs(body.decode())
    return given["user"][0]


def _user(user: str) -> dict[str, object]:
    profile = {"display_name": user, "email": email_of(user)}
    known = {"id": user, "team_id": TEAM, "name": user, "tz": "Europe/Berlin"}
    return known | {"is_email_confirmed": True, "profile": profile}


async def serve(port: int) -> None:
    counted = Counted()
    server = await asyncio.get_running_loop().create_server(lambda: Connection(counted), "127.0.0.1", port)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve(int(sys.argv[1])))
