"""What decisions take: who decides, their requests, and the looks that bring people to what the rows say."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.changes.door import Door
from bot.changes.executing import Executor
from bot.changes.marks import LOOK
from bot.changes.news import News
from bot.changes.outcome import Outcome
from bot.changes.put_back_rows import PUT_BACK, PutBackRows
from bot.changes.put_backs import PutBacks
from bot.changes.requests.asking import Asking
from bot.changes.requests.cards import Cards
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.deciding import Deciding
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.look_lease import LookLease
from bot.changes.requests.looking import Looking
from bot.changes.requests.rows import RequestRows
from bot.changes.row import ChangeRow
from bot.changes.rows import NEWS, ChangeRows
from bot.changes.sweeping import Teller
from bot.clock import Clock
from bot.directory.menus import Menus
from bot.dispatch.sweeps import Sweeping
from bot.identity.delegations import Delegations
from bot.identity.identity import Identity
from bot.identity.links import Links
from bot.identity.slack_people import SlackPeople
from bot.jobs.port import Jobs
from bot.policy.judging import Policy
from bot.schedules.hours import HoursRows
from bot.slack.sender import Sender
from bot.store.engine import Database
from handlers.putting_back import PuttingBack
from handlers.request_speaking import Speaking, Unsealed, Zone
from handlers.subject_news import subject_teller

Tell = Callable[[ChangeRow, Outcome], Awaitable[None]]


@dataclass(frozen=True)
class Approvals:
    """All that carries out a change, and all that has one decided."""

    door: Door
    executor: Executor
    requests: RequestRows
    deciders: Deciders
    deeds: Deeds
    deciding: Deciding
    looking: Looking
    put_backs: PutBacks

    @property
    def sweeps(self) -> tuple[Sweeping, ...]:
        """The nets under their jobs."""
        return self.looking.once, self.put_backs.once

    def teller(self, tell: Tell) -> Teller:
        """What was decided is told by a look at its request, the rest by `tell`, where it was asked."""

        async def tell_or_look(row: ChangeRow, outcome: Outcome) -> bool:
            if await self.requests.find(row.id):
                # Whoever looks notes it: somebody else may be at it, or was killed in the middle.
                await self.looking.look(row.id)
                return False
            await tell(row, outcome)
            return True

        return tell_or_look


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
    sender: Sender,
    zone_of: Zone,
    unsealed: Unsealed,
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
        lease=LookLease(database, clock),
        changes=rows,
        cards=Cards(database),
        deciders=deciders,
        speaker=Speaking(sender, zone_of, clock.now, unsealed),
        clock=clock,
        changed=changed,
    )
    jobs.task(LOOK, looking.look)
    jobs.task(NEWS, News(rows, requests, links, people, subject_teller(sender, zone_of, clock.now)).look)
    put_backs = PutBacks(
        rows=PutBackRows(database, clock, jobs),
        changes=rows,
        executor=executor,
        identity=identity,
        told=PuttingBack(sender, zone_of, clock.now),
        clock=clock,
    )
    jobs.task(PUT_BACK, put_backs.look)
    door = Door(rows, executor, Asking(requests, deciders), deeds, clock)
    return Approvals(door, executor, requests, deciders, deeds, deciding, looking, put_backs)
