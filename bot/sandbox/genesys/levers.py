"""What is turned from outside: the clock, the floor, and reading the ledger. Faults have a file of their own."""

from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.clock import MovableClock
from bot.sandbox.clock_lever import ClockLever
from bot.sandbox.genesys.crowd import set_reports
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.presence import show_presence
from bot.sandbox.genesys.state import (
    ROUTING_STATUSES,
    Forwarding,
    OutOfOffice,
    PresenceDefinition,
    Routing,
    Target,
    User,
)
from bot.sandbox.genesys.stations import seat
from bot.sandbox.genesys.tokens import TokenBook

#: As many people as one lead may be given.
MOST_REPORTS = 10_000
FORWARDED_TO = ((Target("PHONENUMBER", "+4930901820"),),)


class Permissions(BaseModel):
    model_config = ConfigDict(extra="forbid")

    add: frozenset[str] = frozenset()
    remove: frozenset[str] = frozenset()


class Away(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    active: bool = True
    indefinite: bool = False
    starts_at: AwareDatetime | None = None
    ends_at: AwareDatetime | None = None


class FloorOrder(BaseModel):
    """What happens to one person. `user` is an id or an e-mail; names or ids stand for presence, station and queue.

    With `queue` comes `joined` (makes a member and sets it) or `member` false. `station` null: the person stands up.
    `tokens_end_in_s`: what the person's access tokens have left, whatever their holders were told.
    `reports`: exactly so many people have this one as their manager; those who lack are made.
    """

    model_config = ConfigDict(extra="forbid")

    user: str
    routing_status: str | None = None
    presence: str | None = None
    station: str | None = None
    queue: str | None = None
    joined: bool | None = None
    member: bool | None = None
    out_of_office: bool | Away | None = None
    forwarding: bool | None = None
    permissions: Permissions | None = None
    email: str | None = None
    name: str | None = None
    state: Literal["active", "inactive", "deleted"] | None = None
    tokens_end_in_s: float | None = Field(default=None, ge=0)
    reports: int | None = Field(default=None, ge=0, le=MOST_REPORTS)


class UnknownNameError(LookupError):
    """An order names somebody or something that is not on the floor."""


class Levers:
    """`/sandbox/ledger`, `/sandbox/clock`, `/sandbox/floor`."""

    def __init__(self, floor: Floor, tokens: TokenBook, clock: MovableClock) -> None:
        self._floor = floor
        self._tokens = tokens
        self._clock = clock

    def routes(self) -> list[Route]:
        return [
            Route("/sandbox/ledger", self.ledger, methods=["GET"]),
            *ClockLever(self._clock).routes(),
            Route("/sandbox/floor", self.view, methods=["GET"]),
            Route("/sandbox/floor", self.floor, methods=["POST"]),
        ]

    async def ledger(self, _request: Request) -> Response:
        self._floor.advance()
        return PlainTextResponse(self._floor.ledger.text(), media_type="application/x-ndjson")

    async def view(self, _request: Request) -> Response:
        return JSONResponse(self._floor.view())

    async def floor(self, request: Request) -> Response:
        """Answers with the person as the floor view shows them."""
        try:
            order = FloorOrder.model_validate_json(await request.body())
            self._floor.advance()
            user = self._user(order.user)
            self._obey(user, order)
        except (ValidationError, UnknownNameError) as error:
            return _wrong(str(error))
        self._floor.touch()
        return JSONResponse(self._floor.person_view(user))

    def _user(self, said: str) -> User:
        for user in self._floor.users.values():
            if said in {user.id, user.email}:
                return user
        raise UnknownNameError(f"nobody is called {said}")

    def _obey(self, user: User, order: FloorOrder) -> None:
        """Presence before routing status, so that one order may set both."""
        if order.presence is not None:
            show_presence(self._floor, user, self._definition(order.presence), user.presence.message)
        if order.routing_status is not None:
            self._set_routing(user, order.routing_status)
        if "station" in order.model_fields_set:
            self._seat(user, order.station)
        if order.queue is not None:
            self._set_membership(user, order)
        if order.out_of_office is not None:
            user.out_of_office = _out_of_office(order.out_of_office)
        if order.forwarding is not None:
            calls = FORWARDED_TO if order.forwarding else user.forwarding.calls
            user.forwarding = Forwarding(enabled=order.forwarding, calls=calls, modified_at=self._floor.now())
        if order.permissions is not None:
            user.permissions = (user.permissions | order.permissions.add) - order.permissions.remove
        if order.reports is not None:
            set_reports(self._floor, user, order.reports)
        if order.tokens_end_in_s is not None:
            self._tokens.end(user.id, self._floor.now() + timedelta(seconds=order.tokens_end_in_s))
        self._set_profile(user, order)

    def _set_routing(self, user: User, status: str) -> None:
        """Whoever is moved by hand is from then on left alone by the floor's own life."""
        if status not in ROUTING_STATUSES:
            raise UnknownNameError(f"{status} is no routing status")
        user.routing = Routing(status, self._floor.now())
        user.is_quiet = True

    def _seat(self, user: User, said: str | None) -> None:
        """Whoever sat there stands up."""
        station = None
        if said is not None:
            station = _named(self._floor.stations, said)
            if (seated := self._floor.seated_at(station)) is not None:
                seat(self._floor, seated, None)
        seat(self._floor, user, station)

    def _set_membership(self, user: User, order: FloorOrder) -> None:
        queue = _named(self._floor.queues, order.queue or "")
        if order.member is False:
            user.memberships.pop(queue, None)
        else:
            user.memberships[queue] = bool(order.joined)

    def _definition(self, said: str) -> PresenceDefinition:
        return self._floor.definitions[_named(self._floor.definitions, said)]

    def _set_profile(self, user: User, order: FloorOrder) -> None:
        """A user who is no longer active loses every token."""
        user.email = user.email if order.email is None else order.email
        user.name = user.name if order.name is None else order.name
        user.state = order.state or user.state
        if user.state != "active":
            self._tokens.revoke_user(user.id)


def _named(things: Any, said: str) -> str:
    """The id of what has this id or this name, whatever the case."""
    for identifier, thing in things.items():
        if said == identifier or said.lower() == thing.name.lower():
            return str(identifier)
    raise UnknownNameError(f"nothing is called {said}")


def _out_of_office(order: bool | Away) -> OutOfOffice:  # noqa: FBT001 - the order's own value
    if isinstance(order, bool):
        return OutOfOffice(active=order, indefinite=order)
    return OutOfOffice(order.active, order.indefinite, _utc(order.starts_at), _utc(order.ends_at))


def _utc(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC) if moment else None


def _wrong(problem: str) -> Response:
    return JSONResponse({"error": problem}, status_code=400)
