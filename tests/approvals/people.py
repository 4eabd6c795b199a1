"""People for the tests of this room: who they are can be told from their name."""

from typing import Any

from bot.approvals.path import Candidate, Facts, Path, Room, path
from bot.approvals.people import Person, Standing


def person(name: str, **known: Any) -> Person:
    """`Ana+2` is a second account with Ana's mailbox."""
    given = {"genesys_id": f"id-{name}", "email": f"{name}@example.com", "slack": f"T1:{name}"} | known
    return Person(name=name, **given)


def standing(name: str, **stands: bool) -> Standing:
    return Standing(person(name), **stands)


ANA, BO, LENA, MAX, TOM = (standing(name) for name in ("Ana", "Bo", "Lena", "Max", "Tom"))


def facts(**known: Any) -> Facts:
    """Ana asks for herself."""
    return Facts(**({"requester": ANA.person, "subject": ANA.person} | known))


def walked(*superiors: Standing, of: Facts | None = None, **given: Any) -> Path:
    return path(of or facts(), superiors, **({"delegates": {}} | given))


def shown(step: Candidate | Room | None) -> str:
    return step.channel if isinstance(step, Room) else f"{step.person.name}, {step.how}" if step else "nobody"


def names(found: Path) -> list[str]:
    return [step.channel if isinstance(step, Room) else step.person.name for step in found.steps]


def left_out(found: Path) -> list[str]:
    return [f"{skip.person.name}: {skip.why}" for skip in found.skipped]
