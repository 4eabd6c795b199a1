"""Routing status: read by everybody, written by the platform; the one transition that a PUT makes clears a missed call.

Decided here, where the documentation leaves it open: the status that is already held is accepted and changes nothing,
`NOT_RESPONDING` to `IDLE` is accepted, anything else is 400 `general.bad.request`.
"""

from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, invalid_value
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.state import IDLE, NOT_RESPONDING, ROUTING_STATUSES, Routing, User


class RoutingStatus(Body):
    status: str


def routingstatus_json(user: User) -> dict[str, Any]:
    return {"userId": user.id, "status": user.routing.status, "startTime": stamp(user.routing.since)}


def get_user_routingstatus(call: Call) -> dict[str, Any]:
    """An unknown user is off queue, not missing: so Genesys answers."""
    user = call.floor.users.get(call.params["userId"])
    return routingstatus_json(user) if user else {"userId": call.params["userId"], "status": "OFF_QUEUE"}


def put_user_routingstatus(call: Call) -> dict[str, Any]:
    user, wanted = call.user(), call.read(RoutingStatus).status
    if wanted not in ROUTING_STATUSES:
        raise invalid_value(wanted, "status", ROUTING_STATUSES)
    if wanted != user.routing.status:
        _clear(call, user, wanted)
    call.applied(user, status=wanted)
    return routingstatus_json(user)


def _clear(call: Call, user: User, wanted: str) -> None:
    before = user.routing.status
    if (before, wanted) != (NOT_RESPONDING, IDLE):
        message = "The routing status cannot be changed from {before} to {wanted}."
        raise ApiError(400, "general.bad.request", message, before=before, wanted=wanted)
    user.routing = Routing(IDLE, call.floor.now())


ENDPOINTS = [
    Endpoint("GET", "/api/v2/users/{userId}/routingstatus", "getUserRoutingstatus", get_user_routingstatus),
    Endpoint("PUT", "/api/v2/users/{userId}/routingstatus", "putUserRoutingstatus", put_user_routingstatus),
]
