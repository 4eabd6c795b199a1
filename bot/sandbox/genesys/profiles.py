"""How a user is written, and everything that `expand` adds. An unknown expand is ignored: it is best effort."""

from collections.abc import Callable, Collection
from typing import Any

from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.languages import user_languages_json
from bot.sandbox.genesys.outofoffice import outofoffice_json
from bot.sandbox.genesys.permissions import ROLE_NAMES
from bot.sandbox.genesys.presence import presence_json
from bot.sandbox.genesys.routingstatus import routingstatus_json
from bot.sandbox.genesys.skills import user_skills_json
from bot.sandbox.genesys.state import INTERACTING, User
from bot.sandbox.genesys.stations import user_stations_json

#: Keys are compared in lower case; the value is the field's name and how it is made.
_EXPANSIONS: dict[str, tuple[str, Callable[[Floor, User], Any]]] = {
    "presence": ("presence", lambda _floor, user: presence_json(user)),
    "routingstatus": ("routingStatus", lambda _floor, user: routingstatus_json(user)),
    "outofoffice": ("outOfOffice", lambda floor, user: outofoffice_json(user, floor.now())),
    "station": ("station", user_stations_json),
    "skills": ("skills", user_skills_json),
    "languages": ("languages", user_languages_json),
    "authorization": ("authorization", lambda floor, user: _authorization_json(floor.organization.id, user)),
    "conversationsummary": ("conversationSummary", lambda _floor, user: _conversations_json(user)),
    "team": ("team", lambda _floor, user: {"id": user.department.lower(), "name": user.department}),
    "profileskills": ("profileSkills", lambda _floor, _user: []),
    "locations": ("locations", lambda _floor, _user: []),
    "groups": ("groups", lambda _floor, _user: []),
}


def user_json(floor: Floor, user: User, expand: Collection[str] = ()) -> dict[str, Any]:
    """A user with the expanded fields; `expand` in lower case."""
    division = floor.organization.division
    email = {"address": user.email, "mediaType": "EMAIL", "type": "PRIMARY"}
    answer: dict[str, Any] = {
        "id": user.id,
        "name": user.name,
        "division": {"id": division.id, "name": division.name},
        "chat": {"jabberId": f"{user.id}@example.orgspan.com"},
        "department": user.department,
        "email": user.email,
        "primaryContactInfo": [email],
        "addresses": [],
        "state": user.state,
        "title": user.title,
        "username": user.email,
        "images": [],
        "version": user.version,
        "acdAutoAnswer": False,
        "selfUri": f"/api/v2/users/{user.id}",
    }
    if user.manager_id:
        answer["manager"] = {"id": user.manager_id, "selfUri": f"/api/v2/users/{user.manager_id}"}
    added = [_EXPANSIONS[name] for name in expand if name in _EXPANSIONS]
    return answer | {field: make(floor, user) for field, make in added}


def superiors(floor: Floor, user: User) -> list[User]:
    """The nearest first. A circle of managers ends where it began."""
    chain: list[User] = []
    while user.manager_id and (above := floor.users.get(user.manager_id)) and above not in chain:
        chain.append(above)
        user = above
    return chain


def direct_reports(floor: Floor, user: User) -> list[User]:
    return [other for other in floor.present() if other.manager_id == user.id]


def siblings(floor: Floor, user: User) -> list[User]:
    """Who has the same manager; nobody's manager makes nobody a sibling."""
    if user.manager_id is None:
        return []
    return [other for other in floor.present() if other.manager_id == user.manager_id and other is not user]


def adjacents_json(floor: Floor, user: User, expand: Collection[str]) -> dict[str, Any]:
    groups = {"superiors": superiors, "siblings": siblings, "directReports": direct_reports}
    return {name: [user_json(floor, other, expand) for other in of(floor, user)] for name, of in groups.items()}


def _authorization_json(organization_id: str, user: User) -> dict[str, Any]:
    policies: dict[tuple[str, str], list[str]] = {}
    for permission in sorted(permission for permission in user.permissions if permission.count(":") == 2):  # noqa: PLR2004 - domain:entity:action
        domain, entity, action = permission.split(":")
        policies.setdefault((domain, entity), []).append(action)
    return {
        "roles": [{"id": f"{organization_id[:8]}-{user.role}", "name": ROLE_NAMES[user.role]}],
        "permissions": sorted(user.permissions),
        "permissionPolicies": [
            {"domain": domain, "entityName": entity, "actionSet": actions, "allowConditions": False}
            for (domain, entity), actions in policies.items()
        ],
    }


def _conversations_json(user: User) -> dict[str, Any]:
    calls = int(user.routing.status == INTERACTING)
    return {"userId": user.id, "call": {"contactCenter": {"active": calls, "acw": 0}}}
