"""Presence: what somebody says they are doing. On Queue is one, and the only way onto the queues."""

from bot.genesys.area import Area, WritingArea, path
from bot.genesys.model import Entity, Flag, Many, Maybe, Model, Text, When


def same_presence(one: str, other: str) -> bool:
    """Whether two spellings are one system presence: the API writes ON_QUEUE, "On Queue" and OnQueue."""
    return _plain(one) == _plain(other)


def _plain(presence: str) -> str:
    return presence.replace("_", "").replace(" ", "").casefold()


class PresenceDefinition(Entity):
    """A presence by its id, with the system presence it counts as."""

    system_presence: Text = ""


class UserPresence(Model):
    """What somebody's presence is, and since when."""

    presence_definition: Maybe[PresenceDefinition] = None
    message: Text = ""
    modified_date: When = None


class OrganizationPresenceDefinition(Entity):
    """A presence that people may choose; many share one system presence, of which one has the type System."""

    name: Text = ""
    type: Text = ""  #: System, or User for the organisation's own
    language_labels: Maybe[dict[str, Text]] = None
    system_presence: Text = ""
    deactivated: Flag = False

    @property
    def label(self) -> str:
        """What people know it by."""
        labels = self.language_labels or {}
        return labels.get("en_US") or self.name or next(filter(None, labels.values()), "") or self.system_presence


class _Definitions(Model):
    entities: Many[OrganizationPresenceDefinition] = ()


class SeenPresences(Area):
    """Presence definitions, and the presence of people in Genesys's own client (source PURECLOUD)."""

    async def get_presence_definitions(self) -> tuple[OrganizationPresenceDefinition, ...]:
        """All that are in use and may be seen; not paged.

        Operation: getPresenceDefinitions. Permission: presence:presenceDefinition:view, only for a division's own.
        """
        found = await self._get(_Definitions, path("/api/v2/presence/definitions"))
        return found.entities

    async def get_user_presence(self, user_id: str) -> UserPresence:
        """Somebody's presence. Operation: getUserPresencesPurecloud. Permission: none."""
        return await self._get(UserPresence, path("/api/v2/users/{}/presences/purecloud", user_id))


class Presences(SeenPresences, WritingArea):
    """The same, and setting it."""

    async def patch_user_presence(self, user_id: str, definition_id: str) -> UserPresence:
        """Sets the presence; any other than On Queue takes the person off queue.

        Operation: patchUserPresencesPurecloud. Permission: none for one's own, but routing:agent:onQueue for On Queue;
        presence:userPresence:edit for another's.
        """
        body = {"presenceDefinition": {"id": definition_id}}
        return await self._change(UserPresence, "PATCH", path("/api/v2/users/{}/presences/purecloud", user_id), body)
