"""What somebody wants: a change, and what goes with it."""

from dataclasses import dataclass
from datetime import datetime

from bot.approvals.people import Person
from bot.changes.kinds import AnyChange


@dataclass(frozen=True)
class Plan:
    """`subject` is whom it changes; `until` is when it is put back."""

    change: AnyChange
    subject: Person
    until: datetime | None = None
    reason: str = ""
    wishes_decision: bool = False  #: somebody else is to decide, whatever the rules say
