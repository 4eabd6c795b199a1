"""Trigger ids: the right to open a modal, for three seconds and once."""

import secrets
import time
from dataclasses import dataclass

from bot.sandbox.slack.wire import Refused

LIFE_S = 3.0


@dataclass
class Trigger:
    """Whose deed it was and, when it was done inside a modal, in which view."""

    user: str
    view_id: str | None
    made_at: float
    is_used: bool = False


class Triggers:
    """Issues and exchanges trigger ids. Their life is counted in the machine's own seconds, not by the moved clock.

    A moved clock would end the modals of everybody who is clicking at that moment, which no test means by it.
    """

    def __init__(self) -> None:
        self._issued: dict[str, Trigger] = {}

    def issue(self, user: str, view_id: str | None = None) -> str:
        number = secrets.randbelow(10**10)
        trigger_id = f"{number}.{secrets.randbelow(10**10)}.{secrets.token_hex(16)}"
        self._issued[trigger_id] = Trigger(user, view_id, time.monotonic())
        return trigger_id

    def exchange(self, trigger_id: str) -> Trigger:
        """Whose it is; from now on it is used up. Raises `Refused` as views.open answers."""
        trigger = self._issued.get(trigger_id)
        if trigger is None:
            raise Refused("invalid_trigger_id")
        if trigger.is_used:
            raise Refused("exchanged_trigger_id")
        if time.monotonic() - trigger.made_at > LIFE_S:
            raise Refused("expired_trigger_id")
        trigger.is_used = True
        return trigger
