"""Queues: which ones there are, whose member somebody is, and which of them deliver work."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import DomainEntityRef, Entity, Flag, Maybe, Text
from bot.genesys.paging import PAGE_SIZE, Page, Part, as_far_as_it_goes, paged


class Queue(Entity):
    """A queue, as a look-up by name lists it."""

    name: Text = ""
    description: Text = ""
    division: Maybe[DomainEntityRef] = None
    member_count: Maybe[int] = None
    joined_member_count: Maybe[int] = None


class UserQueue(Queue):
    """A queue that a user belongs to. Only a joined one delivers work."""

    joined: Flag = False


class SeenQueues(Area):
    """Queues and memberships."""

    async def get_user_queues(self, user_id: str, *, joined: bool, page_number: int = 1) -> Page[UserQueue]:
        """One page of a user's queues, either the joined or the others: Genesys never lists both at once.

        Operation: getUserQueues. Permission: none.
        """
        return await self._get(
            Page[UserQueue],
            path("/api/v2/users/{}/queues", user_id),
            joined=joined,
            pageNumber=page_number,
            pageSize=PAGE_SIZE,
        )

    async def all_user_queues(self, user_id: str) -> list[UserQueue]:
        """Every queue that the user belongs to, joined or not, by name."""
        both = await asyncio.gather(*(_all(self._user_queues(user_id, joined=joined)) for joined in (True, False)))
        return _once(both)

    async def seen_user_queues(self, user_id: str) -> Part[UserQueue]:
        """The same for somebody who looks: what is known, although a further page may have failed."""
        lists = (self._user_queues(user_id, joined=joined) for joined in (True, False))
        parts = await asyncio.gather(*(as_far_as_it_goes(one) for one in lists))
        return Part(_once([part.entities for part in parts]), whole=all(part.whole for part in parts))

    def _user_queues(self, user_id: str, *, joined: bool) -> AsyncIterator[UserQueue]:
        return paged(lambda number: self.get_user_queues(user_id, joined=joined, page_number=number))

    async def get_routing_queues(self, *, name: str | None = None, page_number: int = 1) -> Page[Queue]:
        """One page of the organisation's queues, by name; `name` is exact unless it begins or ends with `*`.

        Operation: getRoutingQueues. Permission: routing:queue:view.
        """
        return await self._get(
            Page[Queue], path("/api/v2/routing/queues"), name=name, pageNumber=page_number, pageSize=PAGE_SIZE
        )

    async def all_routing_queues(self, *, name: str | None = None) -> list[Queue]:
        """Every page of `get_routing_queues`."""
        pages = paged(lambda number: self.get_routing_queues(name=name, page_number=number))
        return [queue async for queue in pages]


class Queues(SeenQueues, WritingArea):
    """The same, and who joins which."""

    async def patch_user_queue(self, user_id: str, queue_id: str, *, joined: bool) -> UserQueue:
        """Joins or leaves one queue of which the user is a member; the answer is the new state.

        Operation: patchUserQueue. Permission: routing:queue:join or routing:queueMember:manage.
        """
        where = path("/api/v2/users/{}/queues/{}", user_id, queue_id)
        return await self._change(UserQueue, "PATCH", where, {"joined": joined})

    async def patch_user_queues(self, user_id: str, queue_ids: Sequence[str], *, joined: bool) -> None:
        """Joins or leaves many queues at once.

        The answer comes before the effect, and queues the person does not belong to are skipped without an error:
        read back to know. Operation: patchUserQueues. Permission: routing:queue:join or routing:queueMember:manage.
        """
        body = [{"id": queue_id, "joined": joined} for queue_id in queue_ids]
        await self._send("PATCH", path("/api/v2/users/{}/queues", user_id), body)

    async def post_routing_queue_members(self, queue_id: str, user_ids: Sequence[str], *, delete: bool = False) -> None:
        """Makes up to 100 people members of one queue, or with `delete` takes their membership away.

        The answer has no body, and whether a new member has joined is documented nowhere: read back to know.
        Operation: postRoutingQueueMembers. Permission: routing:queue:edit or routing:queueMember:manage.
        """
        body = [{"id": user_id} for user_id in user_ids]
        await self._send("POST", path("/api/v2/routing/queues/{}/members", queue_id), body, delete=delete)


async def _all(queues: AsyncIterator[UserQueue]) -> list[UserQueue]:
    return [queue async for queue in queues]


def _once(lists: Iterable[list[UserQueue]]) -> list[UserQueue]:
    """By name; a queue may change lists between two calls."""
    once = {queue.id: queue for queues in lists for queue in queues}
    return sorted(once.values(), key=lambda queue: (queue.name.casefold(), queue.id))
