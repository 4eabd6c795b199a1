"""Carries out what one person has at one moment: who they are, whether it is still wanted, the handler, the end of it.

What fails is given back and tried again, until it is too late to say it.
"""

import asyncio
import logging
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.errors import NotLinked, NotServed, OnQueueError, SignInEnded
from bot.identity.actors import Actor
from bot.log import new_request_id, request_of_task
from bot.metrics import FIRING_LATE, FIRINGS, Metrics
from bot.schedules.common_time import Now
from bot.schedules.fired import Fired, Held, Sent, Skip, Skipped
from bot.schedules.firing_rows import SLOWEST_AGAIN_S, Claimed, FiringRows, Outcome
from bot.schedules.following import Following
from bot.schedules.planning import grace, on_the_wall
from bot.schedules.rules import OffQueue, Once
from bot.schedules.schedule import Firing, Paused, Schedule, ScheduleState
from bot.slack.sender import Unsent

log = logging.getLogger(__name__)

WITHIN_S = 25.0  #: for one person; a command has as long
#: Who kills each process that claims it is not tried for ever.
MOST_TRIES = 20

#: More people than this in one batch are asked for without Slack.
CROWD = 20
#: A link and a kind: what is said together.
Whose = tuple[str, str]
#: Calls the handler of a kind: answers for each firing, in their order.
CarryOut = Callable[[str, Actor, tuple[Firing, ...], datetime], Awaitable[Sequence[Fired]]]


class Owners(Protocol):
    """Who links belong to."""

    async def expect(self, link_ids: Collection[str]) -> None:
        """These are about to be asked for."""

    def actor_known(self, link_id: str, zone: ZoneInfo) -> Actor | None:
        """The same as `actor_when_due` in a crowd, as far as nobody has to be asked for it, nor the database."""

    async def actor_when_due(self, link_id: str, zone: ZoneInfo, *, crowd: bool) -> Actor:
        """`zone`: where their clock was known to be. Raises NotLinked, SignInEnded, NotServed, SlackUnavailable."""


class Carrying:
    """One for a process."""

    def __init__(
        self,
        *,
        rows: FiringRows,
        owners: Owners,
        following: Following,
        carry_out: CarryOut,
        now: Now,
        metrics: Metrics,
    ) -> None:
        self._rows = rows
        self._owners = owners
        self._following = following
        self._carry_out = carry_out
        self._now = now
        self._metrics = metrics

    async def out(self, claimed: Sequence[Claimed], actor: Actor | None, *, crowd: bool) -> list[Outcome]:
        """What became of one person's firings of one kind, in a task of its own.

        `actor`: who that is, if it is known already. What is done for one person has a request id, in every line.
        """
        slack = claimed[0].firing.schedule.slack
        request_of_task(new_request_id(), kind=claimed[0].firing.schedule.kind, team=slack.team_id, user=slack.user_id)
        return await self._carried_out(claimed, actor, await self._now(), crowd=crowd)

    async def end(self, outcomes: Sequence[Outcome]) -> None:
        """Writes it down."""
        await self._rows.end(outcomes)
        ended = Counter((one.firing.schedule.kind, _word(fired)) for one, fired in outcomes if fired)
        for (kind, word), many in ended.items():
            self._metrics.count(FIRINGS, kind, word, by=many)

    async def _carried_out(
        self, claimed: Sequence[Claimed], actor: Actor | None, now: datetime, *, crowd: bool
    ) -> list[Outcome]:
        outcomes: list[Outcome] = []
        wanted: list[Claimed] = []
        for one in claimed:
            if fired := unwanted(one, now):
                outcomes.append((one, fired))
            else:
                wanted.append(one)
        if not wanted:
            return outcomes
        try:
            async with asyncio.timeout(WITHIN_S):
                return outcomes + await self._tried(wanted, actor, now, crowd=crowd)
        except (NotLinked, SignInEnded, NotServed) as ended:
            why = Paused.ASLEEP if isinstance(ended, SignInEnded) else Paused.UNLINKED
            await self._following.leave(wanted[0].firing.schedule.link_id, why)
            return outcomes + [(one, Skipped(Skip.NO_SIGN_IN)) for one in wanted]
        except (OnQueueError, Unsent, TimeoutError) as trouble:
            log.warning("firing %s is tried again: %s %s", wanted[0].firing.id, type(trouble).__name__, trouble)
        except Exception:  # One person's trouble must not stop the others: this is the outermost loop of their firing.
            log.exception("firing %s failed", wanted[0].firing.id)
        return outcomes + [(one, given_up(one, now)) for one in wanted]

    async def _tried(
        self, claimed: Sequence[Claimed], known: Actor | None, now: datetime, *, crowd: bool
    ) -> list[Outcome]:
        link_id, kind = key_of(claimed[0])
        actor = known or await self._owners.actor_when_due(link_id, zone_of(claimed), crowd=crowd)
        outcomes: list[Outcome] = []
        if any(has_moved(one.firing.schedule, actor) for one in claimed):
            later = [one for one in claimed if comes_later(one.firing, actor, now)]
            await self._following.moved(actor.slack, actor.zone, unsaid={one.firing.schedule.id for one in later})
            outcomes += [(one, Skipped(Skip.MOVED, listed=False)) for one in later]
            claimed = [one for one in claimed if one not in later]
        if claimed:
            for one in claimed:
                self._metrics.measure(FIRING_LATE, (now - one.due_at).total_seconds(), kind)
            fired = await self._carry_out(kind, actor, tuple([one.firing for one in claimed]), now)
            outcomes += zip(claimed, fired, strict=True)
        return outcomes


def by_person(claimed: Iterable[Claimed]) -> dict[Whose, list[Claimed]]:
    """What is one call of a handler each, in the order of the links."""
    people: defaultdict[Whose, list[Claimed]] = defaultdict(list)
    for one in claimed:
        people[key_of(one)].append(one)
    return people


def key_of(claimed: Claimed) -> Whose:
    schedule = claimed.firing.schedule
    return schedule.link_id, schedule.kind


def zone_of(claimed: Sequence[Claimed]) -> ZoneInfo:
    """Where one person is known to be."""
    schedules = [one.firing.schedule for one in claimed]
    return next((one.zone_now for one in schedules if one.zone is None), schedules[0].zone_now)


def unwanted(claimed: Claimed, now: datetime) -> Fired | None:
    """What was overtaken by its owner or by time before it could be said; None: it is to be said."""
    schedule = claimed.firing.schedule
    if schedule.state is ScheduleState.OFF:
        return Skipped(Skip.ENDED)
    if schedule.state is ScheduleState.PAUSED and (schedule.paused_until is None or schedule.paused_until > now):
        return Skipped(Skip.PAUSED if schedule.paused_why is Paused.ASKED else Skip.NO_SIGN_IN)
    if now - claimed.due_at > grace(schedule.rule, schedule.kind):
        return Skipped(Skip.LATE)
    return Skipped(Skip.FAILED) if claimed.tries > MOST_TRIES else None


def given_up(claimed: Claimed, now: datetime) -> Fired | None:
    """What failed is tried again for as long as it is not too late to say it."""
    schedule = claimed.firing.schedule
    next_try = now + timedelta(seconds=min(2.0**claimed.tries, SLOWEST_AGAIN_S))
    return Skipped(Skip.FAILED) if next_try - claimed.due_at > grace(schedule.rule, schedule.kind) else None


def has_moved(schedule: Schedule, actor: Actor) -> bool:
    return schedule.zone is None and schedule.zone_now.key != actor.zone.key


def comes_later(firing: Firing, actor: Actor, now: datetime) -> bool:
    """Whether the clock of its person, who is further west than was known, does not show this time yet."""
    if not has_moved(firing.schedule, actor) or isinstance(firing.schedule.rule, Once | OffQueue):
        return False
    return on_the_wall(firing.fire_at, firing.schedule.zone_now, actor.zone) > now


def _word(fired: Fired) -> str:
    match fired:
        case Sent():
            return "sent"
        case Held():
            return "held"
        case Skipped(reason=Skip.FAILED):
            return "failed"
        case Skipped():
            return "skipped"
