"""Whether a reminder is said now, later, or not at all: one reading of its person's state, and their hours. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import same_presence
from bot.genesys.users import User
from bot.schedules.contents import Does, ReminderContent
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.hours import Hours
from bot.schedules.rules import BeforeReturn, OffQueue, Once, window_of
from bot.schedules.schedule import Firing

#: What one read has to bring.
EXPAND = ("presence", "routingStatus", "outOfOffice")
OFF_QUEUE, NOT_RESPONDING = "OFF_QUEUE", "NOT_RESPONDING"
BUSY = {"INTERACTING", "COMMUNICATING"}
LOOKS_AGAIN_AFTER = timedelta(seconds=30)
#: Whoever is on one chat after the other is on an interaction all day; by then they are told in the midst of it.
WAITS_AT_MOST = timedelta(minutes=30)


def is_out(out: OutOfOffice, at: datetime) -> bool:
    """Whether this setting means out of office at `at`, and not only from some later day on."""
    ended = out.end_date is not None and not out.indefinite and out.end_date <= at
    return out.active and not ended and (out.start_date is None or out.start_date <= at)


@dataclass(frozen=True)
class State:
    """A person as Genesys shows them now."""

    presence: str  #: the system presence, as the API spells it; empty: Genesys did not tell
    routing: str
    routing_since: datetime | None
    out_of_office: OutOfOffice

    @classmethod
    def of(cls, user: User) -> "State":
        """From a user read with `EXPAND`."""
        definition = user.presence.presence_definition if user.presence else None
        routing = user.routing_status
        return cls(
            presence=definition.system_presence if definition else "",
            routing=routing.status if routing else "",
            routing_since=routing.start_time if routing else None,
            out_of_office=user.out_of_office or OutOfOffice(),
        )

    @property
    def takes_calls(self) -> bool:
        """On queue, and not set aside as not responding."""
        return same_presence(self.presence, "On Queue") and self.routing != NOT_RESPONDING

    @property
    def is_offline(self) -> bool:
        return same_presence(self.presence, "Offline")

    def is_out(self, now: datetime) -> bool:
        return is_out(self.out_of_office, now)


@dataclass(frozen=True)
class Moment:
    """When and where a firing is judged, and by whose hours; `told_at`: when the same reminder was last said."""

    now: datetime
    zone: ZoneInfo
    hours: Hours
    told_at: datetime | None = None


def judged(firing: Firing, state: State, moment: Moment) -> Fired:
    """What is to become of one firing: first whether it is wanted at all, then whether it is true, then whether now."""
    return (
        _unwanted(firing, state, moment) or _untrue(firing, state, moment) or _not_now(firing, state, moment) or Sent()
    )


def off_since(rule: OffQueue, state: State, moment: Moment) -> datetime:
    """From when on the minutes count: since they are off queue, but not from before the window."""
    since = state.routing_since or moment.now
    window = window_of(rule, zone=moment.zone, at=moment.now)
    return max(since, window[0]) if window and rule.starts != rule.ends else since


def _unwanted(firing: Firing, state: State, moment: Moment) -> Skipped | None:
    """A return is spoken of while its person is away, so neither being out of office nor a day off is in its way."""
    rule, listed = firing.schedule.rule, not isinstance(firing.schedule.rule, OffQueue)
    if isinstance(rule, BeforeReturn):
        return None
    if state.is_out(moment.now):
        return Skipped(Skip.OUT_OF_OFFICE, listed)
    if moment.hours.is_off(moment.now, moment.zone):
        return Skipped(Skip.DAY_OFF, listed)
    # Whoever named one moment meant it, whatever their hours are.
    if not isinstance(rule, Once) and not moment.hours.works(moment.now, moment.zone):
        return Skipped(Skip.NOT_WORKING, listed)
    return None


def _untrue(firing: Firing, state: State, moment: Moment) -> Fired | None:
    match firing.schedule.rule:
        case OffQueue() as rule:
            return _not_off_queue(rule, state, moment)
        case BeforeReturn() as rule:
            return None if _returns(rule, state.out_of_office, moment) else Skipped(Skip.UNTRUE, listed=False)
        case _:
            content = firing.schedule.content
            on_queue = isinstance(content, ReminderContent) and content.does is Does.ON_QUEUE
            return Skipped(Skip.UNTRUE) if on_queue and state.takes_calls else None


def _not_off_queue(rule: OffQueue, state: State, moment: Moment) -> Fired | None:
    """Told once for each time that they go off queue. Who has ended their day is not off queue but gone."""
    untrue = Skipped(Skip.UNTRUE, listed=False)
    if state.routing != OFF_QUEUE or state.is_offline:
        return untrue
    since = off_since(rule, state, moment)
    if moment.told_at is not None and moment.told_at >= since:
        return untrue
    window = window_of(rule, zone=moment.zone, at=moment.now)
    too_long = since + timedelta(minutes=rule.minutes)
    if window is None or too_long > window[1]:
        return untrue
    return Held(too_long) if too_long > moment.now else None


def _returns(rule: BeforeReturn, out: OutOfOffice, moment: Moment) -> bool:
    """Whether they come back in so many days, by the calendar."""
    if not out.active or out.indefinite or out.end_date is None or out.end_date <= moment.now:
        return False
    today, back = (at.astimezone(moment.zone).date() for at in (moment.now, out.end_date))
    return back - today == timedelta(days=rule.days)


def _not_now(firing: Firing, state: State, moment: Moment) -> Fired | None:
    looks = isinstance(firing.schedule.rule, OffQueue)
    quiet_until = moment.hours.quiet_until(moment.now, moment.zone)
    if quiet_until is not None:
        return Skipped(Skip.QUIET_HOURS, listed=False) if looks else Held(quiet_until)
    due_at = moment.hours.quiet_until(firing.fire_at, moment.zone) or firing.fire_at
    if state.routing in BUSY and moment.now - due_at < WAITS_AT_MOST:
        return Held(moment.now + LOOKS_AGAIN_AFTER)
    return None
