"""What still stops calls from arriving, each with the button that mends it.

Calls arrive at somebody whose presence is On Queue, whose routing status is not NOT_RESPONDING, who has joined a queue,
sits at a station and is not out of office. Forwarding left on is named too: Genesys allows it only off queue.
"""

from collections.abc import Awaitable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.changes.presence import NOT_RESPONDING, ON_QUEUE
from bot.errors import GenesysError
from bot.genesys.callforwarding import CallForwarding
from bot.genesys.client import Genesys
from bot.genesys.outofoffice import OutOfOffice
from bot.genesys.presence import UserPresence, same_presence
from bot.genesys.queues import UserQueue
from bot.genesys.routingstatus import RoutingStatus
from bot.genesys.stations import UserStations
from bot.slack.blocks import Button, Element, Picker
from bot.slack.mrkdwn import Mrkdwn, mrkdwn

T = TypeVar("T")


@dataclass(frozen=True)
class Day:
    """A person's state as Genesys shows it now; None: Genesys does not let this person see it."""

    presence: UserPresence
    routing: RoutingStatus
    out_of_office: OutOfOffice
    queues: Sequence[UserQueue]
    stations: UserStations | None
    forwarding: CallForwarding | None

    @property
    def on_queue(self) -> bool:
        definition = self.presence.presence_definition
        return definition is not None and same_presence(definition.system_presence, ON_QUEUE)

    @property
    def station(self) -> str:
        stations = self.stations
        found = (stations.effective_station or stations.associated_station) if stations else None
        return found.name or found.id if found else ""

    @property
    def joined(self) -> list[str]:
        return [queue.name for queue in self.queues if queue.joined]


async def read_day(genesys: Genesys, user_id: str) -> Day:
    """Six reads, one after the other: a person's rate limit is theirs alone."""
    return Day(
        presence=await genesys.presence.get_user_presence(user_id),
        routing=await genesys.routingstatus.get_user_routingstatus(user_id),
        out_of_office=await genesys.outofoffice.get_user_outofoffice(user_id),
        queues=await genesys.queues.all_user_queues(user_id),
        stations=await _if_allowed(genesys.stations.get_user_station(user_id)),
        forwarding=await _if_allowed(genesys.callforwarding.get_user_callforwarding(user_id)),
    )


def hindrances(day: Day) -> tuple[list[Mrkdwn], list[Element]]:
    """What stops calls apart from not being on queue, and the mends."""
    found = list(_found(day))
    return [mrkdwn("• {}", one.own) for one in found], [one.mend for one in found]


def their_hindrances(day: Day) -> list[Mrkdwn]:
    """The same of somebody else, whose things no button of ours mends."""
    return [mrkdwn("• {}", one.theirs) for one in _found(day)]


@dataclass(frozen=True)
class _Hindrance:
    own: str
    theirs: str
    mend: Element


MISSED = _Hindrance(
    "you missed a call and are marked as not responding",
    "they missed a call and are marked as not responding",
    Button("Take calls again", "presence.on"),
)
NO_QUEUE = _Hindrance("you have joined no queue", "they have joined no queue", Picker("Join a queue…", "queues.join"))
NO_STATION = _Hindrance("you have no station", "they have no station", Picker("Sit at…", "stations.take"))
OUT = _Hindrance(
    "your out-of-office is on", "their out-of-office is on", Button("End out-of-office", "outofoffice.off")
)
FORWARDED = _Hindrance(
    "call forwarding is on", "call forwarding is on", Button("Turn forwarding off", "callforwarding.off")
)


def _found(day: Day) -> Iterator[_Hindrance]:
    if day.routing.status == NOT_RESPONDING:
        yield MISSED
    if not day.joined:
        yield NO_QUEUE
    if day.stations is not None and not day.station:
        yield NO_STATION
    if day.out_of_office.active:
        yield OUT
    if day.forwarding is not None and day.forwarding.enabled:
        yield FORWARDED


async def _if_allowed(reading: Awaitable[T]) -> T | None:
    """What a card can do without is left out when Genesys refuses it."""
    try:
        return await reading
    except GenesysError:
        return None
