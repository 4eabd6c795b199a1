"""Random traces on the stage: some of its people, rules about them, and what they do, one after the other."""

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from bot.app.policy import known_kinds
from bot.policy.reading import PolicyError, read_policy
from tests.handlers.requesting import looked
from tests.oracle.deciders import Human
from tests.oracle.effects import Deed, Effect, Judge, World
from tests.oracle.oracle import Somebody, Table
from tests.oracle.worlds import toml
from tests.stage.looking import UNDER_WAY, Behind
from tests.stage.stage import Stage

#: An agent without queues, his lead, everybody's lead, an agent, hers, and one to whom his mailbox belongs as well.
CAST = {"milo": 38, "femi": 5, "carla": 2, "ana": 0, "bo": 1, "twin": 10}
TWIN = "milo.olsen+2@example.com"
FLOOR = "C0FLOOR"
SIGNED_OUT = "deleteTokensMe"  #: the only effect that is no change: whoever unlinks gives their token back
JOIN, EDIT = "routing:queue:join", "presence:userPresence:edit"
ON_QUEUE = ("getUserPresencesPurecloud", "patchUserPresencesPurecloud", "putUserRoutingstatus")


def rules(pick: random.Random) -> Table:
    """Rules that match often, about the people of the cast."""
    teams: Table = {
        "sales": {"lead": "femi.adeyemi@example.com", "members": [TWIN]},
        "billing": {"members": ["ana.ruiz@example.com", "bo.*@example.com"]},
    }
    if pick.random() < 0.5:
        teams["sales"]["approvers"] = ["ana.ruiz@example.com", TWIN]
    if pick.random() < 0.4:
        teams["sales"]["approvers_channel"] = FLOOR
    said = [_rule(pick, number) for number in range(pick.choice([1, 2, 3]))]
    return {"team": teams, "rule": [rule for rule in said if _is_read(rule, teams)] or [_usual()]}


def _usual() -> Table:
    return {"name": "usual", "kind": "*", "then": "approval"}


def _rule(pick: random.Random, number: int) -> Table:
    then = pick.choice(["deny", "approval", "approval", "approval", "at once", "confirm"])
    rule: Table = {"name": f"rule {number}", "then": then}
    if then == "at once":
        rule["loosens"] = True
    if then == "approval":
        rule |= pick.choice([{}, {}, {"people": 2}, {"self": True}, {"reason_pattern": r"INC-\d+"}, {"expires": "15m"}])
    conditions: Table = {
        "kind": pick.choice(["presence.*", "queues.*", "*.set"]),
        "direction": pick.choice(["own", "another"]),
        "queue": pick.choice(["Bill*", "Returns", "Sales"]),
        "actor_in": pick.choice(["sales", "billing"]),
        "subject_not_in": pick.choice(["sales", "billing"]),
    }
    return rule | {key: value for key, value in conditions.items() if pick.random() < 0.3}


def _is_read(rule: Table, teams: Table) -> bool:
    try:
        read_policy(toml({"team": teams, "rule": [rule]}), known_kinds())
    except PolicyError:
        return False
    return True


@dataclass
class Play:
    """One trace: what is known of everybody, and everything that was done."""

    stage: Stage
    random: random.Random
    policy: Table
    world: World = field(init=False)
    judge: Judge = field(init=False)
    trace: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    is_down: bool = False  #: Genesys takes nothing, so what was allowed may come later
    effects: list[Effect] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.people = {name: self.stage.person(index) for name, index in CAST.items()}
        everybody = {one.who.genesys_user: one for one in map(self.stage.person, range(40))}
        self.ids = {name: one.who.genesys_user for name, one in self.people.items()}
        self.names = {who: name for name, who in self.ids.items()}
        lead_of = {who: one.who.manager or "" for who, one in everybody.items()}
        humans = {
            who: Human(who, (one.who.email,), f"T:{one.who.slack_user}", linked=False) for who, one in everybody.items()
        }
        humans[self.ids["twin"]] = replace(humans[self.ids["twin"]], emails=(TWIN,))
        sales = self.policy["team"]["sales"]
        named = [self.ids["ana"], self.ids["twin"]] if "approvers" in sales else []
        theirs = {self.ids[name] for name in ("milo", "twin")}
        floor = self.stage.sides.simulator.floor
        self.world = World(
            self.policy,
            humans,
            {who: _chain(who, lead_of) for who in everybody},
            {who: set(floor.users[who].permissions) for who in everybody},
            named=dict.fromkeys(theirs, named),
            rooms=frozenset(theirs if "approvers_channel" in sales else ()),
            room=frozenset(self.ids.values()),
        )
        self.queues = {queue.id: queue.name for queue in floor.queues.values()}
        self.judge = Judge(self.world)

    def human(self, name: str, **now: Any) -> None:
        self.world.people[self.ids[name]] = replace(self.world.people[self.ids[name]], **now)

    def is_here(self, name: str) -> bool:
        human = self.world.people[self.ids[name]]
        return human.linked and human.served

    def now(self) -> datetime:
        """As the ledger has it, to the millisecond."""
        now = self.stage.sides.clock.now()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def somebody(self, name: str) -> Somebody:
        human, above = self.world.people[self.ids[name]], self.world.above[self.ids[name]]
        return Somebody(human.id, human.emails[0], self.world.people[above[0]].emails[0] if above else "")

    def queues_of(self, name: str) -> dict[str, bool]:
        """Of which somebody is a member, and whether they have joined them."""
        return {queue["name"]: queue["joined"] for queue in self.people[name].state["queues"]}

    async def opens(self) -> None:
        """Everybody of the cast links, and the twin has Milo's mailbox."""
        twin = self.people["twin"]
        await self.stage.floor(user=twin.who.genesys_user, email=TWIN)
        self.stage.sides.emulator.workspace.changed_member(twin.who.slack_user, email=TWIN)
        for name, person in self.people.items():
            who = replace(person.who, email=TWIN) if name == "twin" else person.who
            self.people[name] = replace(person, who=who)
            await self.people[name].links()
            self.human(name, linked=True)

    async def does(self, told: str, deed: Deed, doing: Callable[[], Any]) -> Any:
        """Does it, waits until all has settled, and has the oracle judge what came of it."""
        self.trace.append(f"{deed.at:%H:%M:%S} {told}")
        await doing()
        await self.settles()
        rows = await Behind(self.stage).rows()
        new = tuple(row.id for row in rows if row.id not in self.seen)
        self.seen.update(new)
        found = self.judge.violations(replace(deed, handles=new), await self.new_effects())
        self.wrong += [f"{told}: {one}" for one in found]
        if not self.is_down:
            self.judge.rest(self.now())
        made = [row for row in rows if row.id in new]
        self.trace += [f"    → {row.kind} #{row.id} {row.state}" for row in made]
        return made

    async def settles(self) -> None:
        """Nothing of the bot's is under way, and whatever was due was looked at."""
        for _ in range(2):
            while own := [*filter(_is_under_way, asyncio.all_tasks())]:
                await asyncio.wait(own, timeout=5)
            await looked(self.stage)

    async def new_effects(self) -> list[Effect]:
        lines = [one for one in await self.stage.ledger() if one["kind"] == "effect" and one["operation"] != SIGNED_OUT]
        new = lines[len(self.effects) :]
        found = [
            Effect(
                datetime.fromisoformat(line["time"]),
                line["operation"],
                line["user"],
                line["by"],
                tuple(self.queues[queue] for queue in line.get("queues", ())),
            )
            for line in new
        ]
        self.effects += found
        self.trace += [f"    ⇒ {one.operation} of {one.user[:4]} by {one.by[:4]}" for one in found]
        return found

    def told(self) -> str:
        """Everything, for whoever reads a failure."""
        who = ", ".join(f"{name} is {id_[:4]}" for name, id_ in self.ids.items())
        return "\n".join([toml(self.policy), who, *self.trace, "", *self.wrong])


def _chain(who: str, lead_of: dict[str, str]) -> list[str]:
    above: list[str] = []
    while lead_of[who]:
        who = lead_of[who]
        above.append(who)
    return above


def _is_under_way(task: "asyncio.Task[Any]") -> bool:
    name = getattr(task.get_coro(), "__qualname__", "")
    return name.startswith("Work.") or name in UNDER_WAY
