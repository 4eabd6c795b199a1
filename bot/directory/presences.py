"""The organisation's presences by what people call them, kept a few minutes: they hardly ever change."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.errors import NotFound
from bot.genesys.presence import OrganizationPresenceDefinition, same_presence
from bot.genesys.reading import Reading

KEPT = timedelta(minutes=5)


class Presences:
    """Presence definitions of the one organisation, read with whoever asks first."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: Sequence[OrganizationPresenceDefinition] = ()
        self._until: datetime | None = None

    async def all(self, genesys: Reading) -> Sequence[OrganizationPresenceDefinition]:
        """Those in use."""
        now = self._clock.now()
        if self._until is None or now >= self._until:
            found = await genesys.presence.get_presence_definitions()
            self._known = [definition for definition in found if not definition.deactivated]
            self._until = now + KEPT
        return self._known

    async def system(self, genesys: Reading, presence: str) -> OrganizationPresenceDefinition:
        """The one of type System for a system presence: many labels may share it."""
        same = [found for found in await self.all(genesys) if same_presence(found.system_presence, presence)]
        own = [found for found in same if found.type.casefold() == "system"]
        if not same:
            raise NotFound(f"this organisation has no presence {presence}")
        return (own or same)[0]

    async def labels(self, genesys: Reading) -> dict[str, OrganizationPresenceDefinition]:
        """Every presence but the system's own On Queue, Idle and Offline, by its label in lower case."""
        hidden = ("ONQUEUE", "IDLE", "OFFLINE")
        return {
            found.label.casefold(): found
            for found in await self.all(genesys)
            if found.label and not any(same_presence(found.system_presence, name) for name in hidden)
        }

    async def label_of(self, genesys: Reading, definition_id: str) -> str:
        """What people call a presence; empty if it is not among those in use."""
        return next((found.label for found in await self.all(genesys) if found.id == definition_id), "")
