"""What a file of rules says of something that somebody wants, read naively from docs/policy.md.

It imports the standard library alone (`test_apart.py`), so that a mistake of the product can't hide in here as well. A
policy is what TOML gives, a dict; slow and plain is what it should be.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

#: From the mild to the strict, as a file has them.
GRADES = ("at once", "confirm", "confirm by typing", "approval", "deny")
READING = ("get", "postAnalytics", "postUsersSearch")
UNITS = {"m": 1, "h": 60, "d": 1440}
USUAL_MINUTES = 8 * 60

Table = dict[str, Any]


@dataclass(frozen=True)
class Somebody:
    """Somebody in Genesys; `lead` is the e-mail of whom they report to."""

    id: str
    email: str
    lead: str = ""


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to do to somebody."""

    kind: str
    operations: tuple[str, ...]
    klass: str
    by: Somebody
    to: Somebody
    queues: tuple[str, ...] = ()


@dataclass(frozen=True)
class Ruling:
    """How it may go ahead; `first` is what the asker does themselves in any case. The rest is of an approval alone."""

    then: str
    first: str
    people: int = 0
    alone: bool = False
    patterns: frozenset[str] = frozenset()
    needs_reason: bool = False
    minutes: int = 0


def ruling(policy: Table, wanted: Wanted) -> Ruling:
    """The strictest rule that matches counts, and the built-in ones always take part."""
    matching = [rule for rule in policy.get("rule", []) if holds(rule, wanted, policy.get("team", {}))]
    milder = [rule["then"] for rule in matching if rule.get("loosens")]
    others = [rule for rule in matching if not rule.get("loosens")]
    base = strictest(milder) if milder else built_in(wanted)
    if wanted.klass == "privileged":
        base = strictest([base, "confirm by typing"])
    all_of_them = [base, *(rule["then"] for rule in others)]
    then = strictest(all_of_them)
    first = strictest([grade for grade in all_of_them if grade in GRADES[:3]])
    if then != "approval":
        return Ruling(then, first)
    asking = [rule for rule in others if rule["then"] == "approval"]
    patterns = frozenset(pattern for rule in asking for pattern in several(rule.get("reason_pattern", [])))
    return Ruling(
        then,
        first,
        people=max(rule.get("people", 1) for rule in asking),
        alone=all(rule.get("self", False) for rule in asking),
        patterns=patterns,
        needs_reason=bool(patterns) or any(rule.get("reason") == "required" for rule in asking),
        minutes=min(minutes(rule.get("expires", "")) for rule in asking),
    )


def built_in(wanted: Wanted) -> str:
    if wanted.klass == "privileged":
        return "confirm by typing"
    return "at once" if wanted.klass == "state" and wanted.by.id == wanted.to.id else "confirm"


def strictest(grades: list[str]) -> str:
    return max(grades, key=GRADES.index)


def holds(rule: Table, wanted: Wanted, teams: Table) -> bool:
    """All conditions hold, and one that is left out always does."""
    done = [name for name in wanted.operations if not name.startswith(READING)]
    direction = "own" if wanted.by.id == wanted.to.id else "another"
    some_or_all = all if rule.get("loosens") else any  # what loosens must cover the change as a whole
    conditions: dict[str, Callable[[list[str]], bool]] = {
        "kind": lambda said: any(fits(one, wanted.kind) for one in said),
        "operation": lambda said: bool(done) and some_or_all(name in said for name in done),
        "class": lambda said: wanted.klass in said,
        "direction": lambda said: direction in said,
        "queue": lambda said: (
            bool(wanted.queues) and some_or_all(any(fits(one, queue) for one in said) for queue in wanted.queues)
        ),
        "actor_in": lambda said: any(belongs(teams[team], wanted.by) for team in said),
        "actor_not_in": lambda said: not any(belongs(teams[team], wanted.by) for team in said),
        "subject_in": lambda said: any(belongs(teams[team], wanted.to) for team in said),
        "subject_not_in": lambda said: not any(belongs(teams[team], wanted.to) for team in said),
    }
    return all(condition(several(rule[key])) for key, condition in conditions.items() if key in rule)


def belongs(team: Table, somebody: Somebody) -> bool:
    """The direct reports of a lead, who is no member of it unless among the members."""
    reports = bool(team.get("lead")) and plain(team["lead"]) == plain(somebody.lead)
    return reports or any(fits(one, somebody.email) for one in several(team.get("members", [])))


def fits(pattern: str, name: str) -> bool:
    """Without regard to capitals; `*` stands for anything."""
    parts = (re.escape(part) for part in plain(pattern).split("*"))
    return re.fullmatch(".*".join(parts), plain(name), re.DOTALL) is not None


def plain(text: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).casefold())


def will_do(reason: str, ruled: Ruling) -> bool:
    """Whether a reason is enough; the patterns that the worlds have mean the same to Python."""
    if ruled.needs_reason and not reason.strip():
        return False
    return all(re.search(pattern, reason, re.IGNORECASE) for pattern in ruled.patterns)


def minutes(span: str) -> int:
    """`1h 30m`; what is left out is eight hours."""
    parts = re.findall(r"(\d+)([mhd])", span)
    return sum(int(number) * UNITS[unit] for number, unit in parts) if parts else USUAL_MINUTES


def several(said: str | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else said
