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
from bot.changes.requests.clicks import Clicks
from bot.changes.requests.deciders import Deciders
from bot.changes.requests.deciding import Deciding
from bot.changes.requests.deeds import Deeds
from bot.changes.requests.look_lease import LookLease
from bot.changes.requests.looking import Looking
from bot.changes.requests.rows import RequestRows
from bot.changes.requests.tightening import Tightening
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
    news: News

    @property
    def sweeps(self) -> tuple[Sweeping, ...]:
        """The nets under their jobs."""
        return self.deciding.clicks.once, self.looking.once, self.put_backs.once, self.news.once

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


@dataclass(frozen=True)
class Below:
    """The rooms that they stand on."""

    database: Database
    jobs: Jobs
    clock: Clock
    rows: ChangeRows
    links: Links
    identity: Identity
    people: SlackPeople
    menus: Menus
    policy: Policy
    sender: Sender
    zone_of: Zone
    unsealed: Unsealed
    changed: Callable[[str], None]


def approvals(below: Below) -> Approvals:
    """Puts them together, and names their jobs."""
    rows, jobs, clock, identity = below.rows, below.jobs, below.clock, below.identity
    requests = RequestRows(below.database, clock, jobs, rows)
    executor = Executor(rows, requests, clock, below.menus, below.changed)
    deciders, deeds = _deciders(below), Deeds(below.policy)
    clicks = Clicks(below.database, clock, jobs)
    tightening = Tightening(requests, deciders, deeds)
    deciding = Deciding(
        rows=requests,
        clicks=clicks,
        deciders=deciders,
        tightening=tightening,
        executor=executor,
        identity=identity,
        clock=clock,
    )
    looking = _looking(below, requests, deciders, tightening)
    put_backs = PutBacks(
        rows=PutBackRows(below.database, clock, jobs),
        changes=rows,
        executor=executor,
        identity=identity,
        told=PuttingBack(below.sender, below.zone_of, clock.now),
        clock=clock,
    )
    news = News(
        database=below.database,
        jobs=jobs,
        clock=clock,
        rows=rows,
        requests=requests,
        links=below.links,
        people=below.people,
        deciders=deciders,
        tell=subject_teller(below.sender, below.zone_of, clock.now),
    )
    for name, run in ((LOOK, looking.look), (NEWS, news.look), (PUT_BACK, put_backs.look)):
        jobs.task(name, run)
    door = Door(rows, executor, Asking(requests, deciders), deeds, clock)
    return Approvals(door, executor, requests, deciders, deeds, deciding, looking, put_backs, news)


def _deciders(below: Below) -> Deciders:
    return Deciders(
        links=below.links,
        identity=below.identity,
        people=below.people,
        delegations=Delegations(below.database, below.clock),
        hours=HoursRows(below.database),
        policy=below.policy,
        clock=below.clock,
    )


def _looking(below: Below, requests: RequestRows, deciders: Deciders, tightening: Tightening) -> Looking:
    return Looking(
        rows=requests,
        lease=LookLease(below.database, below.clock),
        changes=below.rows,
        cards=Cards(below.database),
        deciders=deciders,
        tightening=tightening,
        speaker=Speaking(below.sender, below.zone_of, below.clock.now, below.unsealed),
        clock=below.clock,
        changed=below.changed,
    )
