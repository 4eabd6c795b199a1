"""Presence: definitions, and what somebody's client shows. Going on and off queue is done here, not by routing status.

Another person's presence needs `presence:userPresence:edit`; On Queue needs the on-queue right of the person it is for.
"""

from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, bad_request, not_found
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.ledger import stamp
from bot.sandbox.genesys.permissions import ON_QUEUE_PERMISSION, PRESENCE_PERMISSION, refusal
from bot.sandbox.genesys.state import (
    COMMUNICATING,
    IDLE,
    INTERACTING,
    OFF_QUEUE,
    ON_QUEUE,
    Presence,
    PresenceDefinition,
    Routing,
    User,
)


class DefinitionRef(Body):
    id: str


class UserPresence(Body):
    """The three uses of the PATCH: a definition, a message, being the primary source."""

    presence_definition: DefinitionRef | None = None
    message: str | None = None
    primary: bool | None = None


def show_presence(floor: Floor, user: User, definition: PresenceDefinition, message: str) -> None:
    """Sets the presence and derives the routing status from it.

    Work in hand is finished first: who is interacting leaves the queue when that ends. `NOT_RESPONDING` stays until it
    is cleared or the person leaves the queue.
    """
    now, before = floor.now(), user.presence
    since = before.since if before.definition == definition else now
    user.presence = Presence(definition, since, message)
    status = user.routing.status
    if definition.system == ON_QUEUE and status == OFF_QUEUE:
        user.routing = Routing(IDLE, now)
    elif definition.system != ON_QUEUE and status not in {OFF_QUEUE, INTERACTING, COMMUNICATING}:
        user.routing = Routing(OFF_QUEUE, now)


def presence_json(user: User) -> dict[str, Any]:
    definition = user.presence.definition
    path = f"/api/v2/users/{user.id}/presences/PURECLOUD"
    return {
        "id": user.id,
        "source": "PURECLOUD",
        "primary": True,
        "presenceDefinition": {
            "id": definition.id,
            "systemPresence": definition.system,
            "selfUri": f"/api/v2/presence/definitions/{definition.id}",
        },
        "message": user.presence.message,
        "modifiedDate": stamp(user.presence.since),
        "selfUri": path,
    }


def definition_json(definition: PresenceDefinition) -> dict[str, Any]:
    """Today's listing writes system presences without the space: OnQueue."""
    return {
        "id": definition.id,
        "name": definition.name,
        "type": "System" if definition.is_system else "User",
        "languageLabels": {"en_US": definition.name},
        "systemPresence": definition.system.replace(" ", ""),
        "divisionId": "*",
        "deactivated": False,
        "selfUri": f"/api/v2/presence/definitions/{definition.id}",
    }


def organization_presence_json(definition: PresenceDefinition) -> dict[str, Any]:
    """The older form, as `users/me?expand=presencedefinitions` gives it."""
    return {
        "id": definition.id,
        "name": definition.name,
        "languageLabels": {"en_US": definition.name},
        "systemPresence": definition.system,
        "deactivated": False,
        "primary": definition.is_system,
        "selfUri": f"/api/v2/presencedefinitions/{definition.id}",
    }


def get_presence_definitions(call: Call) -> dict[str, Any]:
    entities = [definition_json(definition) for definition in call.floor.definitions.values()]
    return {"total": len(entities), "entities": entities, "selfUri": call.path}


def get_user_presence(call: Call) -> dict[str, Any]:
    _check_source(call)
    return presence_json(call.user())


def patch_user_presence(call: Call) -> dict[str, Any]:
    _check_source(call)
    user, wanted = call.user(), call.read(UserPresence)
    is_own = call.caller is user
    if not is_own and call.caller is not None and PRESENCE_PERMISSION not in call.caller.permissions:
        raise refusal(PRESENCE_PERMISSION)
    if not is_own and user.out_of_office.in_effect(call.floor.now()):
        raise ApiError(400, "general.bad.request", "The status of a user who is out of office cannot be changed.")
    definition = _definition(call, wanted, user)
    if definition.system == ON_QUEUE and ON_QUEUE_PERMISSION not in user.permissions:
        raise refusal(ON_QUEUE_PERMISSION)
    message = user.presence.message if wanted.message is None else wanted.message
    show_presence(call.floor, user, definition, message)
    call.applied(user, presence=definition.name)
    return presence_json(user)


def _definition(call: Call, wanted: UserPresence, user: User) -> PresenceDefinition:
    if wanted.presence_definition is None:
        return user.presence.definition
    found = call.floor.definitions.get(wanted.presence_definition.id)
    if found is None:
        raise bad_request("The presence definition does not exist.")
    return found


def _check_source(call: Call) -> None:
    source = call.params.get("sourceId", "purecloud")
    if source.lower() != "purecloud":
        raise not_found("presence source", source)


ENDPOINTS = [
    Endpoint("GET", "/api/v2/presence/definitions", "getPresenceDefinitions", get_presence_definitions),
    Endpoint("GET", "/api/v2/users/{userId}/presences/purecloud", "getUserPresencesPurecloud", get_user_presence),
    Endpoint("PATCH", "/api/v2/users/{userId}/presences/purecloud", "patchUserPresencesPurecloud", patch_user_presence),
    Endpoint("GET", "/api/v2/users/{userId}/presences/{sourceId}", "getUserPresence", get_user_presence),
    Endpoint("PATCH", "/api/v2/users/{userId}/presences/{sourceId}", "patchUserPresence", patch_user_presence),
]
