"""Users: oneself, one other, many, and who stands above and beside whom."""

from collections.abc import Callable
from typing import Any

from bot.sandbox.genesys.call import Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, invalid_value, not_found
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.organization import organization_json, token_json
from bot.sandbox.genesys.paging import paged
from bot.sandbox.genesys.presence import definition_json, organization_presence_json
from bot.sandbox.genesys.profiles import adjacents_json, direct_reports, superiors, user_json
from bot.sandbox.genesys.skills import skill_json
from bot.sandbox.genesys.state import User

STATES = ("active", "inactive", "deleted", "any")
MOST_IDS = 100
#: The first so many of each are given at sign-in.
MOST_DEFINITIONS = 100
MOST_SKILLS = 50

#: What only `users/me` expands, under the names that the documentation writes in lower case.
_ME: dict[str, tuple[str, Callable[[Floor, User], Any]]] = {
    "organization": ("organization", lambda floor, _user: organization_json(floor)),
    "token": ("token", lambda floor, user: token_json(floor, user.id)),
    "date": ("date", lambda floor, _user: {"currentDate": stamp(floor.now())}),
    "superiors": ("superiors", lambda floor, user: _written(floor, superiors(floor, user))),
    "directreports": ("directReports", lambda floor, user: _written(floor, direct_reports(floor, user))),
    "adjacents": ("adjacents", lambda floor, user: adjacents_json(floor, user, ())),
    "routingskills": (
        "routingSkills",
        lambda floor, _user: [skill_json(s) for s in floor.skills.values()][:MOST_SKILLS],
    ),
    "presencedefinitions": (
        "presenceDefinitions",
        lambda floor, _user: [organization_presence_json(d) for d in floor.definitions.values()][:MOST_DEFINITIONS],
    ),
    "divisionedpresencedefinitions": (
        "divisionedPresenceDefinitions",
        lambda floor, _user: [definition_json(definition) for definition in floor.definitions.values()],
    ),
}


def _written(floor: Floor, users: list[User]) -> list[dict[str, Any]]:
    return [user_json(floor, user) for user in users]


def get_users_me(call: Call) -> dict[str, Any]:
    me, expand = call.me(), call.expand()
    own = {field: make(call.floor, me) for name, (field, make) in _ME.items() if name in expand}
    return user_json(call.floor, me, expand) | own


def get_user(call: Call) -> dict[str, Any]:
    """A deleted user is found with `state=deleted` alone."""
    if call.query.get("state", "active") != "deleted":
        return user_json(call.floor, call.user(), call.expand())
    found = call.floor.users.get(call.params["userId"])
    if found is None or found.state != "deleted":
        raise not_found("user", call.params["userId"])
    return user_json(call.floor, found, call.expand())


def get_users(call: Call) -> Any:
    wanted, state = call.listed("id"), call.query.get("state", "active")
    if state not in STATES:
        raise invalid_value(state, "state", STATES)
    if len(wanted) > MOST_IDS:
        raise ApiError(400, "max.user.ids", "Only {max} user ids may be requested at a time.", max=str(MOST_IDS))
    found = [user for user in call.floor.users.values() if state in {"any", user.state}]
    found = [user for user in found if not wanted or user.id in wanted]
    descending = call.query.get("sortOrder", "ASC").lower().startswith("desc")
    found.sort(key=lambda user: user.name, reverse=descending)
    expand = call.expand()
    return paged(call, found, lambda user: user_json(call.floor, user, expand))


def get_user_superiors(call: Call) -> list[dict[str, Any]]:
    return [user_json(call.floor, user, call.expand()) for user in superiors(call.floor, call.user())]


def get_user_directreports(call: Call) -> list[dict[str, Any]]:
    return [user_json(call.floor, user, call.expand()) for user in direct_reports(call.floor, call.user())]


def get_user_adjacents(call: Call) -> dict[str, Any]:
    return adjacents_json(call.floor, call.user(), call.expand())


ENDPOINTS = [
    Endpoint("GET", "/api/v2/users", "getUsers", get_users),
    Endpoint("GET", "/api/v2/users/me", "getUsersMe", get_users_me),
    Endpoint("GET", "/api/v2/users/{userId}", "getUser", get_user),
    Endpoint("GET", "/api/v2/users/{userId}/superiors", "getUserSuperiors", get_user_superiors),
    Endpoint("GET", "/api/v2/users/{userId}/directreports", "getUserDirectreports", get_user_directreports),
    Endpoint("GET", "/api/v2/users/{userId}/adjacents", "getUserAdjacents", get_user_adjacents),
]
