"""Every kind of change there is, by the name under which it is stored."""

from collections.abc import Mapping
from typing import Any

from bot.changes.callforwarding import SetForwarding
from bot.changes.change import Change
from bot.changes.default_station import SetDefaultStation
from bot.changes.outofoffice import SetOutOfOffice
from bot.changes.presence import GoOnQueue, SetPresence
from bot.changes.queue_members import AddMembers, RemoveMembers
from bot.changes.queues import SetQueues
from bot.changes.routingstatus import SetRoutingStatus
from bot.changes.stations import LeaveStation, TakeStation

AnyChange = Change[Any]

KINDS: dict[str, type[AnyChange]] = {
    "presence.set": SetPresence,
    "presence.on_queue": GoOnQueue,
    "routingstatus.set": SetRoutingStatus,
    "outofoffice.set": SetOutOfOffice,
    "queues.set": SetQueues,
    "queues.add_members": AddMembers,
    "queues.remove_members": RemoveMembers,
    "stations.take": TakeStation,
    "stations.leave": LeaveStation,
    "default_station.set": SetDefaultStation,
    "callforwarding.set": SetForwarding,
}


def load(stored: Mapping[str, Any]) -> AnyChange:
    """The change that a row holds."""
    return KINDS[stored["kind"]].model_validate(stored)
