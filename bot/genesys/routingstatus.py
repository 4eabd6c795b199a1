"""Routing status: what the platform thinks of somebody's readiness for queue work."""

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import Model, Text, When


class RoutingStatus(Model):
    """OFF_QUEUE, IDLE (waits for work), INTERACTING, NOT_RESPONDING (no offers until cleared), COMMUNICATING."""

    status: Text = ""
    start_time: When = None


class SeenRoutingStatuses(Area):
    """Derived by the platform from the presence and the work in hand."""

    async def get_user_routingstatus(self, user_id: str) -> RoutingStatus:
        """Somebody's routing status; a user who does not exist reads OFF_QUEUE, not 404.

        Operation: getUserRoutingstatus. Permission: none.
        """
        return await self._get(RoutingStatus, path("/api/v2/users/{}/routingstatus", user_id))


class RoutingStatuses(SeenRoutingStatuses, WritingArea):
    """The same, and the one use of setting it."""

    async def put_user_routingstatus(self, user_id: str, status: str) -> RoutingStatus:
        """Sets the routing status. It puts nobody on queue (presence does): its use is NOT_RESPONDING → IDLE.

        A transition that is not allowed is `Invalid`. Operation: putUserRoutingstatus.
        """
        return await self._change(
            RoutingStatus, "PUT", path("/api/v2/users/{}/routingstatus", user_id), {"status": status}
        )
