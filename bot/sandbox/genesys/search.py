"""Searching users: criteria over fields, and the same query again in an address (`q64`)."""

import base64
import binascii
import re
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from pydantic import ValidationError

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, bad_request, invalid_value
from bot.sandbox.genesys.profiles import user_json
from bot.sandbox.genesys.state import User

PATH = "/api/v2/users/search"
LARGEST_PAGE = 100
LARGEST_QUERY = 100_000
DEEPEST_GROUP = 5


class Criterion(Body):
    """One condition; `group` nests others in its place."""

    type: str = "EXACT"
    fields: tuple[str, ...] = ()
    value: str | None = None
    values: tuple[str, ...] = ()
    operator: str = "AND"
    group: tuple["Criterion", ...] = ()


class Search(Body):
    query: tuple[Criterion, ...] = ()
    expand: tuple[str, ...] = ()
    page_size: int = 25
    page_number: int = 1
    sort_by: str = "name"
    sort_order: str = "ASC"


#: The fields that can be searched. There is no published list; those here are in use (facts: search).
_FIELDS: dict[str, Callable[[User], str]] = {
    "id": lambda user: user.id,
    "name": lambda user: user.name,
    "email": lambda user: user.email,
    "username": lambda user: user.email,
    "title": lambda user: user.title,
    "department": lambda user: user.department,
    "state": lambda user: user.state,
    "manager": lambda user: user.manager_id or "",
}

#: How a field's text is compared with what is looked for, both in lower case.
_MATCHES: dict[str, Callable[[str, str], bool]] = {
    "EXACT": lambda text, said: text == said,
    "STARTS_WITH": lambda text, said: any(part.startswith(said) for part in (text, *text.split())),
    "CONTAINS": lambda text, said: said in text,
    "TERM": lambda text, said: said in re.split(r"\W+", text) or text == said,
    "TERMS": lambda text, said: text == said,
    "QUERY_STRING": lambda text, said: all(word.strip("*") in text for word in said.split()),
}
TYPES = (*_MATCHES, "REGEX", "REQUIRED_FIELDS", "MATCH_ALL")


def post_users_search(call: Call) -> dict[str, Any]:
    return _results(call, call.read(Search))


def get_users_search(call: Call) -> dict[str, Any]:
    """`q64` is base64 of a compressed query, or of a plain one."""
    search = _unpacked(call.query.get("q64", ""))
    expand = (*search.expand, *call.listed("expand"))
    return _results(call, search.model_copy(update={"expand": expand}))


def _results(call: Call, search: Search) -> dict[str, Any]:
    found = [user for user in call.floor.users.values() if _is_found(user, search)]
    text = _FIELDS.get(search.sort_by, _FIELDS["name"])
    found.sort(key=lambda user: text(user).lower(), reverse=search.sort_order == "DESC")
    size, number = min(max(1, search.page_size), LARGEST_PAGE), max(1, search.page_number)
    expand = [name.lower() for name in search.expand]
    page = found[(number - 1) * size : number * size]
    pages = -(-len(found) // size)
    answer: dict[str, Any] = {
        "total": len(found),
        "pageCount": pages,
        "pageSize": size,
        "pageNumber": number,
        "types": ["users"],
        "results": [user_json(call.floor, user, expand) for user in page],
        "currentPage": _packed(search, number),
    }
    if number < pages:
        answer["nextPage"] = _packed(search, number + 1)
    if number > 1:
        answer["previousPage"] = _packed(search, number - 1)
    return answer


def _is_found(user: User, search: Search) -> bool:
    """Deleted users are found only by a criterion on their state."""
    asks_for_state = any("state" in criterion.fields for criterion in search.query)
    if user.state == "deleted" and not asks_for_state:
        return False
    return _fits_all(user, search.query, depth=0)


def _fits_all(user: User, criteria: tuple[Criterion, ...], *, depth: int) -> bool:
    """Conditions without an operator must all hold; those with OR need one of them; NOT excludes."""
    if depth > DEEPEST_GROUP:
        raise bad_request("The search is nested too deeply.")
    required = [_fits(user, one, depth) for one in criteria if one.operator == "AND"]
    alternatives = [_fits(user, one, depth) for one in criteria if one.operator == "OR"]
    excluded = [_fits(user, one, depth) for one in criteria if one.operator == "NOT"]
    return all(required) and (not alternatives or any(alternatives)) and not any(excluded)


def _fits(user: User, criterion: Criterion, depth: int) -> bool:
    if criterion.group:
        return _fits_all(user, criterion.group, depth=depth + 1)
    if criterion.type not in TYPES:
        raise invalid_value(criterion.type, "type", TYPES)
    if criterion.type == "MATCH_ALL":
        return True
    texts = [_FIELDS[name](user).lower() for name in criterion.fields if name in _FIELDS]
    if criterion.type == "REQUIRED_FIELDS":
        return len(texts) == len(criterion.fields) and all(texts)
    said = [value.lower() for value in (*criterion.values, *([] if criterion.value is None else [criterion.value]))]
    match = _expression if criterion.type == "REGEX" else _MATCHES[criterion.type]
    return any(match(text, value) for text in texts for value in said)


def _expression(text: str, pattern: str) -> bool:
    try:
        return re.fullmatch(pattern, text) is not None
    except re.error as error:
        raise bad_request("The regular expression is not valid.") from error


def _packed(search: Search, number: int) -> str:
    """The address of a page: the value of q64 is URL-encoded base64 of a compressed query."""
    page = search.model_copy(update={"page_number": number})
    packed = base64.b64encode(zlib.compress(page.model_dump_json(by_alias=True).encode()))
    return f"{PATH}?q64={quote(packed.decode(), safe='')}"


def _unpacked(q64: str) -> Search:
    try:
        raw = base64.b64decode(q64, validate=True)
        if not raw.startswith(b"{"):
            raw = zlib.decompressobj().decompress(raw, LARGEST_QUERY)
        return Search.model_validate_json(raw)
    except (binascii.Error, zlib.error, ValidationError, ValueError) as error:
        raise ApiError(400, "bad.request", "The query q64 could not be read.") from error


ENDPOINTS = [
    Endpoint("GET", PATH, "getUsersSearch", get_users_search),
    Endpoint("POST", PATH, "postUsersSearch", post_users_search),
]
