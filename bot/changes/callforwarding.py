"""Call forwarding on and off; it concerns calls outside the queues, and Genesys allows it only off queue."""

from typing import ClassVar, Literal, Self

from bot.changes.change import Change, Sentence, State
from bot.genesys.client import Genesys


class ForwardingNow(State):
    """Whether calls are forwarded."""

    enabled: bool


class SetForwarding(Change[ForwardingNow]):
    """Turns it on or off; the targets stay as they are."""

    kind: Literal["callforwarding.set"] = "callforwarding.set"
    operations: ClassVar[tuple[str, ...]] = ("getUserCallforwarding", "patchUserCallforwarding")
    state: ClassVar = ForwardingNow

    enabled: bool

    async def read(self, genesys: Genesys) -> ForwardingNow:
        return ForwardingNow(enabled=(await genesys.callforwarding.get_user_callforwarding(self.user_id)).enabled)

    def rest(self, state: ForwardingNow) -> Self | None:
        return None if state.enabled is self.enabled else self

    async def apply(self, genesys: Genesys) -> None:
        await genesys.callforwarding.patch_user_callforwarding(self.user_id, enabled=self.enabled)

    def inverse(self, before: ForwardingNow) -> "SetForwarding":
        return SetForwarding(user_id=self.user_id, enabled=before.enabled)

    def sentence(self, before: ForwardingNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        return Sentence(template="call forwarding is on" if self.enabled else "call forwarding is off")

    def shown(self, state: ForwardingNow) -> Sentence:
        return Sentence(template="call forwarding is on" if state.enabled else "call forwarding is off")
