"""Paged lists: the envelope that most listings share, with relative page addresses."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from bot.sandbox.genesys.call import Call

Item = TypeVar("Item")

DEFAULT_PAGE = 25
LARGEST_PAGE = 500


def paged(call: Call, items: Sequence[Item], render: Callable[[Item], Any], *, largest: int = LARGEST_PAGE) -> Any:
    """One page of `items`. Too large a page is cut silently, as Genesys does; beyond the last page it is empty."""
    size = min(call.number("pageSize", DEFAULT_PAGE), largest)
    number = call.number("pageNumber", 1)
    pages = max(1, -(-len(items) // size))
    page = items[(number - 1) * size : number * size]
    envelope = {
        "entities": [render(item) for item in page],
        "pageSize": size,
        "pageNumber": number,
        "total": len(items),
        "pageCount": pages,
        "selfUri": _uri(call, size, number),
        "firstUri": _uri(call, size, 1),
        "lastUri": _uri(call, size, pages),
    }
    if number < pages:
        envelope["nextUri"] = _uri(call, size, number + 1)
    if number > 1:
        envelope["previousUri"] = _uri(call, size, min(number - 1, pages))
    return envelope


def _uri(call: Call, size: int, number: int) -> str:
    kept = [(name, value) for name, value in call.query.multi_items() if name not in {"pageSize", "pageNumber"}]
    return f"{call.path}?{urlencode([*kept, ('pageSize', size), ('pageNumber', number)])}"
