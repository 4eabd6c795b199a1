"""Finds who may decide a request, as Genesys, Slack and the rules stand at this moment."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from bot.approvals.path import Candidate, Facts, Path, Room, path
from bot.approvals.people import Person, Standing
from bot.approvals.working import Daily, Working
from bot.changes.requests.request import Course, LeftOut, Named, Request
from bot.clock import Clock
from bot.errors import NotLinked, NotServed, OnQueueError, SignInEnded, SlackUnavailable
from bot.floor.standing import in_effect
from bot.genesys.client import Genesys
from bot.genesys.users import User
from bot.identity.actors import Actor
from bot.identity.delegations import Delegations
from bot.identity.identity import Identity
from bot.identity.links import Link, Links, LinkState
from bot.identity.slack_people import SlackId, SlackPeople
from bot.policy.judging import Policy
from bot.policy.verdict import Party
from bot.schedules.hours import Hours, HoursRows, Window
from bot.schedules.reminding import BUSY

OUT_OF_OFFICE = ("outOfOffice",)
READS_WITHIN_S = 3.0


@dataclass(frozen=True)
class Decider:
    """Somebody who can be asked: where they are in Slack, and when they work."""

    slack: SlackId
    working: Working
    link_id: str


class Deciders:
    """Reads with the requester's token: superiors and who is out of office are anybody's to see."""

    def __init__(
        self,
        *,
        links: Links,
        identity: Identity,
        people: SlackPeople,
        delegations: Delegations,
        hours: HoursRows,
        policy: Policy,
        clock: Clock,
    ) -> None:
        self._links = links
        self._identity = identity
        self._people = people
        self._delegations = delegations
        self._hours = hours
        self._policy = policy
        self._clock = clock

    async def path(self, request: Request) -> Path:
        """Who may decide, in order. Raises GenesysError, and whatever keeps the requester from acting."""
        requester = await self._identity.actor_of_link(request.row.origin.link_id)
        genesys, team = requester.genesys, requester.slack.team_id
        above = await genesys.users.get_user_superiors(request.requester.genesys_id, expand=OUT_OF_OFFICE)
        superiors = [await self._standing(user, team) for user in above]
        party = Party(
            request.requester.genesys_id, request.requester.email, superiors[0].person.email if superiors else ""
        )
        named = [await self._by_email(email, genesys, team) for email in self._policy.deciders(party)]
        known = [one for one in named if one is not None]
        return path(
            facts(request),
            superiors,
            delegates=await self._delegates((*superiors, *known), genesys, team),
            named=known,
            channel=self._policy.approvers_channel(party),
        )

    async def person(self, actor: Actor) -> Person:
        """An actor, as those know them who compare people."""
        email = (await self._people.person(actor.slack)).email or ""
        return Person(actor.me.id, actor.me.name, actor.me.email, slack=_slack_key(actor.slack), slack_email=email)

    async def decider(self, genesys_id: str, team_id: str) -> Decider | None:
        """None: they can't be asked any more. Raises SlackUnavailable where Slack doesn't say who they are."""
        link = await self._link(genesys_id, team_id)
        if link is None or link.state is not LinkState.LIVE:
            return None
        try:
            zone = (await self._people.person(link.slack)).zone
        except NotServed:
            return None
        return Decider(link.slack, _working(await self._hours.of(link.slack), zone), link.id)

    async def requester(self, request: Request) -> Actor:
        """Who asked, to read with their token. Raises whatever keeps them from acting."""
        return await self._identity.actor_of_link(request.row.origin.link_id)

    async def acting(self, genesys_id: str, request: Request) -> Actor | None:
        """Somebody whom a request came to, to read with their token."""
        link = await self._link(genesys_id, request.row.origin.slack.team_id)
        try:
            return await self._identity.actor_of_link(link.id) if link else None
        except (NotLinked, SignInEnded, NotServed, SlackUnavailable):
            return None

    async def is_busy(self, link_id: str) -> bool:
        """Whether somebody is on an interaction, as their own token shows; where nothing says so, they are not."""
        try:
            async with asyncio.timeout(READS_WITHIN_S):
                actor = await self._identity.actor_of_link(link_id)
                routing = (await actor.reading.users.get_user(actor.me.id, ("routingStatus",))).routing_status
        except (OnQueueError, TimeoutError):
            return False
        return routing is not None and routing.status in BUSY

    async def _link(self, genesys_id: str, team_id: str) -> Link | None:
        """Of another workspace's people nothing is known here."""
        link = await self._links.of_user(genesys_id)
        return link if link and link.slack.team_id == team_id else None

    async def _standing(self, user: User, team_id: str) -> Standing:
        link = await self._link(user.id, team_id)
        slack, slack_email = (_slack_key(link.slack), link.slack_email or "") if link else ("", "")
        person = Person(user.id, user.name, user.email, slack=slack, slack_email=slack_email)
        is_out = in_effect(user.out_of_office, self._clock.now())
        if link is None:
            return Standing(person, is_linked=False, is_out_of_office=is_out)
        is_live = link.state is LinkState.LIVE
        return Standing(person, is_live, is_served=await self._is_served(link.slack), is_out_of_office=is_out)

    async def _is_served(self, slack: SlackId) -> bool:
        try:
            await self._people.person(slack)
        except NotServed:
            return False
        except SlackUnavailable:  # Nothing speaks against them; they are looked at again when they click.
            return True
        return True

    async def _by_email(self, email: str, genesys: Genesys, team_id: str) -> Standing | None:
        found = await genesys.users.search_email(email)
        return await self._by_id(found[0].id, genesys, team_id) if len(found) == 1 else None

    async def _by_id(self, user_id: str, genesys: Genesys, team_id: str) -> Standing:
        return await self._standing(await genesys.users.get_user(user_id, expand=OUT_OF_OFFICE), team_id)

    async def _delegates(self, of: Iterable[Standing], genesys: Genesys, team_id: str) -> Mapping[str, Standing]:
        given = await self._delegations.of([one.person.genesys_id for one in of])
        found = await asyncio.gather(*(self._by_id(one.delegate_id, genesys, team_id) for one in given.values()))
        return dict(zip(given, found, strict=True))


def facts(request: Request) -> Facts:
    """What the order of deciders hangs on, of the request itself."""
    return Facts(
        requester=request.requester,
        subject=request.subject,
        self_allowed=request.terms.self_allowed,
        decided=request.yes,
        done_with=request.passed,
        asked=request.came_to,
    )


def course_of(found: Path) -> Course:
    """A path as its request keeps it, for the words on its cards."""
    left_out = tuple(LeftOut(skip.person.name, skip.why, skip.candidate.how) for skip in found.skipped)
    return Course(_named(found.now), _named(found.next), left_out)


def _named(one: Candidate | Room | None) -> Named | None:
    match one:
        case Candidate(instead_of=instead_of):
            of = instead_of.name if instead_of else ""
            return Named(one.person.name, one.how, of, genesys_id=one.person.genesys_id)
        case Room(channel=channel):
            return Named(room=channel)
        case None:
            return None


def _slack_key(slack: SlackId) -> str:
    return f"{slack.team_id}:{slack.user_id}"


def _working(hours: Hours, zone: ZoneInfo) -> Working:
    weekdays = hours.working.weekdays if hours.working else ()
    off: tuple[tuple[date, date], ...] = tuple((one.first, one.last) for one in hours.days_off)
    return Working(zone, _daily(hours.working, weekdays), _daily(hours.quiet), off)


def _daily(window: Window | None, weekdays: tuple[int, ...] = ()) -> Daily | None:
    return Daily(window.starts, window.ends, weekdays) if window else None
