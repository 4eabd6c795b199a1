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
    shows_first: bool = False  #: its asker sees whom it changes before anything is done


@dataclass(frozen=True)
class Yes:
    """What goes with somebody's yes to an offer: the e-mail that they typed, and a reason."""

    typed: str = ""
    reason: str = ""
    wishes_decision: bool = False

    def names(self, subject: Person) -> bool:
        """Whether what was typed is the e-mail of whom it changes."""
        return is_email_of(self.typed, subject.email)


def is_email_of(typed: str, email: str) -> bool:
    """Without a regard to case and blanks around it."""
    return bool(email) and typed.strip().casefold() == email.strip().casefold()
