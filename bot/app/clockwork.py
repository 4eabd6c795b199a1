"""What the clock sets off: the rooms of schedules and jobs, and the handlers that say what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.dispatch.due import Due
from bot.dispatch.router import Router
from bot.dispatch.turn import Desk
from bot.identity.actors import Actor
from bot.identity.identity import Identity
from bot.jobs.port import Jobs
from bot.metrics import Metrics
from bot.schedules.carrying import CarryOut
from bot.schedules.common_time import common_time
from bot.schedules.finding import Finding
from bot.schedules.fired import Fired
from bot.schedules.firing import Runner
from bot.schedules.firing_rows import FiringRows
from bot.schedules.following import Following
from bot.schedules.rewinding import Rewinding
from bot.schedules.schedule import Firing
from bot.schedules.sweeping import Tick
from bot.schedules.taking import JOB, Taking
from bot.slack.sender import Sender
from bot.store.engine import Database


@dataclass(frozen=True)
class Clockwork:
    """What runs each second, and what is swept now and then."""

    tick: Tick
    runner: Runner
    rows: FiringRows


def clockwork(
    *,
    database: Database,
    jobs: Jobs,
    clock: Clock,
    identity: Identity,
    following: Following,
    carry_out: CarryOut,
    kinds: tuple[str, ...],
    metrics: Metrics,
) -> Clockwork:
    """Puts them together, and names the job that they hand on to one another."""
    now = common_time(database, clock)
    rows = FiringRows(database, now, clock)
    runner = Runner(
        rows=rows,
        owners=identity,
        following=following,
        carry_out=carry_out,
        now=now,
        clock=clock,
        metrics=metrics,
    )
    jobs.task(JOB, runner.run)
    taking, finding = Taking(database, jobs, kinds), Finding(database, jobs, kinds, runner.carried)
    tick = Tick(
        database, now=now, ahead=runner.ahead, taking=taking, finding=finding, rewinding=Rewinding(database, kinds)
    )
    return Clockwork(tick, runner, rows)


def by_handlers(router: Router, desk: Desk, sender: Sender) -> CarryOut:
    """Due firings go to the handler of their kind."""

    async def carry_out(kind: str, actor: Actor, firings: tuple[Firing, ...], now: datetime) -> Sequence[Fired]:
        fired = await router.jobs[kind](Due(desk, sender, actor, firings, now))
        desk.homes.touched(actor.slack)
        return fired

    return carry_out
