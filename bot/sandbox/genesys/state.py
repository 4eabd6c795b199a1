"""What the floor holds: plain records, changed only by the areas, the levers and the floor's own life."""

from dataclasses import dataclass, field
from datetime import datetime

OFF_QUEUE = "OFF_QUEUE"
IDLE = "IDLE"
INTERACTING = "INTERACTING"
NOT_RESPONDING = "NOT_RESPONDING"
COMMUNICATING = "COMMUNICATING"
ROUTING_STATUSES = (OFF_QUEUE, IDLE, INTERACTING, NOT_RESPONDING, COMMUNICATING)

ON_QUEUE = "On Queue"
AVAILABLE = "Available"


@dataclass(frozen=True)
class Named:
    """A routing skill, a language, a division, a role: something with an id and a name."""

    id: str
    name: str


@dataclass(frozen=True)
class PresenceDefinition:
    """A presence label. `system` is spelled as user presences spell it ("On Queue")."""

    id: str
    name: str
    system: str
    is_system: bool


@dataclass(frozen=True)
class Presence:
    """What somebody's client shows. Out of office is none of these."""

    definition: PresenceDefinition
    since: datetime
    message: str = ""


@dataclass(frozen=True)
class Routing:
    """What the platform makes of presence and work in hand."""

    status: str
    since: datetime


@dataclass(frozen=True)
class OutOfOffice:
    """The setting as it was put; whether it is in effect depends on the time."""

    active: bool = False
    indefinite: bool = False
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def has_ended(self, now: datetime) -> bool:
        return not self.indefinite and self.ends_at is not None and self.ends_at <= now

    def in_effect(self, now: datetime) -> bool:
        has_started = self.starts_at is None or self.starts_at <= now
        return self.active and has_started and not self.has_ended(now)


@dataclass(frozen=True)
class Target:
    """Where a forwarded call rings: `type` STATION or PHONENUMBER."""

    type: str
    value: str


@dataclass(frozen=True)
class Forwarding:
    """Call forwarding: each call rings its targets at once, the next call follows."""

    enabled: bool = False
    calls: tuple[tuple[Target, ...], ...] = ()
    voicemail: str = "NONE"
    modified_at: datetime | None = None


@dataclass
class Queue:
    """A queue; who belongs to it stands with the users."""

    id: str
    name: str
    waiting: int = 0


@dataclass(frozen=True)
class Station:
    """A phone; who sits at it stands with the users."""

    id: str
    name: str


@dataclass(eq=False)
class User:
    """One user of the organisation and everything that is theirs; the same only as itself.

    `memberships` maps queue id to joined. `is_quiet`: the floor's own life never moves this person's routing status.
    """

    id: str
    name: str
    email: str
    title: str
    department: str
    zone: str
    role: str
    manager_id: str | None
    presence: Presence
    routing: Routing
    permissions: set[str]
    state: str = "active"
    version: int = 1
    is_quiet: bool = False
    out_of_office: OutOfOffice = OutOfOffice()
    forwarding: Forwarding = Forwarding()
    station_id: str | None = None
    station_since: datetime | None = None
    last_station_id: str | None = None
    default_station_id: str | None = None
    memberships: dict[str, bool] = field(default_factory=dict)
    skills: dict[str, float] = field(default_factory=dict)
    languages: dict[str, float] = field(default_factory=dict)

    @property
    def effective_station_id(self) -> str | None:
        """Where calls ring: the associated station, else the default one."""
        return self.station_id or self.default_station_id

    @property
    def is_on_queue(self) -> bool:
        return self.presence.definition.system == ON_QUEUE

    @property
    def has_joined(self) -> bool:
        return any(self.memberships.values())
