"""One change of each kind, for people of the floor, and what became of all of them under one fault."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bot.approvals.people import Person as Known
from bot.changes.callforwarding import SetForwarding
from bot.changes.default_station import SetDefaultStation
from bot.changes.door import Answer, Offered
from bot.changes.kinds import KINDS, AnyChange
from bot.changes.outcome import End, Outcome
from bot.changes.outofoffice import SetOutOfOffice
from bot.changes.plan import Plan, Yes
from bot.changes.presence import GoOnQueue, SetPresence
from bot.changes.queue_members import AddMembers, NewMembership, RemoveMembers
from bot.changes.queues import OfQueues, QueueWanted, SetQueues
from bot.changes.routingstatus import SetRoutingStatus
from bot.changes.row import Origin
from bot.changes.stations import LeaveStation, TakeStation
from bot.identity.actors import Actor
from bot.identity.slack_people import SlackId
from bot.policy.verdict import Effect
from handlers.outcomes import reply
from tests.faults.bench import Seen
from tests.faults.slack_side import so
from tests.stage.looking import Behind
from tests.stage.stage import Person, Stage

TEAM = "T0SANDBOX"
AGENT, LEAD, ADMIN = range(3)
#: How each operation goes over the wire, as the levers match it: behind its person's address, or where its queue is.
WRITES = {
    "postRoutingQueueMembers": ("POST", "/api/v2/routing/queues/{queue}/members"),
    "patchUserPresencesPurecloud": ("PATCH", "presences/purecloud"),
    "putUserRoutingstatus": ("PUT", "routingstatus"),
    "putUserOutofoffice": ("PUT", "outofoffice"),
    "patchUserQueue": ("PATCH", "queues/*"),
    "patchUserQueues": ("PATCH", "queues"),
    "putUserStationAssociatedstationStationId": ("PUT", "station/associatedstation/*"),
    "deleteUserStationAssociatedstation": ("DELETE", "station/associatedstation"),
    "putUserStationDefaultstationStationId": ("PUT", "station/defaultstation/*"),
    "patchUserCallforwarding": ("PATCH", "callforwarding"),
}


@dataclass(frozen=True)
class Trial:
    """One change that one of the three asks for, and the operation that its effect is noted under."""

    who: int
    operation: str
    change: AnyChange


@dataclass(frozen=True)
class Ended:
    """What became of it: for its person, and by the ledger."""

    trial: Trial
    outcome: Outcome
    text: str
    effects: int

    def __str__(self) -> str:
        return f"{self.trial.change.kind} ended as {self.outcome.end} with {self.effects} effects: {self.text}"


class EveryKind:
    """Three linked people of whom each kind of change can be asked, all at once."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.behind = Behind(stage)
        self.people = [stage.person(index) for index in (AGENT, LEAD, ADMIN)]
        self._offers: dict[Trial, str] = {}

    async def begin(self) -> list[Trial]:
        """Links them and sets the floor so that none of the changes is so already."""
        for person in self.people:
            await person.links()
        agent, lead, admin = (person.who.genesys_user for person in self.people)
        floor = self.stage.sides.simulator.floor
        ids = {queue.name: queue.id for queue in floor.queues.values()}
        ids |= {desk.name: desk.id for desk in floor.stations.values()}
        presences = {one.name: one.id for one in floor.definitions.values()}
        for order in (
            {"user": agent, "queue": "Sales", "joined": False},
            {"user": admin, "queue": "Claims", "joined": True},
            {"user": lead, "presence": "Available", "station": None, "forwarding": True},
            {"user": admin, "presence": "On Queue", "routing_status": "NOT_RESPONDING", "station": "Hot desk 2"},
        ):
            await self.stage.floor(**order)

        def joins(*names: str) -> SetQueues:
            wanted = tuple(QueueWanted(id=ids[name], name=name, joined=True) for name in names)
            return SetQueues(user_id=agent, wanted=wanted)

        vip = NewMembership(id=ids["VIP"], name="VIP")
        claims = QueueWanted(id=ids["Claims"], name="Claims", joined=False)
        presence = {"definition_id": presences["On Queue"], "label": "On Queue"}
        station = {"station_id": ids["Hot desk 1"], "name": "Hot desk 1"}
        set_presence = SetPresence(user_id=agent, definition_id=presences["Break"], label="Break")
        trials = [
            Trial(AGENT, "patchUserPresencesPurecloud", set_presence),
            Trial(AGENT, "putUserOutofoffice", SetOutOfOffice(user_id=agent, active=True)),
            Trial(AGENT, "patchUserQueue", joins("Billing")),
            Trial(AGENT, "patchUserQueues", joins("Support", "Sales")),
            Trial(LEAD, "postRoutingQueueMembers", AddMembers(user_id=lead, wanted=(vip,))),
            Trial(ADMIN, "postRoutingQueueMembers", RemoveMembers(user_id=admin, wanted=(claims,))),
            Trial(LEAD, "patchUserPresencesPurecloud", GoOnQueue(user_id=lead, **presence)),
            Trial(LEAD, "putUserStationAssociatedstationStationId", TakeStation(user_id=lead, **station)),
            Trial(LEAD, "patchUserCallforwarding", SetForwarding(user_id=lead, enabled=False)),
            Trial(ADMIN, "putUserRoutingstatus", SetRoutingStatus(user_id=admin, status="IDLE")),
            Trial(ADMIN, "putUserStationDefaultstationStationId", SetDefaultStation(user_id=admin, **station)),
            Trial(ADMIN, "deleteUserStationAssociatedstation", LeaveStation(user_id=admin)),
        ]
        assert {trial.change.kind for trial in trials} == set(KINDS), "a kind of change is not tried"
        for trial in trials:
            if trial.change.effect is not Effect.STATE:  # confirmed first: the yes is what meets the fault
                offered = await self._propose(trial)
                assert isinstance(offered, Offered), offered
                self._offers[trial] = offered.row.id
        return trials

    async def fault(self, trials: list[Trial], **fault: Any) -> None:
        """On the write of each of them, and on nothing else."""
        for trial in trials:
            method, tail = WRITES[trial.operation]
            path = f"/api/v2/users/{trial.change.user_id}/{tail}"
            if isinstance(trial.change, OfQueues) and tail.startswith("/"):
                path = tail.format(queue=trial.change.wanted[0].id)
            await self.stage.fault("genesys", method=method, path=path, **fault)

    async def ask(self, trials: list[Trial]) -> list[Ended]:
        """All at once, as their people ask it; the ledger tells what each did."""
        outcomes = await asyncio.gather(*(self._proposed(trial) for trial in trials))
        return [await self._ended(trial, outcome) for trial, outcome in zip(trials, outcomes, strict=True)]

    async def swept(self, ended: list[Ended], **after: float) -> list[Ended]:
        """The same rows after the sweep came by so much later."""
        await self.behind.sweeps(**after)
        await so(self._at_rest)  # the app's own sweep may have been faster
        states = {row.id: row.state for row in await self.behind.rows()}
        ends = [(one, states[one.outcome.change_id]) for one in ended]
        return [
            await self._ended(one.trial, replace(one.outcome, end=End.WAITING if state == "pending" else End(state)))
            for one, state in ends
        ]

    async def _at_rest(self) -> bool:
        return "executing" not in await self.behind.states()

    async def _proposed(self, trial: Trial) -> Outcome:
        outcome = await self._propose(trial)
        assert isinstance(outcome, Outcome), outcome
        return outcome

    async def _propose(self, trial: Trial) -> Answer:
        plan, actor, origin = await self._asked(trial)
        if offer := self._offers.get(trial):
            return await self.stage.app.desk.door.confirm(offer, Yes(), actor, origin)
        return await self.stage.app.desk.door.propose(plan, actor, origin)

    async def _asked(self, trial: Trial) -> tuple[Plan, Actor, Origin]:
        actor, origin = await self._asker(trial.who)
        return Plan(trial.change, Known(actor.me.id, actor.me.name, actor.me.email)), actor, origin

    async def _asker(self, who: int) -> tuple[Actor, Origin]:
        slack_user = self.people[who].who.slack_user
        actor = await self.stage.app.desk.identity.actor(SlackId(TEAM, slack_user))
        return actor, Origin(actor.slack, actor.link_id, f"request-{who}", f"D{slack_user[1:]}", None, None)

    async def _ended(self, trial: Trial, outcome: Outcome) -> Ended:
        person = self.people[trial.who]
        now = self.stage.sides.clock.now()
        text = reply(outcome, zone=self.stage.app.desk.default_zone, now=now).text()
        return Ended(trial, outcome, text, await self._effects(trial.operation, person))

    async def _effects(self, operation: str, person: Person) -> int:
        return await self.stage.effects(operation, person)


async def under(stage: Stage, *, end: End, effects: int, reads: Callable[[str], bool] = bool, **fault: Any) -> Seen:
    """Every kind of change under one fault of its write: all have to end so, with so many effects, and read so."""
    every = EveryKind(stage)
    trials = await every.begin()
    await every.fault(trials, **fault)
    ended = await every.ask(trials)
    states = await every.behind.states()
    assert len(states) == len(trials)
    wrong = [str(one) for one in ended if one.outcome.end is not end or not reads(one.text)]
    assert not wrong, wrong
    return counted(ended, effects)


def counted(ended: list[Ended], effects: int) -> Seen:
    """How many effects are missing, or too many."""
    done = [one.effects for one in ended]
    lost, doubled = (sum(max(0, sign * (one - effects)) for one in done) for sign in (-1, 1))
    ends = ", ".join(sorted({one.outcome.end for one in ended}))
    return Seen(f"{len(done)} changes of {len(KINDS)} kinds: {ends}, {sum(done)} effects", lost, doubled)
