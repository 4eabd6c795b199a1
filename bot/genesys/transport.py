"""One call to Genesys: a token, and attempts until an answer counts.

What must stay true: a write that may have been applied is never sent again, and a token is sent to one host only.
"""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import ValidationError

from bot.errors import SignInEnded
from bot.genesys.answers import Failed, failed_by_answer, failed_on_the_way
from bot.genesys.noting import note
from bot.genesys.retrying import Patience
from bot.genesys.told import correlation_id
from bot.genesys.watching import Watch
from bot.genesys.wire import READ_S, SENDABLE, Answer, Lost, NotSent, Wire

T = TypeVar("T")
Read = Callable[[bytes], T]


class TokenSource(Protocol):
    """One person's token, renewed when it ends."""

    async def token(self) -> str:
        """A token that is thought valid."""
        ...

    async def renewed(self, refused: str) -> str:
        """Another token, after a 401 with `refused`. Raises `SignInEnded` when there is none."""
        ...

    async def ended(self, refused: str) -> None:
        """Even the other token was refused: nothing that is left will do."""
        ...


@dataclass(frozen=True)
class Path:
    """A path with its values quoted, and the template it was made from (the only part that is logged)."""

    template: str
    quoted: str


@dataclass(frozen=True)
class Call:
    """One operation as it goes over the wire. `writes`: whether doing it twice is not the same as once."""

    method: str
    path: Path
    writes: bool
    params: Mapping[str, str] = field(default_factory=dict)
    body: Any = None

    @property
    def operation(self) -> str:
        """What is logged and counted of it: no id is in it."""
        return f"{self.method} {self.path.template}"


class Asking(Protocol):
    """Whatever sends calls and reads their answers."""

    async def ask(self, call: Call, tokens: TokenSource, read: Read[T]) -> T: ...


class Transport:
    """Every call of this process to the Platform API of one region; shared by all people."""

    def __init__(
        self,
        api_url: str,
        *,
        in_flight: int = 12,
        read_s: float = READ_S,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        watch: Watch | None = None,
    ) -> None:
        self._watch = watch or Watch()
        self._wire = Wire(api_url, connections=in_flight, read_s=read_s)
        self._sleep = sleep

    async def ask(self, call: Call, tokens: TokenSource, read: Read[T]) -> T:
        """Sends one call until it is answered, as `tokens`' person, and reads the answer.

        `read` raises `ValidationError` for what it cannot read. Raises the errors below `GenesysError`, and
        `SignInEnded` when a renewed token is refused as well.
        """
        patience = Patience()
        token, renewed = await tokens.token(), False
        while True:
            try:
                return await self._attempt(call, token, read)
            except Failed as failed:
                refused = isinstance(failed.error, SignInEnded)
                if refused and renewed:
                    await tokens.ended(token)
                pause_s = None if refused and not renewed else patience.pause_s(failed)
            if pause_s is None:
                token, renewed = await tokens.renewed(token), True
            else:
                await self._sleep(pause_s)

    async def _attempt(self, call: Call, token: str, read: Read[T]) -> T:
        if not re.fullmatch(SENDABLE, token):
            raise Failed(SignInEnded("the token is none"))
        try:
            return _understood(await self._send(call, token), call, read)
        except (NotSent, Lost) as error:
            raise failed_on_the_way(error, writes=call.writes) from None

    async def _send(self, call: Call, token: str) -> Answer:
        headers = {"Authorization": f"Bearer {token}"}
        body = None
        if call.body is not None:
            headers["Content-Type"] = "application/json"
            body = json.dumps(call.body).encode()
        began_s = time.monotonic()
        try:
            answer = await self._wire.send(
                call.method, call.path.quoted, params=call.params, body=body, headers=headers
            )
        except (NotSent, Lost) as error:
            self._watch.failed(call.operation, error)
            raise
        self._watch.answered(call.operation, answer, began_s, writes=call.writes)
        if call.writes:
            note(correlation_id(answer))
        return answer

    async def look(self) -> None:
        """Has Genesys answer without a token, which it refuses: only when it says so counts. Raises NotSent, Lost."""
        began_s, target = time.monotonic(), "/api/v2/tokens/me"
        answer = await self._wire.send("GET", target, headers={})
        self._watch.answered(f"GET {target}", answer, began_s, writes=False)

    async def aclose(self) -> None:
        """Closes the pool."""
        await self._wire.aclose()


def _understood(answer: Answer, call: Call, read: Read[T]) -> T:
    if not 200 <= answer.status < 300:  # noqa: PLR2004 - success
        raise failed_by_answer(answer, writes=call.writes, names_a_thing="{}" in call.path.template)
    if answer.is_html:
        raise Lost("a web page came instead of Genesys's answer")
    try:
        return read(answer.body)
    except ValidationError:  # Its text would quote the answer.
        raise Lost("Genesys's answer cannot be read") from None
