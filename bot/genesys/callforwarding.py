"""Call forwarding: where calls that come from no queue go instead."""

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import Flag, Many, Model, Text


class CallTarget(Model):
    """STATION or PHONENUMBER, and which."""

    type: Text = ""
    value: Text = ""


class CallRoute(Model):
    """Targets that ring together."""

    targets: Many[CallTarget] = ()


class CallForwarding(Model):
    """The setting; its calls are kept while it is off."""

    enabled: Flag = False
    calls: Many[CallRoute] = ()
    voicemail: Text = ""  #: PURECLOUD, LASTCALL or NONE


class SeenCallForwardings(Area):
    """How somebody has set it."""

    async def get_user_callforwarding(self, user_id: str) -> CallForwarding:
        """Somebody's setting. Operation: getUserCallforwarding. Permission: conversation:callForwarding:view."""
        return await self._get(CallForwarding, path("/api/v2/users/{}/callforwarding", user_id))


class CallForwardings(SeenCallForwardings, WritingArea):
    """Genesys's own client turns forwarding off when its person goes on queue, and never on again; the API does not."""

    async def patch_user_callforwarding(self, user_id: str, *, enabled: bool) -> CallForwarding:
        """Turns forwarding on or off, and leaves its calls as they are.

        A setting that breaks a rule (on while on queue, or without calls) is `Invalid`, though Genesys says 409.
        Operation: patchUserCallforwarding. Permission: conversation:callForwarding:edit.
        """
        where = path("/api/v2/users/{}/callforwarding", user_id)
        return await self._change(CallForwarding, "PATCH", where, {"enabled": enabled})
