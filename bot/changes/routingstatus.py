"""The routing status as Genesys's plain operation sets it; for going on queue see `presence.py`."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys


class RoutingNow(State):
    """The routing status, in Genesys's words."""

    status: str


class SetRoutingStatus(Change[RoutingNow]):
    """`status` is IDLE or OFF_QUEUE; which changes are allowed is Genesys's to say."""

    kind: Literal["routingstatus.set"] = "routingstatus.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserRoutingstatus", "putUserRoutingstatus")
    state: ClassVar = RoutingNow

    status: str

    async def read(self, genesys: Genesys) -> RoutingNow:
        return RoutingNow(status=(await genesys.routingstatus.get_user_routingstatus(self.user_id)).status)

    def rest(self, state: RoutingNow) -> Self | None:
        return None if state.status == self.status else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.routingstatus.put_user_routingstatus(self.user_id, self.status)

    def inverse(self, before: RoutingNow) -> None:
        """Genesys derives the status and lets nobody set a former one back."""

    def wish(self) -> Sentence:
        return Sentence(template="set routing status to {}", values=(self.status,))

    def sentence(self, before: RoutingNow) -> Sentence:
        return self._told(
            "your routing status went from {} to {}",
            "{}'s routing status went from {} to {}",
            before.status,
            self.status,
        )

    def shown(self, state: RoutingNow) -> Sentence:
        return self._told("your routing status is {}", "{}'s routing status is {}", state.status)
