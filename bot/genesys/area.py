"""What the files of the areas are made of: one operation is one call of `_get`, `_search`, `_change` or `_send`.

An area that writes is two classes, so that a client without writes can be made of the first ones (`reading.py`).
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, TypeVar
from urllib.parse import quote

from pydantic import TypeAdapter

from bot.errors import Invalid
from bot.genesys.transport import Asking, Call, Path, Read, TokenSource

T = TypeVar("T")
Param = str | int | bool | Sequence[str] | None


class Area:
    """What one area of the API tells, with one person's token: nothing here writes."""

    def __init__(self, transport: Asking, tokens: TokenSource) -> None:
        self._transport = transport
        self._tokens = tokens

    async def _get(self, answer: type[T], where: Path, **params: Param) -> T:
        """Reads. Parameters that are None or empty are left out; lists are joined with commas."""
        call = Call("GET", where, writes=False, params=_spelled(params))
        return await self._transport.ask(call, self._tokens, _reader(answer))

    async def _search(self, answer: type[T], where: Path, body: Any) -> T:
        """Reads with a POST: a query in the body, nothing written, so it may be repeated."""
        call = Call("POST", where, writes=False, body=body)
        return await self._transport.ask(call, self._tokens, _reader(answer))


class WritingArea(Area):
    """An area that can also be changed."""

    async def _change(self, answer: type[T], method: str, where: Path, body: Any) -> T:
        """Writes, and reads what Genesys answers."""
        call = Call(method, where, writes=True, body=body)
        return await self._transport.ask(call, self._tokens, _reader(answer))

    async def _send(self, method: str, where: Path, body: Any = None, **params: Param) -> None:
        """Writes where the answer has no body, or says nothing."""
        call = Call(method, where, writes=True, body=body, params=_spelled(params))
        await self._transport.ask(call, self._tokens, lambda _: None)


def path(template: str, *values: str) -> Path:
    """Fills the `{}` of a template with ids. No value can leave its place in the path."""
    for value in values:
        if value in {"", ".", ".."}:  # Dots are not quoted, and servers resolve them.
            raise Invalid("this is no id", field="id")
    return Path(template, template.format(*(quote(value, safe="", errors="replace") for value in values)))


def _spelled(params: Mapping[str, Param]) -> dict[str, str]:
    given = {name: _spelled_value(value) for name, value in params.items() if value is not None}
    return {name: value for name, value in given.items() if value}


def _spelled_value(value: str | float | bool | Iterable[str]) -> str:  # noqa: FBT001 - a query's value, whatever it is
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value) if isinstance(value, str | int | float) else ",".join(value)
    return text.encode(errors="replace").decode()  # Half a surrogate pair has no place in an address.


def _reader(answer: Any) -> Read[Any]:
    return _adapter(answer).validate_json


@cache
def _adapter(answer: Any) -> TypeAdapter[Any]:
    """Adapters are costly to make, so each is made once."""
    return TypeAdapter(answer)
