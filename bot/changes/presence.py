"""Presence, and going on queue, which is one."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State, cut
from bot.genesys.client import Genesys
from bot.genesys.presence import same_presence

NOT_RESPONDING = "NOT_RESPONDING"
ON_QUEUE = "ON_QUEUE"


class PresenceNow(State):
    """The presence somebody has, and the routing status that goes with it."""

    definition_id: str
    system: str
    routing_status: str = ""

    @property
    def on_queue(self) -> bool:
        return same_presence(self.system, ON_QUEUE)


async def presence_now(genesys: Genesys, user_id: str) -> PresenceNow:
    """Reads both; a person without any presence counts as offline."""
    presence = (await genesys.presence.get_user_presence(user_id)).presence_definition
    routing = await genesys.routingstatus.get_user_routingstatus(user_id)
    return PresenceNow(
        definition_id=presence.id if presence else "",
        system=presence.system_presence if presence else "Offline",
        routing_status=routing.status,
    )


class SetPresence(Change[PresenceNow]):
    """Any presence by its definition; `label` is what people call it."""

    kind: Literal["presence.set"] = "presence.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserPresencesPurecloud", "patchUserPresencesPurecloud")
    state: ClassVar = PresenceNow

    definition_id: str
    label: str

    @property
    def puts_on_queue(self) -> bool:
        return same_presence(self.label, ON_QUEUE)

    async def read(self, genesys: Genesys) -> PresenceNow:
        return await presence_now(genesys, self.user_id)

    def rest(self, state: PresenceNow) -> Self | None:
        return None if state.definition_id == self.definition_id else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.presence.patch_user_presence(self.user_id, self.definition_id)

    def inverse(self, before: PresenceNow) -> "SetPresence | None":
        if not before.definition_id:
            return None
        return SetPresence(
            user_id=self.user_id, user_name=self.user_name, definition_id=before.definition_id, label=before.system
        )

    def wish(self) -> Sentence:
        return Sentence(template="set presence to {}", values=(cut(self.label),))

    def sentence(self, before: PresenceNow) -> Sentence:
        if before.on_queue:
            return self._told(
                "your presence is {}, so you are off queue", "{}'s presence is {}, so they are off queue", self.label
            )
        return self._presence_is(self.label)

    def shown(self, state: PresenceNow) -> Sentence:
        """By the label where it is the wanted presence: several labels share one system presence."""
        return self._presence_is(self.label if state.definition_id == self.definition_id else state.system)

    def same(self, one: PresenceNow, other: PresenceNow) -> bool:
        """The routing status moves by itself; only the presence counts."""
        return one.definition_id == other.definition_id

    def _presence_is(self, label: str) -> Sentence:
        return self._told("your presence is {}", "{}'s presence is {}", label)


class GoOnQueue(SetPresence):
    """Makes somebody take calls: presence On Queue and, when they missed a call, the routing status cleared.

    `putUserRoutingstatus` cannot put anyone on queue; the presence does.
    """

    kind: Literal["presence.on_queue"] = "presence.on_queue"  # type: ignore[assignment] # a kind of its own in storage
    operations: ClassVar[tuple[str, ...]] = (*SetPresence.operations, "getUserRoutingstatus", "putUserRoutingstatus")

    presence_left: bool = True
    routing_left: bool = True

    def rest(self, state: PresenceNow) -> Self | None:
        presence_left, routing_left = not state.on_queue, state.routing_status == NOT_RESPONDING
        if not (presence_left or routing_left):
            return None
        return self.model_copy(update={"presence_left": presence_left, "routing_left": routing_left})

    async def apply(self, genesys: Genesys) -> None:
        if self.presence_left:
            await genesys.presence.patch_user_presence(self.user_id, self.definition_id)
        if self.routing_left:
            await genesys.routingstatus.put_user_routingstatus(self.user_id, "IDLE")

    def inverse(self, before: PresenceNow) -> SetPresence | None:
        """A cleared NOT_RESPONDING does not come back."""
        return None if before.on_queue else super().inverse(before)

    def wish(self) -> Sentence:
        return Sentence(template="go on queue")

    def sentence(self, before: PresenceNow) -> Sentence:
        if before.on_queue:
            return self._told(
                "you are on queue again; the missed call is cleared",
                "{} is on queue again; the missed call is cleared",
            )
        return self._on_queue()

    def shown(self, state: PresenceNow) -> Sentence:
        return self._on_queue() if state.on_queue else super().shown(state)

    def _on_queue(self) -> Sentence:
        return self._told("you are on queue", "{} is on queue")
