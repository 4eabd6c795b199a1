"""Who works in the sandbox: the same forty people in the simulator (as users) and in the emulator (as members)."""

import random
import uuid
from dataclasses import dataclass

TEAMS = ("Billing", "Returns", "Support", "Sales", "Claims")
ZONES = ("Europe/Berlin", "Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kathmandu")

NAMES = """
Ana Ruiz, Bo Lindqvist, Carla Moretti, Dmitri Volkov, Elif Demir, Femi Adeyemi, Grace Okafor, Hugo Laurent,
Ines Castro, Jonas Weber, Kaia Berg, Liam Murphy, Mei Chen, Noor Haddad, Oskar Nowak, Priya Sharma,
Quentin Dubois, Rosa Silva, Sami Korhonen, Tess Visser, Uma Patel, Viktor Petrov, Wanda Kowalska,
Xenia Ioannou, Yusuf Aydin, Zoe Novak, Aron Berger, Bianca Costa, Cyrus Tehrani, Dalia Mansour, Emil Haas,
Freya Dahl, Goran Babic, Hana Sato, Ivo Horvat, Jana Kral, Karim Rahimi, Lena Fischer, Milo Olsen,
Nadia Farouk
"""


@dataclass(frozen=True)
class Person:
    """One person of the floor, on both sides of the wire.

    `role` is agent, lead or admin; `manager` is the Genesys id of the direct manager; `lacks` names a right that
    this person does not hold although their role has it: "queues" (routing:queue:join) or "on_queue".
    """

    slack_user: str
    genesys_user: str
    name: str
    email: str
    role: str
    team: str
    title: str
    zone: str
    manager: str | None
    lacks: str | None = None


def people(seed: int) -> list[Person]:
    """Forty people: an admin, five leads, thirty-four agents. Same seed, same people.

    The first agent (Ana Ruiz), her direct manager (Bo Lindqvist) and the admin (Carla Moretti) open the list, in that
    order. Bo has a superior too (Carla). Two agents lack a right each: the last two of the list.
    """
    rng = random.Random(seed)
    names = [name.strip() for name in NAMES.split(",")]
    ids = [str(uuid.UUID(int=rng.getrandbits(128), version=4)) for _ in names]
    leads = {1: 0, 3: 1, 4: 2, 5: 3, 6: 4}  # index in the list → team
    lead_of = {team: ids[index] for index, team in leads.items()}
    found = []
    for index, name in enumerate(names):
        first, last = name.split()
        team = leads.get(index, index % len(TEAMS))
        role = "admin" if index == 2 else "lead" if index in leads else "agent"  # noqa: PLR2004 - Carla's place
        manager = {"admin": None, "lead": ids[2], "agent": lead_of[team]}[role]
        found.append(
            Person(
                slack_user=f"U{index + 1:02d}{first.upper()}",
                genesys_user=ids[index],
                name=name,
                email=f"{first}.{last}@example.com".lower(),
                role=role,
                team=TEAMS[team],
                title={"admin": "Contact centre manager", "lead": "Team lead", "agent": "Agent"}[role],
                zone=ZONES[team],
                manager=manager,
                lacks={len(names) - 2: "queues", len(names) - 1: "on_queue"}.get(index),
            )
        )
    return found
