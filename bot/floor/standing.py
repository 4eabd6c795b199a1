"""What one person is doing, made of the parts of their user record that a page expands. No I/O."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import UserPresence, same_presence
from bot.genesys.users import User

#: What a page of users must expand for `standing` to see everything.
EXPAND = ("presence", "routingStatus", "outOfOffice", "station")
BREAKS = ("Break", "Meal")


class Doing(StrEnum):
    """What somebody is doing, in the order in which a floor is told: what may need somebody comes first."""

    NOT_RESPONDING = "not responding"
    ON_BREAK = "on a break"
    INTERACTING = "on an interaction"
    WAITING = "on queue, waiting"
    OFF_QUEUE = "off queue"
    OUT_OF_OFFICE = "out of office"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Standing:
    """One person at one moment. `since` is None where Genesys did not tell; `presence` is a system presence."""

    id: str
    name: str
    email: str
    doing: Doing
    presence: str = ""
    since: datetime | None = None
    is_out_of_office: bool = False
    has_no_station: bool = False

    @property
    def is_on_queue(self) -> bool:
        return same_presence(self.presence, "On Queue")


def standing(user: User, now: datetime) -> Standing:
    """What a user record says. Genesys expands as well as it can: what is missing is unknown, never assumed."""
    presence = user.presence or UserPresence()
    system = presence.presence_definition.system_presence if presence.presence_definition else ""
    out_of_office = in_effect(user.out_of_office, now)
    doing = _doing(user.routing_status.status if user.routing_status else "", system, is_out=out_of_office)
    by_routing = doing in {Doing.NOT_RESPONDING, Doing.INTERACTING} and user.routing_status is not None
    return Standing(
        id=user.id,
        name=user.name,
        email=user.email,
        doing=doing,
        presence=system,
        since=user.routing_status.start_time if by_routing and user.routing_status else presence.modified_date,
        is_out_of_office=out_of_office,
        has_no_station=user.station is not None
        and user.station.effective_station is None
        and user.station.associated_station is None,
    )


def _doing(routing: str, presence: str, *, is_out: bool) -> Doing:
    """Work in hand outweighs the presence: somebody who chose a break may still be finishing a call."""
    if routing == "NOT_RESPONDING":
        return Doing.NOT_RESPONDING
    if routing in {"INTERACTING", "COMMUNICATING"}:
        return Doing.INTERACTING
    if same_presence(presence, "On Queue"):
        return Doing.WAITING
    if is_out:
        return Doing.OUT_OF_OFFICE
    if not presence:
        return Doing.UNKNOWN
    if same_presence(presence, "Offline"):
        return Doing.OFFLINE
    return Doing.ON_BREAK if any(same_presence(presence, name) for name in BREAKS) else Doing.OFF_QUEUE


def in_effect(setting: OutOfOffice | None, now: datetime) -> bool:
    """Genesys keeps a setting active whose time has not come, or is over."""
    if setting is None or not setting.active or (setting.start_date and setting.start_date > now):
        return False
    return setting.indefinite or setting.end_date is None or setting.end_date > now
