"""Random worlds: policies as the text of a file, people, and who stands where. Few names, so that rules match often.

Each is made by picking again and again; what picks is hypothesis, which makes a counterexample small, or a seeded random.
"""

import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from tests.oracle.deciders import PASSED_ON, REFUSED, TIMED_OUT, Case, Human
from tests.oracle.oracle import Ruling, Somebody, Table, Wanted

T = TypeVar("T")
Pick = Callable[[Sequence[Any]], Any]

#: What each kind of change does, and its class. `roles.set` is of later, and privileged.
KINDS: dict[str, tuple[tuple[str, ...], str]] = {
    "presence.set": (("getUserPresencesPurecloud", "patchUserPresencesPurecloud"), "state"),
    "queues.set": (("getUserQueues", "patchUserQueue", "patchUserQueues"), "state"),
    "queues.add_members": (("getUserQueues", "postRoutingQueueMembers", "patchUserQueue"), "lasting"),
    "roles.set": (("getUserRoles", "putUserRoles"), "privileged"),
}
QUEUES = ("Billing", "Returns", "VIP Gold", "Übergabe")
TEAMS = ("red", "blue")
EMAILS = ("ana@x.example", "Bo@x.example", "carla@y.example")
REASONS = ("", "  ", "please", "INC-4711", "chg 7, inc-1", "CHG 12")
MILD = ("at once", "confirm", "confirm by typing")


def policy(pick: Pick) -> Table:
    rules = [_rule(pick, number) for number in range(pick([1, 2, 3, 4]))]
    return {"team": {name: _team(pick) for name in TEAMS}, "rule": rules}


def _rule(pick: Pick, number: int) -> Table:
    then = pick(["deny", "approval", "approval", *MILD])
    rule: Table = {"name": f"rule {number}", "then": then}
    if then == "at once" or (then in MILD and pick([True, False])):
        rule["loosens"] = True
    conditions: dict[str, Callable[[], Any]] = {
        "kind": lambda: pick(["queues.*", "presence.set", "*.set", ["roles.set", "queues.set"]]),
        "operation": lambda: pick(["patchUserQueue", ["patchUserQueue", "patchUserQueues"], "putUserRoles"]),
        "class": lambda: pick(["state", ["lasting", "state"], ["state", "privileged"], "privileged"]),
        "direction": lambda: pick(["own", "another"]),
        "queue": lambda: pick(["billing", "VIP*", ["*gabe", "returns"], "*"]),
        "actor_in": lambda: pick([*TEAMS, list(TEAMS)]),
        "actor_not_in": lambda: pick(TEAMS),
        "subject_in": lambda: pick(TEAMS),
        "subject_not_in": lambda: pick(TEAMS),
    }
    for key, value in conditions.items():
        if pick([False, False, True]):
            rule[key] = value()
    return rule | (_terms(pick) if then == "approval" else {})


def _terms(pick: Pick) -> Table:
    patterns = pick([None, None, r"INC-\d+", ["inc", r"chg \d"]])
    said: Table = {
        "people": pick([None, 1, 2]),
        "self": pick([None, None, True, False]),
        "reason": "required" if patterns else pick([None, "optional", "required"]),
        "reason_pattern": patterns,
        "expires": pick([None, "5m", "1h 30m", "2d"]),
    }
    return {key: value for key, value in said.items() if value is not None}


def _team(pick: Pick) -> Table:
    team: Table = {"members": pick([["*@x.example"], ["ANA@x.example"], ["bo@x.example", "carla@y.example"]])}
    if pick([True, False]):
        team["lead"] = pick(EMAILS)
    return team


def toml(policy: Table) -> str:
    """The policy as a file has it. A text of JSON means the same in TOML, as do lists, numbers, true and false."""
    teams = [("team", {f'[team."{name}"]': team}) for name, team in policy.get("team", {}).items()]
    rules = [("rule", {"[[rule]]": rule}) for rule in policy.get("rule", [])]
    lines: list[str] = []
    for _, one in (*teams, *rules):
        for head, table in one.items():
            lines += ["", head, *(f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in table.items())]
    return "\n".join(lines)


def wanted(pick: Pick) -> Wanted:
    kind = pick(list(KINDS))
    operations, klass = KINDS[kind]
    by = _somebody(pick)
    to = by if pick([True, False]) else _somebody(pick)
    queues = tuple(pick([[one] for one in QUEUES] + [["Billing", "VIP Gold"], ["Returns", "Billing"]]))
    return Wanted(kind, operations, klass, by, to, queues if kind.startswith("queues") else ())


def _somebody(pick: Pick) -> Somebody:
    number = pick([0, 1, 2])
    return Somebody(str(number), EMAILS[number], pick(["", *EMAILS]))


#: Of the first two there is a second account each: with the same mailbox, and with the same Slack account.
NAMES = ("ana", "ana-2", "bo", "bo-2", "lena", "max", "tom")
ALSO = {"ana-2": "ana+2@example.com", "bo-2": "other@example.com"}


def case(pick: Pick) -> Case:
    usually = [True, True, True, False]
    people = {
        name: Human(
            name,
            (ALSO.get(name, f"{name}@example.com"),),
            account="T1:bo" if name == "bo-2" else f"T1:{name}",
            linked=pick(usually),
            served=pick(usually),
            away=not pick(usually),
        )
        for name in NAMES
    }
    return Case(
        people,
        requester="ana",
        subject=pick(["ana", "ana", "lena", "bo"]),
        above=_some(pick, 3),
        alone=pick([False, False, False, True]),
        said_yes=_some(pick, 1),
        done={name: pick([PASSED_ON, TIMED_OUT, REFUSED]) for name in _some(pick, 2)},
        came_to=frozenset(_some(pick, 3)),
        delegates={name: pick(NAMES) for name in _some(pick, 2)},
        named=_some(pick, 2),
        room=pick([True, False]),
    )


def _some(pick: Pick, most: int) -> list[str]:
    found = (pick([None, *NAMES]) for _ in range(most))
    return list(dict.fromkeys(name for name in found if name is not None))


def told(policy: Table, wanted: Wanted, ruled: Ruling) -> str:
    """What to read where product and oracle differ."""
    return f"{toml(policy)}\n{wanted}\nthe oracle: {ruled}"
