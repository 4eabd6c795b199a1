"""What became of a change: a value, not an error."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto

from bot.changes.change import Sentence, State
from bot.changes.kinds import AnyChange
from bot.errors import OnQueueError


class End(StrEnum):
    """How far a change came."""

    DONE = auto()
    ALREADY = auto()  #: it was so before; nothing was written
    FAILED = auto()  #: nothing was changed
    UNKNOWN = auto()  #: Genesys took it, and does not show it
    WAITING = auto()  #: kept, and tried again
    ASKED = auto()  #: waits for somebody's decision, perhaps again
    DECLINED = auto()
    CANCELLED = auto()  #: by its requester
    EXPIRED = auto()  #: nobody decided in time


@dataclass(frozen=True)
class Outcome:
    """A change's row, in the words of `handlers/outcomes.py` later. `before` is None if it could not be read."""

    change_id: str
    change: AnyChange
    end: End
    before: State | None = None
    after: State | None = None
    problem: OnQueueError | None = None
    back_at: datetime | None = None  #: when it is put back

    @property
    def can_undo(self) -> bool:
        return self.end is End.DONE and self.before is not None and self.change.inverse(self.before) is not None


class NoUndo(StrEnum):
    """Why nothing is taken back."""

    NOTHING = auto()
    TOO_LATE = auto()
    ALREADY_UNDONE = auto()
    NO_WAY_BACK = auto()
    CHANGED_SINCE = auto()
    NOT_YOURS = auto()
    DENIED = auto()  #: the rules do not let this person do that
    DECIDED_ANEW = auto()  #: it would do once more what somebody has to decide


@dataclass(frozen=True)
class NotUndone:
    """A refused undo; `now` is the newer state, where somebody changed it since."""

    why: NoUndo
    now: Sentence | None = None
