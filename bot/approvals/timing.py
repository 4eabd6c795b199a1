"""When somebody is nudged, when a request goes on to the next, and when it has expired."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum, auto

from bot.approvals.working import Working

#: Time worked by the approver before the first nudge, the second, and before it goes on to the next.
GAPS = (timedelta(minutes=15), timedelta(minutes=45), timedelta(hours=2))
BETWEEN_NUDGES = timedelta(minutes=5)


class Deed(StrEnum):
    """What is to be done when nobody decided."""

    NUDGE = auto()
    MOVE_ON = auto()


@dataclass(frozen=True)
class Step:
    """What is to be done, and when, in UTC."""

    deed: Deed
    at: datetime


def next_step(
    last_at: datetime, nudges: int, working: Working, *, expires_at: datetime, has_next: bool = True
) -> Step | None:
    """What comes next with the one whom a request is with; None: nothing before it expires.

    `last_at` is when they were asked, or last nudged by this, and `nudges` how often that was. A nudge by hand counts
    for neither, so it can't keep a request with somebody. Gaps are counted in the time that they work. Whose next
    moment would come too late, because they don't work before it expires, is left after the first gap by the clock.
    With nobody to go on to, the last one is nudged on and on, ever more rarely.
    """
    at = working.after(last_at, _gap(nudges), before=expires_at)
    if not has_next:
        return Step(Deed.NUDGE, at) if at else None
    if at:
        return Step(Deed.NUDGE if nudges < len(GAPS) - 1 else Deed.MOVE_ON, at)
    at = last_at + GAPS[0]
    return Step(Deed.MOVE_ON, at) if at < expires_at else None


def _gap(nudges: int) -> timedelta:
    doubled = max(0, nudges - len(GAPS) + 1)
    return GAPS[min(nudges, len(GAPS) - 1)] * 2.0**doubled


def may_nudge_at(last_at: datetime | None, now: datetime) -> datetime:
    """From when on somebody may be nudged by hand; `last_at` is when they were last nudged, however."""
    return now if last_at is None else max(now, last_at + BETWEEN_NUDGES)


def expires_at(asked_at: datetime, expires_after: timedelta) -> datetime:
    return asked_at + expires_after


def has_expired(asked_at: datetime, expires_after: timedelta, now: datetime) -> bool:
    """At the instant itself it has."""
    return now >= expires_at(asked_at, expires_after)
