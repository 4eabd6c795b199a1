"""Puts the rooms together, from the lowest up."""

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from zoneinfo import ZoneInfo

from starlette.applications import Starlette
from starlette.routing import BaseRoute

from bot.app.app import App
from bot.app.approvals import Approvals, Below, approvals
from bot.app.clockwork import Clockwork, by_handlers, clockwork
from bot.app.hearing import over_http, through_sockets
from bot.app.identities import identity_of, linking_of
from bot.app.policy import policy_of
from bot.app.role import Role
from bot.app.stopping import DRAIN_WITHIN_S, ended
from bot.app.watching import Watching
from bot.app.wires import Wires
from bot.app.workspaces import workspaces
from bot.changes.rows import RUN, ChangeRows
from bot.changes.sweeping import Sweep, Teller
from bot.clock import Clock
from bot.directory.menus import Menus
from bot.directory.people import People
from bot.directory.presences import Presences
from bot.dispatch.admitting import Admitting
from bot.dispatch.asgi import web_app
from bot.dispatch.asked import AskedRows
from bot.dispatch.bolt import Listeners, bolt_app
from bot.dispatch.delivery import Delivery
from bot.dispatch.doorstep import Doorstep
from bot.dispatch.homes import Homes
from bot.dispatch.seen import Seen
from bot.dispatch.sweeps import Sweeping, sweeping
from bot.dispatch.tasks import Tasks
from bot.dispatch.turn import Desk
from bot.dispatch.work import Work
from bot.errors import NotServed, SlackUnavailable
from bot.identity.delegation_news import DelegationNews
from bot.identity.delegations import Delegations
from bot.identity.leaving import Leaving
from bot.identity.links import Links, Me
from bot.identity.slack_people import SlackId, SlackPeople
from bot.identity.vault import Vault
from bot.jobs.choosing import jobs_of
from bot.schedules.following import Following
from bot.schedules.hours import HoursRows
from bot.schedules.noticing import Noticing
from bot.schedules.posts import Posts
from bot.schedules.rows import Schedules
from bot.settings import Settings
from bot.slack.mrkdwn import mrkdwn
from bot.slack.reply import Reply
from bot.slack.sender import Place, Sender
from handlers import all_routers
from handlers.asking import UNKNOWN
from handlers.delegating import delegation_teller
from handlers.digest_post import stillness_teller
from handlers.installing_pages import routes as installing_routes
from handlers.leaving import not_installed, sleep_teller
from handlers.linking_pages import routes
from handlers.outcomes import teller
from handlers.presence import labelled
from handlers.refusals import field_sentence, refuse

SWEEP_EVERY_S = 5
LOOK_EVERY_S = 60
#: What comes due waits half of it on average; and of a clock that is hurried, nothing is late by more than minutes.
TICK_S = 0.2
PURGE_EVERY_S = 3600


class Builder:
    """One bot in the making."""

    def __init__(self, settings: Settings, clock: Clock, wires: Wires, role: Role) -> None:
        self._settings, self._clock, self._wires, self._role = settings, clock, wires, role
        database, vault = wires.database, Vault(settings.keys)
        installed = workspaces(settings, wires, vault, clock)
        self._installing, self.installations = installed.installing, installed.installations
        self.sender = Sender(wires.slack, self.installations, wires.pace)
        self._tasks, self._seen = Tasks(), Seen(database, clock)
        self._asked = AskedRows(database, vault, clock)
        self._slack_people = SlackPeople(self.installations, clock=clock, default_zone=settings.zone)
        self.jobs = jobs_of(database, clock, wires.metrics)
        links = Links(database, clock)
        self.identity = identity_of(wires, links, self._slack_people, vault, clock)
        self.linking = linking_of(
            settings, wires, links, self._slack_people, vault, clock=clock, on_linked=self._on_linked
        )
        self._rows = ChangeRows(database, clock, self.jobs, wires.metrics)
        self.schedules, self.following = Schedules(database, clock), Following(database, self._slack_people, clock)
        self._menus = Menus(clock)
        self._homes = Homes(clock, self._tasks)
        self._approvals = self._made_approvals(links)
        self._sweep = Sweep(self._rows, self._approvals.executor, self.identity, self._teller(), clock)
        self.jobs.task(RUN, self._sweep.look)
        tell_sleeper = sleep_teller(self.sender, settings.command)
        self._leaving = Leaving(database, clock, self.identity, tell_sleeper, self.following.seen)
        tell_of_delegation = delegation_teller(self.sender, self._slack_people, clock.now, settings.command)
        self._delegation_news = DelegationNews(database, clock, tell_of_delegation)
        self._router = all_routers()
        self._desk = self._made_desk()
        self._clockwork = self._made_clockwork()
        self._noticing = Noticing(database, clock, stillness_teller(self.sender, settings.command))
        self._work = self._made_work()
        doorstep = Doorstep(self.installations, self.sender, self._tasks, not_installed(settings.public_url or ""))
        self._bolt = bolt_app(self._listeners(), wires.slack, doorstep)
        self._sockets = through_sockets(settings, wires, self._bolt) if role.connects else None
        self._watching = Watching(
            wires=wires,
            rows=self._rows,
            links=links,
            schedules=self.schedules,
            tasks=self._tasks,
            clock=clock,
            sockets=self._sockets,
        )

    def _made_approvals(self, links: Links) -> Approvals:
        below = Below(
            database=self._wires.database,
            jobs=self.jobs,
            clock=self._clock,
            rows=self._rows,
            links=links,
            identity=self.identity,
            people=self._slack_people,
            menus=self._menus,
            policy=policy_of(self._settings),
            sender=self.sender,
            zone_of=self._zone_of,
            unsealed=self._asked.unsealed,
            changed=self._homes.changed,
        )
        return approvals(below)

    def _teller(self) -> Teller:
        told = teller(self.sender, self._asked.unsealed, self._zone_of, self._clock.now)
        return self._approvals.teller(told)

    def _made_clockwork(self) -> Clockwork:
        wires = self._wires
        return clockwork(
            database=wires.database,
            jobs=self.jobs,
            clock=self._clock,
            identity=self.identity,
            following=self.following,
            carry_out=by_handlers(self._router, self._desk, self.sender),
            kinds=tuple(self._router.jobs),
            metrics=wires.metrics,
        )

    def _made_work(self) -> Work:
        return Work(
            desk=self._desk,
            router=self._router,
            labelled=labelled,
            refuse=refuse,
            sender=self.sender,
            admitting=Admitting(self._seen, self._clock),
            metrics=self._wires.metrics,
        )

    def _listeners(self) -> Listeners:
        return Listeners(
            work=self._work,
            tasks=self._tasks,
            seen=self._seen,
            router=self._router,
            unknown=UNKNOWN,
            command=self._settings.command,
            field_sentence=field_sentence,
            metrics=self._wires.metrics,
        )

    def app(self) -> App:
        """The ASGI app, whose lifespan runs the sweep and drains the work."""
        settings, wires = self._settings, self._wires
        asgi = web_app(
            heard=over_http(settings, self._clock, wires, self._bolt) if self._role.takes_deliveries else None,
            pages=[*self._watching.routes(settings.metrics_token), *(self._pages() if self._role.meets_people else ())],
            lifespan=self._lifespan,
            https=self.linking.is_https,
            metrics=wires.metrics,
        )
        return App(
            asgi,
            wires.database,
            self._desk,
            self._router,
            self._work,
            self._sweep,
            self._leaving,
            self.sender,
            self._clockwork.tick,
            self.installations,
            self._sockets,
            self._delegation_news,
        )

    def _pages(self) -> Sequence[BaseRoute]:
        is_https, public_url = self.linking.is_https, self.linking.public_url
        return [*routes(self.linking), *installing_routes(self._installing, is_https=is_https, public_url=public_url)]

    def _made_desk(self) -> Desk:
        verbs = self._router.verbs
        return Desk(
            door=self._approvals.door,
            deciding=self._approvals.deciding,
            requests=self._approvals.requests,
            deciders=self._approvals.deciders,
            deeds=self._approvals.deeds,
            put_backs=self._approvals.put_backs,
            identity=self.identity,
            slack_people=self._slack_people,
            linking=self.linking,
            people=People(self.identity, self._slack_people),
            presences=Presences(self._clock),
            menus=self._menus,
            asked=self._asked,
            schedules=self.schedules,
            following=self.following,
            posts=Posts(self._wires.database, self._clock),
            hours=HoursRows(self._wires.database),
            delegations=Delegations(self._wires.database, self._clock),
            channels=self.sender.channels,
            homes=self._homes,
            clock=self._clock,
            command=self._settings.command,
            default_zone=self._settings.zone,
            help={word: verb.help for word, verb in verbs.items()},
        )

    async def _on_linked(self, who: SlackId, me: Me, asked_id: str | None) -> None:
        """Tells the person, and runs what they asked before they were linked."""
        await self.following.back(who)
        self._homes.forget(who)
        self._homes.touched(who)
        waiting = await self._asked.find(asked_id, who) if asked_id else None
        if waiting is None:
            text = "You are linked to *{}* ({}). Type `{}` to begin."
            linked = Reply([mrkdwn(text, me.name, me.email, self._settings.command)])
            await self.sender.send(Place(user=who.user_id, team=who.workspace), linked)
            return
        self._tasks.start(self._work.resume(Delivery(who, waiting.place, "", words=waiting.words)))

    @asynccontextmanager
    async def _lifespan(self, _: Starlette) -> AsyncIterator[None]:
        if self._role.works(self._wires.database):
            self.jobs.start(DRAIN_WITHIN_S)
        async with AsyncExitStack() as stack:
            stack.enter_context(sweeping(self._sweeps(), self._tasks))
            if self._sockets is not None:
                await stack.enter_async_context(self._sockets.kept())
            yield
        await ended(self._tasks, self.jobs, self._clockwork.runner, self.sender)

    def _sweeps(self) -> Sequence[tuple[Sweeping, float]]:
        """What runs now and then, and after how many seconds again."""
        often: tuple[Sweeping, ...] = ()
        now_and_then: tuple[Sweeping, ...] = (self.sender.look, self._watching.look)
        if self._role.meets_people:
            tell = (self._leaving.tell_sleepers, self._delegation_news.once)
            often = (
                self._sweep.once,
                *self._approvals.sweeps,
                self.linking.sweep,
                *tell,
            )
            now_and_then = (self._leaving.look_around, self._rows.tidy, *now_and_then)
        timed = [*((work, SWEEP_EVERY_S) for work in often), *((work, LOOK_EVERY_S) for work in now_and_then)]
        return [*timed, *(self._by_the_clock() if self._role.works(self._wires.database) else ())]

    def _by_the_clock(self) -> Sequence[tuple[Sweeping, float]]:
        look_around, purge = self.following.look_around, self._clockwork.rows.purge
        rare = ((self._noticing.once, SWEEP_EVERY_S), (look_around, LOOK_EVERY_S), (purge, PURGE_EVERY_S))
        return (self._clockwork.tick.once, TICK_S), *rare

    async def _zone_of(self, slack: SlackId) -> ZoneInfo:
        try:
            return (await self._slack_people.person(slack)).zone
        except (NotServed, SlackUnavailable):
            return self._settings.zone
