"""One call of the API as an area sees it: who calls, on whom, with what. Areas answer with JSON or raise ApiError."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel
from starlette.datastructures import QueryParams

from bot.sandbox.genesys.errors import ApiError, bad_request, invalid_value, not_found
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.state import Queue, Station, User
from bot.sandbox.genesys.tokens import AccessToken, TokenBook

Read = TypeVar("Read")


class Body(BaseModel):
    """A request body, in the API's camel case. Fields that an area does not know are let through, as Genesys does."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)


@dataclass(frozen=True)
class Call:
    """A request that has passed token, rate limit and permission."""

    floor: Floor
    tokens: TokenBook
    operation: str
    token: AccessToken
    path: str
    params: Mapping[str, str]
    query: QueryParams
    body: bytes

    @property
    def caller(self) -> User | None:
        """The signed-in user; None for a client-credentials token."""
        return self.floor.users.get(self.token.user_id) if self.token.user_id else None

    def me(self) -> User:
        if self.caller is None:
            raise ApiError(400, "not.a.user", "This request requires a user context.")
        return self.caller

    def user(self) -> User:
        """The user in the path, or 404; deleted users are not found here."""
        found = self.floor.users.get(self.params["userId"])
        if found is None or found.state == "deleted":
            raise not_found("user", self.params["userId"])
        return found

    def queue(self) -> Queue:
        found = self.floor.queues.get(self.params["queueId"])
        if found is None:
            raise not_found("queue", self.params["queueId"])
        return found

    def station(self) -> Station:
        found = self.floor.stations.get(self.params["stationId"])
        if found is None:
            raise not_found("station", self.params["stationId"])
        return found

    def read(self, shape: type[Read]) -> Read:
        """The body as `shape` (a model, or a list of one); 400 names the first field that does not fit."""
        try:
            return TypeAdapter(shape).validate_json(self.body)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            place = ".".join(str(part) for part in first["loc"]) or "body"
            message = first["msg"].replace("{", "(").replace("}", ")")
            raise bad_request(f"The request is not valid: {place}: {message}") from error

    def listed(self, name: str) -> list[str]:
        """A list parameter: the key repeated (`id=a&id=b`) or commas (`id=a,b`)."""
        return [part for value in self.query.getlist(name) for part in value.split(",") if part]

    def number(self, name: str, default: int) -> int:
        """A whole number of at least 1."""
        said = self.query.get(name, "")
        if not said:
            return default
        if not (said.isascii() and said.isdigit() and int(said[:9]) >= 1):
            raise invalid_value(said, name, ("a positive integer",))
        return int(said[:9])

    def flag(self, name: str, *, default: bool | None) -> bool | None:
        said = self.query.get(name)
        if said is None:
            return default
        if said.lower() not in {"true", "false"}:
            raise invalid_value(said, name, ("true", "false"))
        return said.lower() == "true"

    def expand(self) -> frozenset[str]:
        """What to expand, compared without case: users/me has its own names in lower case."""
        return frozenset(name.lower() for name in self.listed("expand"))

    def applied(self, user: User, **what: Any) -> None:
        """An effect of this operation was applied."""
        self.floor.applied(self.operation, user.id, self.token.user_id, **what)


@dataclass(frozen=True)
class Endpoint:
    """An operation of the API and where it lives. `answer` gives what becomes JSON; None gives no body."""

    method: str
    path: str
    operation: str
    answer: Callable[[Call], Any]
    status: int = 200
