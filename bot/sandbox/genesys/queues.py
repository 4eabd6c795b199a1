"""Queues: belonging to one is set by administrators, having joined it by the agent; only joined ones deliver work.

Decided here, where the documentation leaves it open: members are added, and taken out, before the answer comes; a new
one has joined unless the floor's `new_members_join` says otherwise; who belongs already is passed over, as is who never
did.
"""

from fnmatch import fnmatchcase
from typing import Any

from bot.sandbox.genesys.call import Body, Call, Endpoint
from bot.sandbox.genesys.errors import ApiError, bad_request, not_found
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.paging import paged
from bot.sandbox.genesys.state import Queue, User

LARGEST_PAGE = 100
MOST_MEMBERS = 100


class Joined(Body):
    joined: bool


class Member(Body):
    id: str


class QueueJoined(Body):
    id: str
    joined: bool


def queue_json(floor: Floor, queue: Queue) -> dict[str, Any]:
    division = floor.organization.division
    joined = [user.memberships[queue.id] for user in floor.members(queue)]
    return {
        "id": queue.id,
        "name": queue.name,
        "division": {
            "id": division.id,
            "name": division.name,
            "selfUri": f"/api/v2/authorization/divisions/{division.id}",
        },
        "memberCount": len(joined),
        "userMemberCount": len(joined),
        "joinedMemberCount": sum(joined),
        "skillEvaluationMethod": "ALL",
        "selfUri": f"/api/v2/routing/queues/{queue.id}",
    }


def user_queue_json(floor: Floor, user: User, queue_id: str) -> dict[str, Any]:
    return {**queue_json(floor, floor.queues[queue_id]), "joined": user.memberships[queue_id]}


def _memberships(call: Call, user: User, *, joined: bool | None) -> Any:
    mine = [queue for queue, has_joined in user.memberships.items() if joined in {None, has_joined}]
    mine.sort(key=lambda queue: call.floor.queues[queue].name)
    return paged(call, mine, lambda queue: user_queue_json(call.floor, user, queue), largest=LARGEST_PAGE)


def get_user_queues(call: Call) -> Any:
    """Only the joined ones unless `joined=false` asks for the others: two calls give the whole picture."""
    return _memberships(call, call.user(), joined=call.flag("joined", default=True))


def get_routing_queues_me(call: Call) -> Any:
    """Unlike the above: both kinds when `joined` is not said."""
    return _memberships(call, call.me(), joined=call.flag("joined", default=None))


def patch_user_queue(call: Call) -> dict[str, Any]:
    """Answers truly, at once."""
    user, queue, joined = call.user(), call.queue(), call.read(Joined).joined
    if queue.id not in user.memberships:
        message = "The user {user} is not a member of the queue {queue}."
        raise ApiError(404, "not.found", message, user=user.name, queue=queue.name)
    user.memberships[queue.id] = joined
    call.applied(user, queues={queue.id: joined})
    return user_queue_json(call.floor, user, queue.id)


def patch_user_queues(call: Call) -> Any:
    """Answers before the effect, with the state as it still is; queues without membership are skipped silently."""
    user, wanted = call.user(), call.read(list[QueueJoined])
    if not wanted:
        raise bad_request("The list of queues is empty.")
    floor, user_id = call.floor, user.id
    answer = _memberships(call, user, joined=None)

    def join() -> None:
        person = floor.users[user_id]
        mine = {queue.id: queue.joined for queue in wanted if queue.id in person.memberships}
        person.memberships.update(mine)
        if mine:
            call.applied(person, queues=mine)

    floor.later(join)
    return answer


def get_routing_queues(call: Call) -> Any:
    """By name; a name is exact unless it begins or ends with `*`. Case does not matter."""
    pattern = call.query.get("name", "*").lower().replace("[", "[[]").replace("?", "[?]")
    wanted = call.listed("id")
    found = [queue for queue in call.floor.queues.values() if fnmatchcase(queue.name.lower(), pattern)]
    found = [queue for queue in found if not wanted or queue.id in wanted]
    descending = call.query.get("sortOrder", "asc").lower().startswith("desc")
    found.sort(key=lambda queue: queue.name, reverse=descending)
    return paged(call, found, lambda queue: queue_json(call.floor, queue), largest=LARGEST_PAGE)


def post_routing_queue_members(call: Call) -> None:
    """Adds the people listed, or with `delete=true` takes them out. All of them, or, if one is unknown, nobody."""
    queue, deletes = call.queue(), bool(call.flag("delete", default=False))
    ids = [member.id for member in call.read(list[Member])]
    if not 1 <= len(ids) <= MOST_MEMBERS:
        raise bad_request(f"The list of members must have between 1 and {MOST_MEMBERS} entries.")
    users = {user.id: user for user in call.floor.present()}
    for unknown in (user_id for user_id in ids if user_id not in users):
        raise not_found("user", unknown)
    for user in (users[user_id] for user_id in dict.fromkeys(ids)):
        if deletes and user.memberships.pop(queue.id, None) is not None:
            call.applied(user, left=queue.id)
        elif not deletes and queue.id not in user.memberships:
            user.memberships[queue.id] = call.floor.new_members_join
            call.applied(user, queues={queue.id: user.memberships[queue.id]})


ENDPOINTS = [
    Endpoint("GET", "/api/v2/routing/queues", "getRoutingQueues", get_routing_queues),
    Endpoint("GET", "/api/v2/routing/queues/me", "getRoutingQueuesMe", get_routing_queues_me),
    Endpoint(
        "POST",
        "/api/v2/routing/queues/{queueId}/members",
        "postRoutingQueueMembers",
        post_routing_queue_members,
        status=204,
    ),
    Endpoint("GET", "/api/v2/users/{userId}/queues", "getUserQueues", get_user_queues),
    Endpoint("PATCH", "/api/v2/users/{userId}/queues", "patchUserQueues", patch_user_queues),
    Endpoint("PATCH", "/api/v2/users/{userId}/queues/{queueId}", "patchUserQueue", patch_user_queue),
]
