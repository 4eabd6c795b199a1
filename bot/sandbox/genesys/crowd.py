"""A lead with any number of direct reports: people made on demand, who stay as they are."""

import random
from datetime import timedelta

from bot.sandbox.genesys.building import identifier
from bot.sandbox.genesys.floor import Floor
from bot.sandbox.genesys.permissions import ROLES
from bot.sandbox.genesys.profiles import direct_reports
from bot.sandbox.genesys.state import (
    AVAILABLE,
    IDLE,
    INTERACTING,
    NOT_RESPONDING,
    OFF_QUEUE,
    ON_QUEUE,
    OutOfOffice,
    Presence,
    Routing,
    Station,
    User,
)

#: What people of a crowd do, and how many of a hundred.
DOES = {
    (ON_QUEUE, IDLE): 40,
    (ON_QUEUE, INTERACTING): 22,
    (ON_QUEUE, NOT_RESPONDING): 3,
    (AVAILABLE, OFF_QUEUE): 6,
    ("Coffee break", OFF_QUEUE): 8,
    ("Meal", OFF_QUEUE): 6,
    ("Training", OFF_QUEUE): 4,
    ("Offline", OFF_QUEUE): 11,
}
#: One of so many is set out of office.
AWAY = 25
FIRST = "Ada Ben Cleo Dan Eva Finn Gia Hal Ida Jon Kim Leo Mia Ned Ola Pia Rex Sia Tom Una".split()  # noqa: SIM905 - as it reads
LAST = "Adler Bauer Cruz Duarte Engel Falk Greco Hirsch Iqbal Jansen Klein Lopez Meyer Nagy Ozturk".split()  # noqa: SIM905


def set_reports(floor: Floor, lead: User, number: int) -> None:
    """Makes the lead manager of exactly so many people: the first stay, more are made, the rest get no manager."""
    present = direct_reports(floor, lead)
    for left in present[number:]:
        left.manager_id = None
    for index in range(len(present), number):
        user = _made(floor, lead, index)
        floor.users[user.id] = user
        phone = Station(identifier(floor.seed, "phone", user.id), f"{user.email} WebRTC")
        floor.stations[phone.id] = phone
        user.station_id, user.station_since = phone.id, user.presence.since


def _made(floor: Floor, lead: User, index: int) -> User:
    """The same person for the same seed, lead and place. Names repeat in a large crowd, as they do in life."""
    rng = random.Random(f"{floor.seed}:{lead.id}:{index}")
    first, last = rng.choice(FIRST), rng.choice(LAST)
    label, routing = rng.choices(list(DOES), list(DOES.values()))[0]
    since = floor.now() - timedelta(seconds=rng.randrange(30, 5400))
    definition = next(one for one in floor.definitions.values() if one.name == label)
    return User(
        id=identifier(floor.seed, f"crowd of {lead.id}", str(index)),
        name=f"{first} {last}",
        email=f"{first}.{last}.{index}@example.com".lower(),
        title="Agent",
        department=lead.department,
        zone=lead.zone,
        role="agent",
        manager_id=lead.id,
        presence=Presence(definition, since),
        routing=Routing(routing, since),
        permissions=set(ROLES["agent"]),
        is_quiet=True,
        out_of_office=OutOfOffice(active=True, indefinite=True) if rng.randrange(AWAY) == 0 else OutOfOffice(),
    )
