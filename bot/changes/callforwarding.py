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
        return SetForwarding(user_id=self.user_id, user_name=self.user_name, enabled=before.enabled)

    def wish(self) -> Sentence:
        return Sentence(template="turn call forwarding on" if self.enabled else "turn call forwarding off")

    def sentence(self, before: ForwardingNow) -> Sentence:  # noqa: ARG002 - the signature of every change
        return self._is(enabled=self.enabled)

    def shown(self, state: ForwardingNow) -> Sentence:
        return self._is(enabled=state.enabled)

    def _is(self, *, enabled: bool) -> Sentence:
        if enabled:
            return self._told("call forwarding is on", "{}'s call forwarding is on")
        return self._told("call forwarding is off", "{}'s call forwarding is off")
