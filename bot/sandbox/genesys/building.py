"""Builds the floor: the same for the same seed, complete enough to try everything."""

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.sandbox.genesys.permissions import LACKING, ROLES
from bot.sandbox.genesys.state import (
    AVAILABLE,
    IDLE,
    NOT_RESPONDING,
    OFF_QUEUE,
    ON_QUEUE,
    Forwarding,
    Named,
    OutOfOffice,
    Presence,
    PresenceDefinition,
    Queue,
    Routing,
    Station,
    Target,
    User,
)
from bot.sandbox.people import TEAMS, Person, people

EMPTY_QUEUE = "Night shift"
QUEUES = (*TEAMS, "VIP", "Callbacks", EMPTY_QUEUE)
SYSTEM_PRESENCES = (
    "Available Busy Away Break Meal Meeting Training Offline Idle".split()  # noqa: SIM905 - reads as the list it is
)
OWN_LABELS = {"Coffee break": "Break", "Coaching": "Training", "Team huddle": "Meeting", "Paperwork": "Busy"}
SKILLS = ("Invoices", "Refunds", "Complaints", "Warranty", "Contracts", "First aid")
LANGUAGES = ("English", "German", "French", "Spanish", "Nepali")
DESKS_A_TEAM = 8
HOT_DESKS = 5

ANA, BO, CARLA = 0, 1, 2
MISSED_A_CALL, OUT_OF_OFFICE, FORWARDING, WITHOUT_STATION, WITHOUT_QUEUE = 7, 8, 9, 10, 11
ALWAYS_SEATED = (ANA, BO, MISSED_A_CALL, OUT_OF_OFFICE, FORWARDING, WITHOUT_QUEUE)


#: Of the OAuth client, as an administrator would have set them.
SCOPES = (
    "users",
    "user-basic-info",
    "routing",
    "presence",
    "analytics:readonly",
    "authorization",
    "stations",
    "organization:readonly",
)


@dataclass(frozen=True)
class Organization:
    """The one organisation, its home division and its OAuth client.

    `has_own_tokens`: whether the client gets tokens without a person too, which one for Code Authorization does not.
    """

    id: str
    name: str
    division: Named
    client_id: str
    client_secret: str
    scopes: tuple[str, ...] = SCOPES
    has_own_tokens: bool = True


@dataclass
class Furniture:
    """Everything on the floor that is not a person, in the order that lists show."""

    definitions: dict[str, PresenceDefinition]
    queues: dict[str, Queue]
    stations: dict[str, Station]
    skills: dict[str, Named]
    languages: dict[str, Named]

    def presence(self, name: str) -> PresenceDefinition:
        return next(definition for definition in self.definitions.values() if definition.name == name)

    def queue(self, name: str) -> Queue:
        return next(queue for queue in self.queues.values() if queue.name == name)

    def station(self, name: str) -> Station:
        return next(station for station in self.stations.values() if station.name == name)


def identifier(seed: int, kind: str, name: str) -> str:
    """A UUID that is the same for the same seed."""
    return str(uuid.UUID(int=random.Random(f"{seed}:{kind}:{name}").getrandbits(128), version=4))


def organization(seed: int) -> Organization:
    return Organization(
        id=identifier(seed, "organization", ""),
        name="Example Contact Centre",
        division=Named(identifier(seed, "division", "Home"), "Home"),
        client_id=identifier(seed, "client", "id"),
        client_secret=identifier(seed, "client", "secret").replace("-", ""),
    )


def furniture(seed: int) -> Furniture:
    system = [(name, name, True) for name in (AVAILABLE, ON_QUEUE, *SYSTEM_PRESENCES[1:])]
    own = [(label, presence, False) for label, presence in OWN_LABELS.items()]
    definitions = [
        PresenceDefinition(identifier(seed, "presence", name), name, presence, is_system)
        for name, presence, is_system in system + own
    ]
    desks = [f"{team} {number:02d}" for team in TEAMS for number in range(1, DESKS_A_TEAM + 1)]
    desks += [f"Hot desk {number}" for number in range(1, HOT_DESKS + 1)]
    rng = random.Random(f"{seed}:waiting")
    return Furniture(
        definitions={definition.id: definition for definition in definitions},
        queues={
            (key := identifier(seed, "queue", name)): Queue(key, name, 0 if name == EMPTY_QUEUE else rng.randrange(5))
            for name in QUEUES
        },
        stations={(key := identifier(seed, "station", name)): Station(key, name) for name in desks},
        skills={(key := identifier(seed, "skill", name)): Named(key, name) for name in SKILLS},
        languages={(key := identifier(seed, "language", name)): Named(key, name) for name in LANGUAGES},
    )


def users(seed: int, room: Furniture, now: datetime) -> dict[str, User]:
    rng = random.Random(f"{seed}:users")
    staff = [_user(person, room, rng, now) for person in people(seed)]
    _seat(staff, room, now)
    _place_first_three(staff, room)
    _place_special_cases(staff, room, now)
    return {user.id: user for user in staff}


def _user(person: Person, room: Furniture, rng: random.Random, now: datetime) -> User:
    since = now - timedelta(minutes=rng.randrange(1, 90))
    label = rng.choices((ON_QUEUE, AVAILABLE, "Coffee break", "Meal", "Offline"), (12, 3, 1, 1, 2))[0]
    lacks_something = person.lacks is not None
    label = AVAILABLE if lacks_something else label
    permissions = set(ROLES[person.role])
    if person.lacks is not None:
        permissions.discard(LACKING[person.lacks])
    return User(
        id=person.genesys_user,
        name=person.name,
        email=person.email,
        title=person.title,
        department=person.team,
        zone=person.zone,
        role=person.role,
        manager_id=person.manager,
        presence=Presence(room.presence(label), since),
        routing=Routing(IDLE if label == ON_QUEUE else OFF_QUEUE, since),
        permissions=permissions,
        is_quiet=lacks_something,
        memberships=_memberships(person, room, rng),
        skills={skill: float(rng.randrange(1, 6)) for skill in rng.sample(list(room.skills), 2)},
        languages={language: float(rng.randrange(2, 6)) for language in rng.sample(list(room.languages), 2)},
    )


def _memberships(person: Person, room: Furniture, rng: random.Random) -> dict[str, bool]:
    """One's team's queue is joined; of up to three others some are."""
    staffed = [name for name in QUEUES if name not in {EMPTY_QUEUE, person.team}]
    others = rng.sample(staffed, rng.randrange(1, 4))
    joined = {person.team: True} | {name: rng.random() < 0.6 for name in others}  # noqa: PLR2004 - most, not all
    return {room.queue(name).id: joined[name] for name in QUEUES if name in joined}


def _seat(staff: list[User], room: Furniture, now: datetime) -> None:
    """Everybody at their team's desks in order; who is not at work sits nowhere, the administrator has no desk.

    Nobody has a default station, so that without an associated one calls do not arrive.
    """
    desks = {team: iter(range(1, DESKS_A_TEAM + 1)) for team in TEAMS}
    for index, user in enumerate(staff):
        if user.role == "admin":
            continue
        desk = room.station(f"{user.department} {next(desks[user.department]):02d}")
        if index in ALWAYS_SEATED or user.presence.definition.system != "Offline":
            user.station_id, user.station_since = desk.id, now - timedelta(hours=2)


def _place_first_three(staff: list[User], room: Furniture) -> None:
    """Ana, her lead and the administrator: simple and still, so that tests and newcomers know where they start."""
    for index in (ANA, BO, CARLA):
        staff[index].is_quiet = True
        _show(staff[index], room, AVAILABLE, OFF_QUEUE)
    ana, bo, carla = staff[ANA], staff[BO], staff[CARLA]
    ana.memberships = {room.queue(name).id: name == "Returns" for name in ("Billing", "Returns", "Support")}
    bo.memberships = {room.queue("Billing").id: True}
    carla.memberships = {}


def _place_special_cases(staff: list[User], room: Furniture, now: datetime) -> None:
    """One of everything that can stand in the way of calls. They are still as well, so that they can be found."""
    for index in (MISSED_A_CALL, OUT_OF_OFFICE, FORWARDING, WITHOUT_STATION, WITHOUT_QUEUE):
        staff[index].is_quiet = True
    _show(staff[MISSED_A_CALL], room, ON_QUEUE, NOT_RESPONDING)
    _show(staff[OUT_OF_OFFICE], room, "Offline", OFF_QUEUE)
    away = OutOfOffice(active=True, starts_at=now - timedelta(days=1), ends_at=now + timedelta(days=5))
    staff[OUT_OF_OFFICE].out_of_office = away
    _show(staff[FORWARDING], room, AVAILABLE, OFF_QUEUE)
    mobile = ((Target("PHONENUMBER", "+4930901820"),),)
    staff[FORWARDING].forwarding = Forwarding(enabled=True, calls=mobile, modified_at=now - timedelta(days=1))
    _show(staff[WITHOUT_STATION], room, ON_QUEUE, IDLE)
    staff[WITHOUT_STATION].station_id = None
    _show(staff[WITHOUT_QUEUE], room, ON_QUEUE, IDLE)
    staff[WITHOUT_QUEUE].memberships = {}


def _show(user: User, room: Furniture, label: str, routing_status: str) -> None:
    user.presence = Presence(room.presence(label), user.presence.since)
    user.routing = Routing(routing_status, user.routing.since)
