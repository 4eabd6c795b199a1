"""Queues: which ones there are, whose member somebody is, and which of them deliver work."""

import asyncio
from collections.abc import Sequence

from bot.genesys.area import Area, path
from bot.genesys.model import DomainEntityRef, Entity, Flag, Maybe, Text
from bot.genesys.paging import PAGE_SIZE, Page, paged


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


class Queues(Area):
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

        async def listed(*, joined: bool) -> list[UserQueue]:
            pages = paged(lambda number: self.get_user_queues(user_id, joined=joined, page_number=number))
            return [queue async for queue in pages]

        both = await asyncio.gather(listed(joined=True), listed(joined=False))
        once = {queue.id: queue for queues in both for queue in queues}  # It may change lists between the two calls.
        return sorted(once.values(), key=lambda queue: (queue.name.casefold(), queue.id))

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
