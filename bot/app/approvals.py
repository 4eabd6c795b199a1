"""What decisions take: who decides, their requests, and the looks that bring people to what the rows say."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.changes.door import Door
from bot.changes.executing import Executor
from bot.changes.marks import LOOK
from bot.changes.requests.asking import Asking
from bot.changes.requests.cards import Cards
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.deciding import Deciding
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.looking import Looking, Speaker
from bot.changes.requests.rows import RequestRows
from bot.changes.rows import ChangeRows
from bot.clock import Clock
from bot.directory.menus import Menus
from bot.identity.delegations import Delegations
from bot.identity.identity import Identity
from bot.identity.links import Links
from bot.identity.slack_people import SlackPeople
from bot.jobs.port import Jobs
from bot.policy.judging import Policy
from bot.schedules.hours import HoursRows
from bot.store.engine import Database


@dataclass(frozen=True)
class Approvals:
    """All that carries out a change, and all that has one decided."""

    door: Door
    executor: Executor
    requests: RequestRows
    deciders: Deciders
    deciding: Deciding
    looking: Looking


def approvals(
    *,
    database: Database,
    jobs: Jobs,
    clock: Clock,
    rows: ChangeRows,
    links: Links,
    identity: Identity,
    people: SlackPeople,
    menus: Menus,
    policy: Policy,
    speaker: Speaker,
    changed: Callable[[str], None],
) -> Approvals:
    """Puts them together, and names the job of a request."""
    requests = RequestRows(database, clock, jobs, rows)
    executor = Executor(rows, requests, clock, menus, changed)
    deciders = Deciders(
        links=links,
        identity=identity,
        people=people,
        delegations=Delegations(database, clock),
        hours=HoursRows(database),
        policy=policy,
        clock=clock,
    )
    deeds = Deeds(policy)
    deciding = Deciding(
        rows=requests, deciders=deciders, deeds=deeds, executor=executor, identity=identity, clock=clock
    )
    looking = Looking(
        rows=requests,
        changes=rows,
        cards=Cards(database),
        deciders=deciders,
        speaker=speaker,
        clock=clock,
        changed=changed,
    )
    jobs.task(LOOK, looking.look)
    door = Door(rows, executor, Asking(requests, deciders), deeds, clock)
    return Approvals(door, executor, requests, deciders, deciding, looking)
