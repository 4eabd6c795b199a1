"""What became of one firing, as the handler of its kind says it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum, auto


class Skip(StrEnum):
    """Why nothing was said; `handlers/reminder_cards.py` has the words for each."""

    LATE = auto()  #: the bot was away, or too busy, until it was too late to say it
    PAUSED = auto()
    ENDED = auto()  #: taken off, or changed, before it could be said
    MOVED = auto()  #: its person is in another zone now, where this moment comes later
    NO_SIGN_IN = auto()  #: nobody's token can look: the link sleeps or is gone, or its person is not served any more
    FAILED = auto()  #: tried again and again, to no avail
    DAY_OFF = auto()
    NOT_WORKING = auto()  #: outside the hours that its person works
    OUT_OF_OFFICE = auto()
    QUIET_HOURS = auto()
    UNTRUE = auto()  #: what it was to remind of no longer holds
    NOTHING_NEW = auto()  #: nothing needs anyone, and so nothing was to be said
    NO_CHANNEL = auto()  #: the channel is gone or closed to the bot


@dataclass(frozen=True)
class Sent:
    """It was said."""


@dataclass(frozen=True)
class Held:
    """Not now: it is looked at again at `until`, an aware moment."""

    until: datetime


@dataclass(frozen=True)
class Skipped:
    """Nothing is said this time. What is not `listed` was but a look, of which nobody asks later."""

    reason: Skip
    listed: bool = True


Fired = Sent | Held | Skipped
