"""Who may do what: one table from operation to the permissions of which one is enough.

A call passes with one permission of `operations.json` or of today's documentation; where the former lists none the
latter alone counts, and an operation that neither names is everybody's. Refusals name today's permissions.
"""

import json
from collections.abc import Collection
from pathlib import Path

from bot.sandbox.genesys.errors import ApiError

#: Routing > Agent > On Queue, the right to choose the On Queue presence. Spelled as permissions of the API are.
ON_QUEUE_PERMISSION = "routing:agent:onQueue"
#: Needed for somebody else's presence; one's own needs none but the above.
PRESENCE_PERMISSION = "presence:userPresence:edit"

#: Today's permissions where they differ from `operations.json`, or where the operation is not in it.
TODAY: dict[str, tuple[str, ...]] = {
    "deleteUser": ("admin", "directory:user:delete", "directory:organization:admin"),
    "deleteUserRoutinglanguage": ("routing:skill:assign", "routing:language:assign"),
    "deleteUserRoutingskill": ("routing:skill:assign",),
    "deleteUserStationAssociatedstation": ("telephony:station:disassociate",),
    "getUserCallforwarding": ("conversation:callForwarding:view",),
    "getUserStation": ("telephony:otherStationAssociation:view",),
    "getUsersSearch": ("directory:user:view",),
    "patchUser": ("admin", "directory:user:edit", "directory:organization:admin"),
    "patchUserCallforwarding": ("conversation:callForwarding:edit",),
    "patchUserQueue": ("routing:queue:join", "routing:queueMember:manage"),
    "patchUserQueues": ("routing:queue:join", "routing:queueMember:manage"),
    "patchUserRoutinglanguage": ("routing:skill:assign", "routing:language:assign"),
    "patchUsersBulk": ("directory:user:edit", "directory:organization:admin"),
    "postAnalyticsUsersDetailsQuery": ("analytics:userDetail:view",),
    "postUserInvite": ("admin", "directory:organization:admin", "directory:user:setPassword"),
    "postUserPassword": ("directory:user:setPassword",),
    "postUserRoutinglanguages": ("routing:skill:assign", "routing:language:assign"),
    "postUserRoutingskills": ("routing:skill:assign",),
    "postUsersSearch": ("directory:user:view",),
    "putUserCallforwarding": ("conversation:callForwarding:edit",),
    "putUserProfileskills": ("directory:userProfile:edit",),
    "putUserRoles": ("authorization:grant:add",),
    "putUserRoutingskill": ("routing:skill:assign",),
    "putUserStationAssociatedstationStationId": ("telephony:otherStationAssociation:edit",),
    "getRoutingQueues": ("routing:queue:view",),
    "postRoutingQueueMembers": ("routing:queue:edit", "routing:queueMember:manage"),
    "postAnalyticsQueuesObservationsQuery": ("analytics:queueObservation:view",),
    "getRoutingSkills": ("routing:skill:view",),
}

#: Refusals that have a code of their own.
CODES = {"getUserCallforwarding": "callforwarding.usernotpermitted"}


def _listed() -> dict[str, tuple[str, ...]]:
    rows = json.loads(Path(__file__).with_name("operations.json").read_text("utf-8"))
    return {row["name"]: tuple(row["permissions"]) for row in rows}


LISTED = _listed()


def enough(operation: str) -> tuple[str, ...]:
    """The permissions of which one is enough; empty: everybody may."""
    return tuple(dict.fromkeys(TODAY.get(operation, ()) + LISTED.get(operation, ())))


def check(operation: str, held: Collection[str]) -> None:
    """Raises the refusal unless one of the operation's permissions is held."""
    needed = enough(operation)
    if needed and not set(needed) & set(held):
        raise refusal(*(TODAY.get(operation) or needed), code=CODES.get(operation, ""))


def refusal(*permissions: str, code: str = "") -> ApiError:
    """The 403 that names what is missing: one permission, or several of which one is enough."""
    if len(permissions) == 1:
        message = "Unable to perform the requested action. You are missing the following permission(s): {permissions}"
        return ApiError(403, code or "missing.permissions", message, permissions=permissions[0])
    message = (
        "Unable to perform the requested action. "
        "You must have at least one of the following permissions assigned: {permissions}"
    )
    return ApiError(403, code or "missing.any.permissions", message, permissions=", ".join(permissions))


AGENT = frozenset(
    {
        ON_QUEUE_PERMISSION,
        "routing:queue:join",
        "routing:queue:view",
        "routing:skill:view",
        "directory:user:view",
        "directory:userProfile:view",
        "conversation:call:add",
        "conversation:callForwarding:view",
        "conversation:callForwarding:edit",
        "telephony:otherStationAssociation:view",
        "telephony:otherStationAssociation:edit",
        "telephony:station:disassociate",
    }
)
LEAD = AGENT | {
    PRESENCE_PERMISSION,
    "routing:queueMember:manage",
    "routing:skill:assign",
    "routing:language:assign",
    "authorization:grant:view",
    "authorization:role:view",
    "analytics:userAggregate:view",
    "analytics:userDetail:view",
    "analytics:userObservation:view",
    "analytics:queueObservation:view",
}
#: An administrator holds everything that any operation asks for.
ADMIN = LEAD.union(*TODAY.values(), *LISTED.values(), {"routing:queue:edit", "oauth:token:delete"})

ROLES: dict[str, frozenset[str]] = {"agent": AGENT, "lead": LEAD, "admin": ADMIN}
ROLE_NAMES = {"agent": "Agent", "lead": "Team lead", "admin": "Admin"}
#: What a person lacks although their role has it (`Person.lacks`).
LACKING = {"queues": "routing:queue:join", "on_queue": ON_QUEUE_PERMISSION}
